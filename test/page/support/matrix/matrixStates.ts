import type { TaskState } from '../../../../src/domain/annotation.ts';
import type { Outcome } from '../../../../src/domain/matrix.ts';
import type { MatrixRow, MatrixSide, MatrixState } from '../../../../src/protocol/matrixMessages.ts';
import { SeededRandom } from '../../../../src/stats/base/seededRandom.ts';
import type { ReviewPage } from '../page.ts';

/** Made rows and states of the page of the matrix, always the same. */

const names =
  'merge_intervals slugify parse_duration LRUCache lower_bound groupAnagrams top_words deepMerge rotate_grid'.split(
    ' ',
  );
const languages = ['python', 'javascript', 'go', 'bash'];
const tags = ['wrong edge case', 'no example', 'thin documentation', 'off task'];
const now = Date.UTC(2026, 0, 1);

const none = { passed: 0, judged: 0 };

export function side(more: Partial<MatrixSide> = {}): MatrixSide {
  return { outcome: 'not-run', tests: none, own: none, lines: 12, ...more };
}

export function row(id: string, position: number, more: Partial<MatrixRow> = {}): MatrixRow {
  return { id, position, title: id, language: 'python', state: 'to-score', sides: [side(), side()], ...more };
}

const drawn: Outcome[] = ['passed', 'passed', 'passed', 'failed', 'crashed', 'timed-out', 'ran', 'not-run'];

/** So many tasks, two thirds of them submitted. */
export function matrixRows(count: number): MatrixRow[] {
  const random = new SeededRandom(5);
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
  return Array.from({ length: count }, (_, i) => {
    const isSubmitted = i % 3 !== 2;
    const one = (): MatrixSide => {
      const outcome = pick(drawn);
      const judged = ['ran', 'not-run'].includes(outcome) ? 0 : 1 + random.below(4);
      const passed = outcome === 'passed' ? judged : Math.max(0, judged - 1 - random.below(2));
      const own = random.below(3);
      return side({
        outcome,
        tests: { passed, judged },
        own: { passed: random.below(own + 1), judged: own },
        lines: 4 + random.below(60),
        ...(isSubmitted && { score: random.below(8), judge: random.below(8) }),
        ...(isSubmitted && random.below(12) === 0 && { odd: true as const }),
        ...(random.below(3) === 0 && { tags: [pick(tags)] }),
      });
    };
    const state: TaskState = isSubmitted ? 'submitted' : i % 2 ? 'draft' : 'to-score';
    return row(`task-${i}`, i, {
      title: pick(names),
      language: pick(languages),
      state,
      ...(i % 17 === 0 && { flagged: true as const }),
      sides: [one(), one()],
      ...(isSubmitted && { first: i % 2 ? (1 as const) : (0 as const), changed: now - i * 3_600_000 }),
    });
  });
}

export function matrixState(rows: readonly MatrixRow[], more: Partial<MatrixState> = {}): MatrixState {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of rows.flatMap(({ sides }) => sides)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return {
    project: 'code-llm',
    models: ['tidy-coder-1b', 'swift-coder-1b'],
    blind: false,
    passAt: [
      [
        { k: 1, share: { value: 0.65, low: 0.58, high: 0.72, tasks: 111 } },
        { k: 2, share: { value: 0.77, low: 0.7, high: 0.83, tasks: 90 } },
      ],
      [{ k: 1, share: { value: 0.58, low: 0.5, high: 0.65, tasks: 111 } }],
    ],
    isCounting: false,
    kinds: [
      { label: 'tidy-coder-1b', counts },
      { label: 'swift-coder-1b', counts },
    ],
    complete: true,
    total: rows.length,
    submitted: rows.filter(({ state }) => state === 'submitted').length,
    can: ['runAll', 'byModel'],
    ...more,
  };
}

const going = { state: 'going', done: 1132, total: 1254, atOnce: 4, seconds: 180 } as const;

export interface MatrixView {
  told: { state: MatrixState; rows: MatrixRow[] };
  act?: (page: ReviewPage) => Promise<void>;
}

const many = matrixRows(120);

/** Every view of the page, by name. */
export const matrixViews: Record<string, MatrixView> = {
  table: { told: { state: matrixState(many), rows: many } },
  running: {
    told: {
      state: matrixState(many, {
        can: ['byModel'],
        work: {
          kind: 'runs',
          ...going,
          perSecond: 6.4,
          secondsLeft: 19,
          problems: [{ text: 'go is not installed. Install it, or name another runner.', count: 3 }],
        },
      }),
      rows: many,
    },
    async act(review) {
      await review.send({
        type: 'live',
        responses: [
          { id: 'task-1', side: 0 },
          { id: 'task-1', side: 1 },
          { id: 'task-4', side: 1 },
        ],
      });
      await review.page.keyboard.press('Tab');
    },
  },
  generating: {
    told: {
      state: matrixState(many, {
        blind: true,
        models: ['Model 1', 'Model 2'],
        kinds: [{ label: 'Both models', counts: { passed: 120, crashed: 7, missing: 104, 'gone-wrong': 9 } }],
        can: ['retry'],
        passAt: [[], []],
        isCounting: true,
        work: {
          kind: 'responses',
          ...going,
          done: 152,
          total: 240,
          perSecond: 0.2,
          secondsLeft: 5400,
          tokens: 41_200,
          problems: [
            { text: 'The server answers too many requests.', count: 8 },
            { text: 'The model gave an empty answer.', count: 1 },
          ],
        },
      }),
      rows: many.map(({ first: _first, ...one }) => one),
    },
    act: ({ page }) => page.locator('.problems > summary').click(),
  },
  'by-model': {
    told: { state: matrixState(many, { blind: true }), rows: many },
    async act({ page }) {
      await page.getByRole('radio', { name: 'By Model' }).check({ force: true });
      await page.getByRole('button', { name: 'Gap', exact: true }).click();
      await page.getByRole('grid').focus();
      await page.keyboard.press('ArrowDown');
    },
  },
  filtered: {
    told: { state: matrixState(many), rows: many },
    async act({ page }) {
      await page.getByLabel('Result').selectOption('crashed');
      await page.getByRole('button', { name: /^One passes/ }).click();
    },
  },
  nothing: {
    told: { state: matrixState(many), rows: many },
    act: ({ page }) => page.getByRole('searchbox').fill('no such task'),
  },
  none: { told: { state: matrixState([], { passAt: [[], []], kinds: [] }), rows: [] } },
};
