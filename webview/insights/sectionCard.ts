import type { InsightsSection } from '../../src/protocol/insightsMessages.ts';
import { h, icon } from '../common/dom.ts';
import { format, strings } from '../common/strings.ts';
import type { MarkNames } from './charts/marks.ts';
import { chartFigure, type ChartFigure } from './chartFigure.ts';
import { moreMenu, type MenuItem } from '../common/moreMenu.ts';

/** What the sections ask for. */
export interface InsightsActs {
  open(link: string): void;
  copy(section: string, as: 'markdown' | 'csv'): void;
  save(section: string, type: 'svg' | 'png'): void;
  /** Whether the host offers an act. */
  can(act: string): boolean;
}

export interface SectionCard {
  element: HTMLElement;
  id: string;
  shown: InsightsSection;
  figures: ChartFigure[];
}

const verdictIcons: Record<InsightsSection['verdict']['mark'], string | undefined> = {
  decided: 'pass-filled',
  fine: 'check',
  wait: 'clockface',
  look: 'warning',
  none: undefined,
};

/** The sign of a verdict. Beside it stands what it means. */
export function verdictSign({ mark }: InsightsSection['verdict']): HTMLElement | undefined {
  const name = verdictIcons[mark];
  if (name === undefined) return undefined;
  const sign = icon(name);
  sign.classList.add('sign', `sign-${mark}`);
  return sign;
}

export interface CardOptions {
  acts: InsightsActs;
  /** The answer to the page's question. */
  first: boolean;
  names: MarkNames;
  /** Which charts are shown as tables, by section and place. */
  tables: { has(key: string): boolean; set(key: string, asTable: boolean): void };
}

/** A question, its answer, and the charts it rests on. */
export function sectionCard(
  section: InsightsSection,
  { acts, first, names, tables }: CardOptions,
): SectionCard {
  const { id, title, verdict, sentence, advice, method, charts, links } = section;
  const figures = charts.map((entry, i) => {
    const key = `${id} ${i}`;
    return chartFigure(entry, {
      names,
      asTable: tables.has(key),
      onToggle: (asTable) => tables.set(key, asTable),
    });
  });
  const heading = h('h2', { tabindex: -1, id: `section-${id}` }, title);
  const items = menuItems(section, acts);
  const told = verdict.text !== '' || verdict.mark !== 'none';
  const element = h(
    'section',
    {
      class: `section${first ? ' first' : ''}${charts.length > 1 ? ' several' : ''}`,
      'data-section': id,
      'aria-labelledby': `section-${id}`,
    },
    h(
      'header',
      { class: 'section-head' },
      heading,
      told && h('span', { class: `verdict verdict-${verdict.mark}` }, verdictSign(verdict), verdict.text),
      items.length > 0 && moreMenu(format('insightsMore', title), items),
    ),
    h(
      'div',
      { class: 'answer' },
      h('p', { class: 'sentence' }, sentence),
      advice !== undefined &&
        advice !== '' &&
        h('p', { class: 'advice' }, icon('lightbulb'), h('span', {}, advice)),
      links.length > 0 &&
        h(
          'ul',
          { class: 'links' },
          ...links.map(({ text, link }, i) => {
            const one = h('button', { class: 'link', type: 'button', 'data-act': `link ${i}` }, text);
            one.addEventListener('click', () => acts.open(link));
            return h('li', {}, one);
          }),
        ),
      method !== '' && h('p', { class: 'method' }, method),
    ),
    charts.length > 0 && h('div', { class: 'charts' }, ...figures),
  );
  return { element, id, shown: section, figures };
}

function menuItems({ id, charts }: InsightsSection, acts: InsightsActs): MenuItem[] {
  const all: (MenuItem & { needs: string })[] = [
    {
      needs: 'markdown',
      text: strings.insightsCopyMarkdown,
      key: 'C',
      act: () => acts.copy(id, 'markdown'),
    },
    { needs: 'csv', text: strings.insightsCopyCsv, act: () => acts.copy(id, 'csv') },
    ...(charts.length > 0
      ? [
          { needs: 'svg', text: strings.insightsSaveSvg, act: () => acts.save(id, 'svg') },
          { needs: 'png', text: strings.insightsSavePng, act: () => acts.save(id, 'png') },
        ]
      : []),
  ];
  return all.filter(({ needs }) => acts.can(needs));
}
