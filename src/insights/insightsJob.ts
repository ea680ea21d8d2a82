import type { Rubric } from '../domain/rubric.ts';
import type { InsightsState } from '../protocol/insightsMessages.ts';
import type { Choices } from './rows/chooseRows.ts';

/** What insights are asked for, as it crosses to the thread. */
export interface InsightsJob {
  rubric: Rubric;
  /** As they may be shown. */
  models: [string, string];
  choices: Choices;
  /** The person who looks. */
  me: string;
}

/** All that the page shows but what only the editor's part knows. */
export type Insights = Pick<InsightsState, 'counts' | 'empty' | 'warnings' | 'filters' | 'sections'>;
