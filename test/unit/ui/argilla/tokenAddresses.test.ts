import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configSchema } from '../../../../src/project/config.ts';
import { tokenAddresses } from '../../../../src/ui/argilla/tokenAddresses.ts';

const { models, argilla } = configSchema.parse({
  name: 'tokens',
  tasks: { source: 'sample' },
  models: [
    { name: 'one', provider: 'openai', url: 'https://models.example/v1' },
    { name: 'two', provider: 'openai', url: 'https://models.example/v1' },
  ],
  argilla: { url: 'https://argilla.example', workspace: 'w', dataset: 'd' },
});

test('a token for what stands before Argilla is not offered to a model first', () => {
  const served = { url: 'https://models.example/v1', names: ['one', 'two'] };
  const there = { url: 'https://argilla.example', names: ['Argilla'] };
  assert.deepEqual(tokenAddresses({ models, argilla }, true), [there, served]);
  assert.deepEqual(tokenAddresses({ models, argilla }, false), [served, there]);
  assert.deepEqual(tokenAddresses({ models }, true), [served]);
  const { url: _, ...local } = models[0];
  assert.deepEqual(tokenAddresses({ models: [local, local] }, false), []);
});
