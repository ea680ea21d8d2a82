import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Run } from '../../../../src/domain/task.ts';
import { stepsIn, walkthroughSteps, type JudgedTask } from '../../../../src/ui/projects/walkthroughSteps.ts';

const run = (response: Run['response'], input?: string): JudgedTask['runs'][number] => ({
  response,
  ...(input === undefined ? {} : { input: { id: input, origin: 'annotator', code: 'f(1)' } }),
});

test('nothing is ticked off for looking alone', () => {
  deepEqual(stepsIn({ runs: [] }), []);
  deepEqual(stepsIn({ annotation: { status: 'draft' }, runs: [] }), []);
});

test('scores count once they are submitted', () => {
  deepEqual(stepsIn({ annotation: { status: 'submitted' }, runs: [] }), ['score']);
  deepEqual(stepsIn({ annotation: { status: 'discarded' }, runs: [] }), []);
});

test('runs count when both responses have run with an input', () => {
  deepEqual(stepsIn({ runs: [run(1), run(2)] }), []);
  deepEqual(stepsIn({ runs: [run(1, 'a'), run('correction', 'a')] }), []);
  deepEqual(stepsIn({ runs: [run(1, 'a'), run(2, 'a')] }), ['run']);
});

test('a correction counts when there is text in it', () => {
  deepEqual(stepsIn({ annotation: { status: 'draft', correction: ' \n' }, runs: [] }), []);
  deepEqual(stepsIn({ annotation: { status: 'draft', correction: 'x = 1' }, runs: [] }), ['correct']);
});

test('the manifest names the same steps, each ticked off by its own context key', () => {
  const { contributes } = JSON.parse(
    readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
  ) as { contributes: { walkthroughs: { steps: { id: string; completionEvents: string[] }[] }[] } };
  const [walkthrough] = contributes.walkthroughs;
  deepEqual(
    walkthrough?.steps.map(({ id, completionEvents }) => [id, completionEvents]),
    walkthroughSteps.map((step) => [step, [`onContext:touchstone.did.${step}`]]),
  );
});
