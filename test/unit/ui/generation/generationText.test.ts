import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutcomeCounter } from '../../../../src/generation/generationOutcome.ts';
import { TouchstoneError } from '../../../../src/platform/errors.ts';
import { outcomeText } from '../../../../src/ui/generation/generationText.ts';
import { config, model } from '../../models/support.ts';

const models: [ReturnType<typeof model>, ReturnType<typeof model>] = [
  model({ provider: 'openai', name: 'qwen', url: 'http://127.0.0.1:8000/v1' }),
  model({ provider: 'vscode-lm', name: 'gpt' }),
];
const down = new TouchstoneError('network-unreachable', 'http://127.0.0.1:8000 cannot be reached.');

function ran(): OutcomeCounter {
  const counter = new OutcomeCounter();
  for (const _ of [1, 2, 3]) counter.came(2);
  counter.failed('a', 1, down);
  counter.failed('b', 1, down);
  counter.failed('c', 1, new TouchstoneError('model-refused', 'qwen refused to answer.'));
  counter.end(1, down);
  counter.left('d', 1);
  return counter;
}

test('the end of a run says what came, what did not, and from where', () => {
  const outcome = ran().outcome(['a', 'b', 'c', 'd', 'e'], false);
  assert.deepEqual(outcome.lacking, ['a', 'b', 'c', 'd']);
  assert.equal(
    outcomeText(outcome, { ...config(models), blind: false }),
    '3 responses came. qwen (127.0.0.1:8000): 3 failed: 2 × http://127.0.0.1:8000 cannot be reached. ' +
      '1 × qwen refused to answer. 1 not asked for.',
  );
});

test('in a blind project nothing in it tells the models apart', () => {
  const text = outcomeText(ran().outcome(['a', 'b', 'c', 'd'], false), { ...config(models), blind: true });
  assert.equal(
    text,
    '3 responses came. 3 failed: 2 × The server cannot be reached. 1 × The model or a filter refused to answer. 1 not asked for.',
  );
  assert.doesNotMatch(text, /qwen|gpt|8000/);
});

test('where all came nothing else is said; a run that was stopped says so', () => {
  const counter = new OutcomeCounter();
  counter.came(1);
  assert.equal(outcomeText(counter.outcome(['a'], false), config(models)), '1 response came.');
  assert.equal(outcomeText(counter.outcome(['a'], true), config(models)), 'Stopped. 1 response came.');
});
