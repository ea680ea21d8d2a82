import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, ShownOrder } from '../../../src/domain/annotation.ts';
import type { StoredSuggestion, TakenFields } from '../../../src/domain/annotationHistory.ts';
import type { ReviewTask } from '../../../src/answers/reviewTask.ts';
import { placesOf, takeable, takenFields, takenView } from '../../../src/review/suggestionViews.ts';
import { project } from '../../page/support/fixture.ts';

const { config } = project;
const at = '2026-01-01T10:00:00.000Z';
const by = { agent: 'judge', origin: 'judge', at } as const;

function look(
  answer: Answer & { taken?: TakenFields },
  suggestions: StoredSuggestion[] = [],
  shownOrder: ShownOrder = [2, 1],
): ReviewTask {
  const annotation = { ...answer, status: 'draft', revision: 1 };
  return { annotation, suggestions, shownOrder, lineComments: [] } as unknown as ReviewTask;
}

const places = (field: StoredSuggestion['field'], value: StoredSuggestion['value'], order: ShownOrder) =>
  placesOf({ ...by, field, value }, config, order);

test('a suggestion goes where its response is shown', () => {
  const points = { documentation: 2, correctness: 0 };
  assert.deepEqual(places('points1', points, [2, 1]), [
    { target: 'points.B.documentation', value: 2 },
    { target: 'points.B.correctness', value: 0 },
  ]);
  assert.equal(places('points1', points, [1, 2])[0]?.target, 'points.A.documentation');
  assert.deepEqual(places('score2', 5, [2, 1]), [{ target: 'scores.A', value: 5 }]);
  assert.deepEqual(places('corrected', 'Response 1', [2, 1]), [{ target: 'corrected', value: 'B' }]);
  assert.deepEqual(places('corrected', 'Neither', [2, 1]), [{ target: 'corrected', value: 'neither' }]);
  assert.deepEqual(places('comments', 'why', [2, 1]), [{ target: 'comments', value: 'why' }]);
});

test('what the rubric cannot hold goes nowhere', () => {
  assert.deepEqual(
    places('points1', { documentation: 3, example: -1, correctness: 1.5, gone: 1 }, [1, 2]),
    [],
  );
  assert.deepEqual([places('score1', 8, [1, 2]), places('score1', -1, [1, 2])], [[], []]);
  assert.equal(places('score1', 7, [1, 2]).length, 1, 'the most that there is');
});

test('marks of what was taken over are found at their places, and stored under the same fields again', () => {
  const taken: TakenFields = {
    'points1.documentation': { agent: 'judge', origin: 'judge' },
    score2: { agent: 'other', origin: 'agent' },
    comments: { agent: 'judge', origin: 'judge' },
  };
  const task = look({ taken });
  const view = takenView(config, task);
  assert.deepEqual(view, {
    'points.B.documentation': { agent: 'judge', origin: 'judge' },
    'scores.A': { agent: 'other', origin: 'agent' },
    comments: { agent: 'judge', origin: 'judge' },
  });
  assert.deepEqual(takenFields(config, task, view), taken);
  assert.equal(takenView(config, look({})), undefined);
});

test('points that were taken as a whole are each criterion’s', () => {
  const view = takenView(config, look({ taken: { points2: { agent: 'judge', origin: 'judge' } } }));
  assert.deepEqual(Object.keys(view ?? {}), [
    'points.A.documentation',
    'points.A.example',
    'points.A.correctness',
  ]);
});

test('an agent that bears the name of a hidden model is shown without it, and stored with it', () => {
  const agent = config.models[0].name;
  const task = look({}, [{ agent, origin: 'agent', field: 'score1', value: 3, at }]);
  const shown = { 'scores.B': { agent: 'a model', origin: 'agent' } } as const;
  assert.deepEqual(takenFields(config, task, shown), { score1: { agent, origin: 'agent' } });
  const unknown = { 'scores.B': { agent: 'nobody', origin: 'agent' } } as const;
  assert.deepEqual(takenFields(config, task, unknown), {}, 'a page cannot make an agent up');
  assert.deepEqual(takenFields(config, task, { 'no.such.place': shown['scores.B'] }), {});
});

test('taking all over changes what differs, with the surest of each place, and no text of one’s own', () => {
  const suggestions: StoredSuggestion[] = [
    { ...by, field: 'points1', value: { documentation: 1, example: 2 }, score: 0.2 },
    { ...by, field: 'points1', value: { documentation: 2 }, agent: 'sure', score: 0.9 },
    { ...by, field: 'comments', value: 'theirs' },
    { ...by, field: 'corrected', value: 'Neither', outdated: true, score: 1 },
    { ...by, field: 'corrected', value: 'Response 1', agent: 'fresh' },
  ];
  const points = { documentation: 0, example: 2, correctness: 0 };
  const scored = { score1: 2, score2: 2, points1: points, points2: points };
  const targets = (answer: Answer): string[] =>
    takeable(config, look(answer, suggestions)).map(({ target, value }) => `${target} ${value}`);
  assert.deepEqual(targets({ ...scored, corrected: 'Response 1', comments: 'mine' }), [
    'points.B.documentation 2',
  ]);
  assert.deepEqual(targets(scored), ['points.B.documentation 2', 'comments theirs', 'corrected B']);
  assert.deepEqual(targets({ points1: points }), [], 'not before both are scored');
});
