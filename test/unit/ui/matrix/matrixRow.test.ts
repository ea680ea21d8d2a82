import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawOrder } from '../../../../src/annotation/shownOrder.ts';
import type { MatrixResponse, MatrixTask } from '../../../../src/domain/matrix.ts';
import { defaultRubric } from '../../../../src/project/config.ts';
import {
  countedTasks,
  kindsOf,
  matrixRow,
  writersOf,
  type MatrixRules,
} from '../../../../src/ui/matrix/matrixRow.ts';
import { each } from '../../../each.ts';

const none = { passed: 0, judged: 0 };
const response = (more: Partial<MatrixResponse> = {}): MatrixResponse => ({
  ...{ outcome: 'not-run', tests: none, own: none, lines: 1, tags: [] },
  ...more,
});
const task = (more: Partial<MatrixTask> = {}): MatrixTask => ({
  ...{ id: 't', position: 0, instruction: 'Write `add(a, b)`.', state: 'to-score' },
  responses: [response({ lines: 1 }), response({ lines: 2 })],
  ...more,
});
const rules = (more: Partial<MatrixRules['config']> = {}, reveals = true): MatrixRules => ({
  annotator: 'local:me',
  config: { blind: true, suggestions: 'after', rubric: defaultRubric, ...more },
  reveals,
});

test('A and B stand as they are shown, or are going to be', () => {
  const lines = (one: MatrixTask, how = rules()) => matrixRow(one, how).sides.map((side) => side.lines);
  assert.deepEqual(lines(task({ shownOrder: [2, 1] })), [2, 1]);
  assert.deepEqual(lines(task({ shownOrder: [1, 2] })), [1, 2]);
  for (const id of each(['a', 'b', 'c', 'd', 'e', 'f']))
    assert.deepEqual(lines(task({ id })), drawOrder(id, 'local:me', true), id);
  assert.deepEqual(lines(task(), rules({ blind: false })), [1, 2]);
  assert.equal(matrixRow(task(), rules()).title, 'add');
});

test('which response is of the first model is told of what was submitted alone, unless the project is not blind', () => {
  for (const state of each(['to-score', 'draft', 'discarded', 'to-generate', 'failed'] as const))
    assert.equal('first' in matrixRow(task({ state }), rules()), false, state);
  const submitted = task({ state: 'submitted', shownOrder: [2, 1] });
  assert.equal(matrixRow(submitted, rules()).first, 1);
  assert.equal('first' in matrixRow(submitted, rules({}, false)), false, 'one that stays blind');
  assert.equal(matrixRow(task({ shownOrder: [1, 2] }), rules({ blind: false })).first, 0);
});

test('what judges give is told once both are scored, as suggestions are', () => {
  const judged = (scores: (number | undefined)[], suggestions: 'after' | 'before' | 'off') =>
    matrixRow(
      task({
        responses: [response({ judge: 5, score: scores[0] }), response({ judge: 2, score: scores[1] })],
      }),
      rules({ suggestions, blind: false }),
    ).sides.map(({ judge }) => judge);
  assert.deepEqual(judged([1, undefined], 'after'), [undefined, undefined]);
  assert.deepEqual(judged([1, 2], 'after'), [5, 2]);
  assert.deepEqual(judged([undefined, undefined], 'before'), [5, 2]);
  assert.deepEqual(judged([1, 2], 'off'), [undefined, undefined]);
});

test('points that say something else than what ran', () => {
  const works = defaultRubric.criteria.at(-1);
  assert.ok(works);
  const odd = (points: number, outcome: MatrixResponse['outcome']) =>
    matrixRow(
      task({ responses: [response({ outcome, points: { [works.id]: points } }), response()] }),
      rules({ blind: false }),
    ).sides[0].odd;
  assert.equal(odd(works.max, 'crashed'), true);
  assert.equal(odd(works.max, 'passed'), undefined);
  assert.equal(odd(0, 'passed'), true);
  assert.equal(odd(0, 'failed'), undefined);
  assert.equal(odd(works.max, 'not-run'), undefined);
});

test('why a response did not come names no model in a blind project', () => {
  const failed = task({
    responses: [
      response({ outcome: 'gone-wrong', failure: { code: 'model-missing', message: 'No model maker/one.' } }),
      response(),
    ],
    shownOrder: [1, 2],
  });
  assert.equal(matrixRow(failed, rules()).sides[0].failure, 'The server does not know the model.');
  assert.equal(matrixRow(failed, rules({ blind: false })).sides[0].failure, 'No model maker/one.');
});

test('how many came to what: of each model, or of both together', () => {
  const tasks = [
    task({ responses: [response({ outcome: 'passed' }), response({ outcome: 'crashed' })] }),
    task({ responses: [response({ outcome: 'passed' }), response({ outcome: 'passed' })] }),
  ];
  assert.deepEqual(kindsOf(tasks, ['one', 'two'], undefined), [
    { label: 'one', counts: { passed: 2 } },
    { label: 'two', counts: { passed: 1, crashed: 1 } },
  ]);
  assert.deepEqual(kindsOf(tasks, ['one', 'two'], 'both'), [
    { label: 'both', counts: { passed: 3, crashed: 1 } },
  ]);
});

test('models bear the names of those that wrote the responses, whatever the project names by now', () => {
  const by = (one: string | undefined, two: string | undefined) =>
    task({ responses: [response({ model: one }), response({ model: two })] });
  assert.deepEqual(writersOf([by('old', ''), by('older', undefined), by('old', '')], ['new', 'other']), [
    'old, older',
    'other',
  ]);
});

test('figures of one model count what is to be judged blind where it is eight tasks, or not at all', () => {
  const states = (open: number) => [
    ...Array.from({ length: open }, () => ({ state: 'to-score' as const })),
    { state: 'submitted' as const },
  ];
  const counted = (open: number, blind: boolean) =>
    countedTasks(states(open), ({ state }) => state, blind).length;
  assert.deepEqual([counted(7, true), counted(8, true), counted(7, false), counted(0, true)], [1, 9, 8, 1]);
});
