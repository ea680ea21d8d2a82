import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProvider } from '../../../src/models/providers/createProvider.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { parseSuggestions, suggestPrompt } from '../../../src/inputs/suggestInputsPrompt.ts';
import { testDeps } from '../../unit/models/support.ts';
import { realModel } from './support.ts';

test(
  'a real model is asked for inputs, and whatever it answers is inputs or one clear error',
  { timeout: 180_000 },
  async () => {
    const { url, model: name } = realModel('A');
    const model = { name, provider: 'openai' as const, url };
    const provider = await createProvider(model, testDeps());
    const request = {
      instruction: 'Write a Python function add(a, b).',
      language: 'python',
      entryPoint: 'add',
    };
    for (const seed of [1, 2, 3]) {
      const { text } = await provider.generate({
        model,
        parameters: { max_new_tokens: 200, temperature: 0.8, seed },
        instruction: suggestPrompt(request),
        signal: AbortSignal.timeout(60_000),
      });
      assert.ok(text.trim() !== '', 'the model said something');
      try {
        const inputs = parseSuggestions(text);
        assert.ok(inputs.length > 0 && inputs.every(({ code }) => code?.trim()), text);
        console.log(`# ${inputs.length} inputs: ${inputs.map(({ code }) => code).join('; ')}`);
      } catch (error) {
        assert.ok(error instanceof TouchstoneError && error.code === 'model-bad-answer', String(error));
        assert.equal(error.detail, text.slice(0, 2000), 'the answer is kept for the log');
        console.log('# no list of inputs');
      }
    }
  },
);
