import type { MatrixRow, MatrixSide } from '../../src/protocol/matrixMessages.ts';
import { h, icon } from '../common/dom.ts';
import { decimal, strings } from '../common/strings.ts';
import {
  agoWords,
  checkedWords,
  figure,
  gapWords,
  outcomeWords,
  pointsWords,
  stateWords,
  tagWords,
  testsWords,
} from './matrixWords.ts';
import { gapOf, sidesOf, type SortKey } from './shownRows.ts';

/** What is needed beside a row to draw it. */
export interface Drawing {
  byModel: boolean;
  /** "A" and "B", or the names of the models. */
  heads: readonly [string, string];
  isRunning: (id: string, side: 0 | 1) => boolean;
  /** Titles that several tasks have: their ids stand beside them. */
  isDouble: (title: string) => boolean;
  now: number;
}

export interface Column {
  id: SortKey;
  head: string;
  /** For the eye: what sorting by it goes by, where that is not plain. */
  tip?: string;
  /** One cell for each side. */
  isPaired: boolean;
  /** Of each of its cells, as CSS has it. */
  width: string;
  /** From this width of the page on it is shown. */
  from: number;
  /** What a click on the head sorts by first. */
  descending: boolean;
  /** In words: for screen readers, and below the table for the cell that has the focus. */
  words(row: MatrixRow, drawing: Drawing, side: 0 | 1): string;
  draw(row: MatrixRow, drawing: Drawing, side: 0 | 1): (Node | string)[];
  kind?(row: MatrixRow, drawing: Drawing, side: 0 | 1): string;
}

const one = { isPaired: false, from: 0, descending: false };
const two = { isPaired: true, from: 0, descending: true };

function at(row: MatrixRow, { byModel }: Drawing, side: 0 | 1): MatrixSide {
  return sidesOf(row, byModel)[side];
}

/** Which response of a row as A or B it is, for what goes on now. */
function shownSide({ first }: MatrixRow, { byModel }: Drawing, side: 0 | 1): 0 | 1 {
  return byModel && first === 1 ? (side === 0 ? 1 : 0) : side;
}

/** As the models are called where there is no room for their names. */
export const modelSigns = ['①', '②'] as const;

export function shortHead({ byModel, heads }: Drawing, side: 0 | 1): string {
  return (byModel ? modelSigns : heads)[side];
}

export const columns: readonly Column[] = [
  {
    ...one,
    id: 'state',
    head: strings.matrixState,
    width: '28px',
    words: ({ state, flagged }) =>
      flagged ? `${stateWords[state].word}, ${strings.matrixFlagged}` : stateWords[state].word,
    draw: ({ state, flagged }) => [icon(flagged ? 'flag' : stateWords[state].icon)],
    kind: ({ state, flagged }) =>
      flagged || state === 'failed' ? 'bad' : state === 'submitted' ? 'good' : 'dim',
  },
  {
    ...one,
    id: 'task',
    head: strings.matrixTask,
    width: 'minmax(64px, 1.3fr)',
    words: ({ title, id }) => (title === id ? title : `${title} (${id})`),
    draw: ({ title, id }, { isDouble }) =>
      isDouble(title) && title !== id ? [title, h('span', { class: 'dim id' }, id)] : [title],
  },
  {
    ...one,
    id: 'language',
    head: strings.matrixLanguage,
    width: '84px',
    from: 700,
    words: ({ language }) => language ?? strings.matrixNone,
    draw: ({ language }) => [language ?? ''],
    kind: () => 'dim',
  },
  {
    ...two,
    id: 'tests',
    head: strings.matrixTests,
    tip: strings.matrixTestsTip,
    width: '62px',
    words: (row, drawing, side) => {
      const isRunning = drawing.isRunning(row.id, shownSide(row, drawing, side));
      return testsWords(at(row, drawing, side), isRunning);
    },
    draw: (row, drawing, side) => {
      if (drawing.isRunning(row.id, shownSide(row, drawing, side))) return [icon('loading')];
      const { outcome, tests } = at(row, drawing, side);
      return [icon(outcomeWords[outcome].icon), tests.judged > 0 ? `${tests.passed}/${tests.judged}` : ''];
    },
    kind: (row, drawing, side) =>
      drawing.isRunning(row.id, shownSide(row, drawing, side))
        ? ''
        : outcomeWords[at(row, drawing, side).outcome].kind,
  },
  {
    ...two,
    id: 'own',
    head: strings.matrixOwn,
    tip: strings.matrixOwnTip,
    width: '50px',
    from: 980,
    words: (row, drawing, side) => checkedWords(at(row, drawing, side).own),
    draw: (row, drawing, side) => {
      const { own } = at(row, drawing, side);
      if (own.judged === 0) return ['–'];
      return [icon(own.passed < own.judged ? 'close' : 'check'), `${own.passed}/${own.judged}`];
    },
    kind: (row, drawing, side) => {
      const { own } = at(row, drawing, side);
      return own.judged === 0 ? 'dim' : own.passed < own.judged ? 'bad' : 'good';
    },
  },
  {
    ...two,
    id: 'points',
    head: strings.matrixPoints,
    tip: strings.matrixPointsTip,
    width: '38px',
    words: (row, drawing, side) => pointsWords(at(row, drawing, side)),
    draw: (row, drawing, side) => {
      const { score, odd } = at(row, drawing, side);
      return [score === undefined ? '–' : `${figure(score)}${odd ? '!' : ''}`];
    },
    kind: (row, drawing, side) => {
      const { score, odd } = at(row, drawing, side);
      if (odd) return 'odd';
      const gap = gapOf(row, drawing.byModel) ?? 0;
      return score === undefined ? 'dim' : (side === 0 ? gap > 0 : gap < 0) ? 'more' : '';
    },
  },
  {
    ...two,
    id: 'judge',
    head: strings.matrixJudge,
    tip: strings.matrixJudgeTip,
    width: '34px',
    from: 700,
    words: (row, drawing, side) => {
      const { judge } = at(row, drawing, side);
      return judge === undefined ? strings.matrixNone : figure(judge);
    },
    draw: (row, drawing, side) => {
      const { judge } = at(row, drawing, side);
      return [judge === undefined ? '–' : figure(judge)];
    },
    kind: () => 'dim',
  },
  {
    ...one,
    id: 'gap',
    head: strings.matrixGap,
    tip: strings.matrixGapTip,
    width: '54px',
    descending: true,
    words: (row, { byModel, heads }) => gapWords(row, byModel, heads),
    draw: (row, drawing) => {
      const gap = gapOf(row, drawing.byModel);
      if (gap === undefined) return [''];
      return [gap === 0 ? '0' : `${shortHead(drawing, gap > 0 ? 0 : 1)} ${figure(Math.abs(gap))}`];
    },
    kind: (row) => (gapOf(row) === 0 ? 'dim' : ''),
  },
  {
    ...two,
    id: 'lines',
    head: strings.matrixLines,
    tip: strings.matrixLinesTip,
    width: '40px',
    from: 980,
    words: (row, drawing, side) => decimal(at(row, drawing, side).lines),
    draw: (row, drawing, side) => [String(at(row, drawing, side).lines || '')],
    kind: () => 'dim',
  },
  {
    ...one,
    id: 'tags',
    head: strings.matrixTags,
    width: 'minmax(80px, 1fr)',
    from: 820,
    descending: true,
    words: (row, { byModel, heads }) => tagWords(sidesOf(row, byModel), heads) || strings.matrixNone,
    draw: (row, drawing) => [
      tagWords(sidesOf(row, drawing.byModel), [shortHead(drawing, 0), shortHead(drawing, 1)]),
    ],
  },
  {
    ...one,
    id: 'changed',
    head: strings.matrixChanged,
    width: '84px',
    from: 980,
    descending: true,
    words: ({ changed }, { now }) => (changed === undefined ? strings.matrixNone : agoWords(changed, now)),
    draw: ({ changed }, { now }) => [changed === undefined ? '' : agoWords(changed, now)],
    kind: () => 'dim',
  },
];

/** A column as it stands in the table: a paired one twice. */
export interface Place {
  column: Column;
  side: 0 | 1;
}

/** The columns that have room, and something to say. */
export function placesFor(width: number, rows: readonly MatrixRow[]): Place[] {
  const someSide = (has: (side: MatrixSide) => boolean): boolean => rows.some(({ sides }) => sides.some(has));
  const says: Partial<Record<SortKey, boolean>> = {
    judge: someSide(({ judge }) => judge !== undefined),
    own: someSide(({ own }) => own.judged > 0),
    tags: someSide(({ tags }) => tags !== undefined),
    language: rows.some(({ language }) => language !== undefined),
  };
  return columns
    .filter(({ id, from }) => width >= from && says[id] !== false)
    .flatMap((column) =>
      (column.isPaired ? ([0, 1] as const) : ([0] as const)).map((side) => ({ column, side })),
    );
}
