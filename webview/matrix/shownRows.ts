import { badOutcomes, outcomes, type Outcome } from '../../src/domain/matrix.ts';
import { taskStates } from '../../src/domain/annotation.ts';
import type { MatrixRow, MatrixSide } from '../../src/protocol/matrixMessages.ts';

/** Which rows are shown, and in which order. */

export const sortKeys = [
  'order',
  'state',
  'task',
  'language',
  'tests',
  'own',
  'points',
  'judge',
  'gap',
  'lines',
  'tags',
  'changed',
] as const;
export type SortKey = (typeof sortKeys)[number];

/** Ready filters. */
export const ready = ['odd', 'gap', 'one', 'judge'] as const;
export type Ready = (typeof ready)[number];

export interface Choice {
  find: string;
  /** A state, or `flagged`; empty for any. */
  state: string;
  language: string;
  result: Outcome | '';
  only: Ready | '';
  sort: SortKey;
  descending: boolean;
  byModel: boolean;
}

export const firstChoice: Choice = {
  find: '',
  state: '',
  language: '',
  result: '',
  only: '',
  sort: 'order',
  descending: false,
  byModel: false,
};

/** As they are shown: A and B, or the first and the second model. */
export function sidesOf({ sides, first }: MatrixRow, byModel: boolean): readonly [MatrixSide, MatrixSide] {
  return byModel && first === 1 ? [sides[1], sides[0]] : sides;
}

/** How much more the left one got; undefined where one of the two has no points. */
export function gapOf(row: MatrixRow, byModel = false): number | undefined {
  const [left, right] = sidesOf(row, byModel);
  return left.score === undefined || right.score === undefined ? undefined : left.score - right.score;
}

function farFromJudge({ sides }: MatrixRow): number | undefined {
  const found = sides.flatMap(({ score, judge }) =>
    score === undefined || judge === undefined ? [] : [Math.abs(score - judge)],
  );
  return found.length > 0 ? Math.max(...found) : undefined;
}

/** From here on a gap, or a distance to the judge, is worth a look. */
const far = 3;

export const isReady: Record<Ready, (row: MatrixRow) => boolean> = {
  odd: ({ sides }) => sides.some(({ odd }) => odd === true),
  gap: (row) => Math.abs(gapOf(row) ?? 0) >= far,
  one: ({ sides }) =>
    sides.some(({ outcome }) => outcome === 'passed') &&
    sides.some(({ outcome }) => badOutcomes.has(outcome)),
  judge: (row) => (farFromJudge(row) ?? 0) >= far,
};

const severity = new Map(outcomes.map((outcome, i) => [outcome, i]));
const stateOrder = new Map(taskStates.map((state, i) => [state, i]));

/** No column sorts by one of the two sides: in a blind project that would tell one from the other. */
const keys: Record<SortKey, (row: MatrixRow) => number | string | undefined> = {
  order: ({ position }) => position,
  state: ({ state }) => stateOrder.get(state),
  task: ({ title }) => title.toLowerCase(),
  language: ({ language }) => language?.toLowerCase(),
  tests: ({ sides }) => Math.max(...sides.map(({ outcome }) => severity.get(outcome) ?? 0)),
  own: ({ sides }) =>
    sides.some(({ own }) => own.judged > 0)
      ? sides.reduce((sum, { own }) => sum + own.judged - own.passed, 0)
      : undefined,
  points: ({ sides }) => highest(sides.map(({ score }) => score)),
  judge: farFromJudge,
  gap: (row) => {
    const gap = gapOf(row);
    return gap === undefined ? undefined : Math.abs(gap);
  },
  lines: ({ sides }) => sides[0].lines + sides[1].lines,
  tags: ({ sides }) => sides.reduce((sum, { tags = [] }) => sum + tags.length, 0),
  changed: ({ changed }) => changed,
};

function highest(values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** Whether a text is in the title, the id or (behind `#`) in the name of a failure mode. */
function holds({ title, id, sides }: MatrixRow, text: string): boolean {
  if (text.startsWith('#')) {
    const tag = text.slice(1);
    return sides.some(({ tags = [] }) => tags.some((name) => name.toLowerCase().includes(tag)));
  }
  return title.toLowerCase().includes(text) || id.toLowerCase().includes(text);
}

/**
 * The rows that are chosen, in their order: what has no value comes last, equals stand in the order of loading.
 * @param found tasks that hold the text elsewhere, as the host knows them
 */
export function shownRows(
  all: readonly MatrixRow[],
  choice: Choice,
  found: ReadonlySet<string> = new Set(),
): MatrixRow[] {
  const { state, language, result, only, sort, descending, byModel } = choice;
  const text = choice.find.trim().toLowerCase();
  const rows = all.filter(
    (row) =>
      (!byModel || row.first !== undefined) &&
      (state === '' || row.state === state || (state === 'flagged' && row.flagged === true)) &&
      (language === '' || row.language === language) &&
      (result === '' || row.sides.some(({ outcome }) => outcome === result)) &&
      (only === '' || isReady[only](row)) &&
      (text === '' || holds(row, text) || found.has(row.id)),
  );
  if (sort === 'order') return descending ? rows.reverse() : rows;
  const way = descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keys[sort](row) }));
  keyed.sort((a, b) => {
    if (a.key === b.key) return a.row.position - b.row.position;
    if (a.key === undefined) return 1;
    if (b.key === undefined) return -1;
    return a.key < b.key ? -way : way;
  });
  return keyed.map(({ row }) => row);
}

/** A choice that was kept by an earlier page. */
export function keptChoice(kept: unknown): Choice {
  if (typeof kept !== 'object' || kept === null || !('choice' in kept)) return firstChoice;
  const { choice } = kept;
  if (typeof choice !== 'object' || choice === null) return firstChoice;
  const known = Object.entries(choice).filter(
    ([name, value]) => name in firstChoice && typeof value === typeof firstChoice[name as keyof Choice],
  );
  const given = { ...firstChoice, ...(Object.fromEntries(known) as Partial<Choice>) };
  return sortKeys.includes(given.sort) && ['', ...ready].includes(given.only) ? given : firstChoice;
}
