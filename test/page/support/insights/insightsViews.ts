import type { InsightsState } from '../../../../src/protocol/insightsMessages.ts';
import { insightsStates } from './insightsState.ts';
import type { ReviewPage } from '../page.ts';

/** Something that the page of insights can show, and what is done once its state is shown. */
export interface InsightsView {
  state: InsightsState | undefined;
  act?: (page: ReviewPage) => Promise<void>;
}

const allTables = async ({ page }: ReviewPage): Promise<void> => {
  for (const toggle of await page.getByRole('button', { name: /^As a table/ }).all()) await toggle.click();
};

/** Every view of the page of insights, by name. */
export const insightsViews: Record<string, InsightsView> = {
  // Of so many marks axe looks at each, for minutes.
  ...Object.fromEntries(
    Object.entries(insightsStates).flatMap(([name, state]) =>
      name === 'many-dots' ? [] : [[name, { state }]],
    ),
  ),
  tables: { state: insightsStates['full'], act: allTables },
  menu: {
    state: insightsStates['full'],
    act: ({ page }) =>
      page
        .getByRole('button', { name: /^More acts/ })
        .first()
        .click(),
  },
  mark: {
    state: insightsStates['full'],
    async act({ page }) {
      for (let i = 0; i < 2; i += 1) await page.keyboard.press('j');
      await page.keyboard.press('ArrowDown');
      await page.locator('.mark-tip').waitFor();
    },
  },
};
