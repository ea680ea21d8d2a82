import type { InsightRow, JudgedTask } from './insightRow.ts';
import { judgedTasks } from './insightRow.ts';
import type { JudgedRow } from './judgedRow.ts';

/** What is chosen, by the filter's id; what is not named is not restricted. Columns are `column:<name>`. */
export type Choices = Readonly<Record<string, string>>;

export const everything = '';

/** Chosen by how tasks were answered: such a group says nothing of the others. */
export const answerGroups = ['gap', 'corrected', 'against'] as const;
export type AnswerGroup = (typeof answerGroups)[number];

/** Columns with more values than these, or with hardly a value twice, are texts, not groups. */
const mostValues = 12;
const mostColumns = 6;

/** Columns of the context that put tasks into groups, with their values. */
export function groupingColumns(rows: readonly InsightRow[]): Map<string, string[]> {
  const values = new Map<string, Set<string>>();
  for (const { columns } of rows)
    for (const [name, value] of Object.entries(columns)) {
      const seen = values.get(name) ?? new Set();
      values.set(name, seen);
      if (seen.size <= mostValues) seen.add(value);
    }
  const grouping = [...values].filter(
    ([, { size }]) => size > 1 && size <= Math.min(mostValues, rows.length / 2),
  );
  return new Map(grouping.slice(0, mostColumns).map(([name, seen]) => [name, [...seen].sort()]));
}

/** What judges say of the tasks that are chosen: by what tasks are, not by who answered them or how. */
export function chooseJudged(rows: readonly JudgedRow[], choices: Choices): JudgedRow[] {
  const wants = (id: string, value: string | undefined): boolean => {
    const wanted = choices[id] ?? everything;
    return wanted === everything || wanted === value;
  };
  const columns = Object.keys(choices).filter((id) => id.startsWith('column:'));
  return rows.filter(
    (row) =>
      wants('language', row.language) &&
      columns.every((id) => wants(id, row.columns[id.slice('column:'.length)])),
  );
}

/** The tasks that are left, with the answers that are. */
export function chooseRows(
  rows: readonly InsightRow[],
  choices: Choices,
  isAgainst: (row: InsightRow) => boolean,
): JudgedTask[] {
  const wants = (id: string, value: string | undefined): boolean => {
    const wanted = choices[id] ?? everything;
    return wanted === everything || wanted === value;
  };
  const columns = Object.keys(choices).filter((id) => id.startsWith('column:'));
  const left = rows.filter(
    (row) =>
      wants('annotator', row.annotator) &&
      wants('language', row.language) &&
      wants('version', row.guidelinesVersion) &&
      columns.every((id) => wants(id, row.columns[id.slice('column:'.length)])),
  );
  const tasks = judgedTasks(left);
  switch (choices.answers as AnswerGroup | undefined) {
    case 'gap':
      return tasks.filter((task) => gapOf(task) >= largeGap);
    case 'corrected':
      return tasks.filter((task) =>
        task.rows.some(({ corrected }) => corrected !== undefined && corrected !== 'Neither'),
      );
    case 'against':
      return tasks.filter((task) => task.rows.some(isAgainst));
    default:
      return tasks;
  }
}

/** Points between the two responses that are called a large gap. */
export const largeGap = 3;

/** How far the two responses are apart, as the mean of its annotators. */
export function gapOf({ rows }: JudgedTask): number {
  return Math.abs(rows.reduce((sum, { scores: [a, b] }) => sum + a - b, 0) / rows.length);
}

export function isByAnswers(choices: Choices): boolean {
  return (choices.answers ?? everything) !== everything;
}
