import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAiParameters, tgiParameters } from '../../../../src/models/api/parameters.ts';
import { openAiBase, serverRoot, tgiBase } from '../../../../src/models/api/urls.ts';
import { parametersSchema } from '../../../../src/project/config.ts';

/** The notebook's own parameters that `touchstone.json` knows. */
const cookbook = parametersSchema.parse({
  temperature: 0.2,
  top_p: 0.6,
  top_k: null,
  repetition_penalty: 1.0,
  do_sample: true,
  max_new_tokens: 1024,
  return_full_text: false,
  seed: 42,
});

test('the cookbook’s parameters for chat and completions', () => {
  assert.deepEqual(openAiParameters(cookbook), { max_tokens: 1024, temperature: 0.2, top_p: 0.6, seed: 42 });
});

test('the cookbook’s parameters for raw text generation', () => {
  assert.deepEqual(tgiParameters(cookbook, { details: false }), {
    max_new_tokens: 1024,
    do_sample: true,
    temperature: 0.2,
    top_p: 0.6,
    return_full_text: false,
    seed: 42,
  });
});

test('greedy: temperature 0 for OpenAI; for TGI nothing that makes it sample', () => {
  const greedy = { ...cookbook, do_sample: false, top_k: 5 };
  assert.deepEqual(openAiParameters(greedy), { max_tokens: 1024, temperature: 0, seed: 42 });
  const expected = { max_new_tokens: 1024, do_sample: false, return_full_text: false, seed: 42 };
  assert.deepEqual(tgiParameters(greedy, { details: false }), expected);
  assert.deepEqual(tgiParameters({ ...cookbook, temperature: 0 }, { details: false }), expected);
  assert.equal(openAiParameters({ ...cookbook, temperature: 0 })['temperature'], 0);
});

test('a repetition penalty other than 1 goes under each server’s own name', () => {
  const p = { ...cookbook, repetition_penalty: 1.1 };
  assert.equal(openAiParameters(p)['repetition_penalty'], 1.1);
  assert.equal(openAiParameters(p, 'llama.cpp')['repeat_penalty'], 1.1);
  assert.ok(!('repetition_penalty' in openAiParameters(p, 'llama.cpp')));
  assert.equal(tgiParameters(p, { details: true })['repetition_penalty'], 1.1);
});

test('top_k, stop and seed pass; null, an empty stop and TGI’s invalid top_p of 1 are left out', () => {
  const p = parametersSchema.parse({ top_k: 40, stop: ['END'], seed: 0, top_p: 1, repetition_penalty: null });
  assert.deepEqual(openAiParameters(p), { max_tokens: 1024, top_p: 1, top_k: 40, seed: 0, stop: ['END'] });
  assert.deepEqual(tgiParameters(p, { details: true }), {
    max_new_tokens: 1024,
    top_k: 40,
    return_full_text: false,
    seed: 0,
    stop: ['END'],
    details: true,
  });
  assert.deepEqual(openAiParameters(parametersSchema.parse({ seed: null, stop: [] })), { max_tokens: 1024 });
});

test('the forms of a server’s address', () => {
  for (const url of [
    'http://h:1',
    'http://h:1/',
    'http://h:1/v1',
    'http://h:1/v1/',
    'http://h:1/v1/chat/completions',
    'http://h:1/v1/completions/',
  ])
    assert.equal(openAiBase(url), 'http://h:1/v1', url);
  assert.equal(openAiBase('https://h/api/openai?key=x'), 'https://h/api/openai');
  assert.equal(serverRoot('http://h:1'), 'http://h:1');
  assert.equal(serverRoot('http://h:1/sub/v1/'), 'http://h:1/sub');
  for (const url of ['http://h:1', 'http://h:1/', 'http://h:1/generate_stream', 'http://h:1/generate'])
    assert.equal(tgiBase(url), 'http://h:1', url);
  assert.equal(tgiBase('https://h/models/owner/name/'), 'https://h/models/owner/name');
});
