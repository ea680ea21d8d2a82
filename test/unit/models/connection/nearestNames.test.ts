import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameName, nearestNames } from '../../../../src/models/connection/nearestNames.ts';

const ids = [
  'llama3:latest',
  'qwen2.5-coder:7b-instruct',
  'Qwen/Qwen3-8B',
  'mistralai/Mistral-7B-Instruct-v0.3',
  'gpt-4o-mini',
];

test('names that are written otherwise are near: owners, separators, versions, letters left out', () => {
  for (const [typed, meant] of [
    ['qwen2.5-coder', 'qwen2.5-coder:7b-instruct'],
    ['qwen3-8b', 'Qwen/Qwen3-8B'],
    ['Mistral-7B-Instruct', 'mistralai/Mistral-7B-Instruct-v0.3'],
    ['gpt4o-mini', 'gpt-4o-mini'],
    ['lama3', 'llama3:latest'],
  ] as const)
    assert.equal(nearestNames(typed, ids)[0], meant, typed);
});

test('what is like nothing in the list is not guessed, and hostile lists take no time', () => {
  assert.deepEqual(nearestNames('starcoder2-15b-instruct-v0.1', ['whisper-1']), []);
  const many = Array.from({ length: 50_000 }, (_, i) => `${i}`.repeat(200));
  const started = performance.now();
  assert.ok(nearestNames('a'.repeat(10_000), many).length <= 3);
  assert.ok(performance.now() - started < 10_000);
});

test('Ollama’s names have a tag that nobody types, Google’s a folder', () => {
  assert.ok(isSameName('llama3', 'llama3:latest'));
  assert.ok(isSameName('gemini-2.0-flash', 'models/gemini-2.0-flash'));
  assert.ok(!isSameName('llama3', 'llama3:8b'));
});
