import type { Rubric } from '../domain/rubric.ts';
import type { InsightsState } from '../protocol/insightsMessages.ts';
import type { ProjectFacts, RefusedProject } from './several/comparedProject.ts';
import type { Choices } from './rows/chooseRows.ts';

/** What insights are asked for, as it crosses to the thread. */
export interface InsightsJob {
  rubric: Rubric;
  /** As they may be shown. */
  models: [string, string];
  /** The project's judges, as they may be shown. */
  judges?: { id: string; label: string; isOwn: boolean }[];
  /** Names that are not to be shown. */
  hidden?: string[];
  choices: Choices;
  /** The person who looks. */
  me: string;
  /** Others' answers to tasks that this person has not submitted are told as `countable` says. */
  blind: boolean;
  /** Other projects whose models are ranked with those of this one. */
  together?: Together;
}

export interface Together {
  /** The open project, by its models' real names. */
  own: ProjectFacts;
  /** Names of its models may be told. */
  showsNames: boolean;
  others: (ProjectFacts | RefusedProject)[];
  /** What this editor marks its databases with. */
  key: string;
  /** All names of the person who looks. */
  names: readonly string[];
}

/** All that the page shows but what only the editor's part knows. */
export type Insights = Pick<
  InsightsState,
  'counts' | 'empty' | 'warnings' | 'filters' | 'sections' | 'projects'
>;
