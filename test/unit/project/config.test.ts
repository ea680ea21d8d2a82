import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { configSchema } from '../../../src/project/config.ts';
import { parseConfig } from '../../../src/project/loadProject.ts';
import { least } from './support.ts';

/** The faults as `path: message`, none when the value is right. */
function faults(more: Record<string, unknown>): string[] {
  const parsed = configSchema.safeParse({ ...least, ...more });
  return parsed.success ? [] : parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
}

function one(more: Record<string, unknown>, expected: RegExp): void {
  const found = faults(more);
  assert.equal(found.length, 1, JSON.stringify(found));
  assert.match(found[0] ?? '', expected);
}

test('the least that is needed gets the defaults', () => {
  const config = configSchema.parse(least);
  assert.deepEqual(config.tasks, { source: 'sample', columns: { instruction: 'instruction' } });
  assert.deepEqual(config.parameters, { max_new_tokens: 1024 });
  assert.equal(config.guidelines, 'guidelines.md');
  assert.equal(config.blind, true);
  assert.equal(config.argilla, undefined);
  assert.deepEqual(
    config.rubric.criteria.map((c) => [c.id, c.max]),
    [
      ['documentation', 2],
      ['example', 2],
      ['correctness', 3],
    ],
  );
  assert.equal(config.rubric.correctAtOrBelow, 4);
});

describe('a URL', () => {
  const urls = (url: string): void => {
    const models = [{ name: 'one', provider: 'openai', url }, least.models[1]];
    one({ argilla: { url, dataset: 'd' } }, /^argilla\.url: /);
    one({ models }, /^models\.0\.url: /);
  };

  test('with a user or password is refused, which keeps secrets out of the file', () => {
    for (const url of [
      'https://user:secret@h.example',
      'https://user@h.example',
      'https://:secret@h.example',
    ]) {
      urls(url);
      one({ argilla: { url, dataset: 'd' } }, /must not hold a user name or password/);
    }
  });

  test('of another scheme, or none, is refused', () => {
    for (const url of ['ftp://h.example', 'file:///etc/passwd', 'h.example', 'https://', 'https://h example'])
      urls(url);
  });
});

describe('models', () => {
  const second = least.models[1];

  test('are two', () => {
    one({ models: [second] }, /^models: /);
    one({ models: [second, second, second] }, /^models: /);
  });

  test('of openai and tgi need a url, the others do not', () => {
    for (const provider of ['openai', 'tgi'])
      one({ models: [second, { name: 'm', provider }] }, /^models\.1\.url: This provider needs a url/);
    for (const provider of ['hf-inference', 'vscode-lm'])
      assert.deepEqual(faults({ models: [second, { name: 'm', provider }] }), []);
  });
});

describe('a rubric', () => {
  const criterion = { id: 'tests', title: 'Tests', max: 2 };

  test('has each id once', () => {
    one(
      { rubric: { criteria: [criterion, { ...criterion, id: 'other' }, criterion] } },
      /^rubric\.criteria\.2\.id: The id "tests" is there twice/,
    );
  });

  test('describes every number of points from 0, or none', () => {
    const withLevels = (...levels: string[]) => ({ rubric: { criteria: [{ ...criterion, levels }] } });
    assert.deepEqual(faults(withLevels('no', 'some', 'all')), []);
    assert.deepEqual(faults({ rubric: { criteria: [criterion] } }), []);
    for (const levels of [[], ['some', 'all'], ['no', 'some', 'more', 'all']])
      one(withLevels(...levels), /^rubric\.criteria\.0\.levels: Expected 3 descriptions/);
  });

  test('has ids that can be keys, and whole maxima', () => {
    for (const id of ['', 'Tests', '1st', 'a b', '__proto__'])
      one({ rubric: { criteria: [{ ...criterion, id }] } }, /^rubric\.criteria\.0\.id: /);
    for (const max of [0, 11, 1.5])
      one({ rubric: { criteria: [{ ...criterion, max }] } }, /^rubric\.criteria\.0\.max: /);
    one({ rubric: { criteria: [] } }, /^rubric\.criteria: /);
  });
});

test('a source has its own fields alone', () => {
  one({ tasks: { source: 'sample', path: 'x.json' } }, /^tasks: .*"path"/);
  one({ tasks: { source: 'hub', dataset: 'a b' } }, /^tasks\.dataset: Expected a dataset id/);
  one({ tasks: { source: 'hub', dataset: 'a/b/c' } }, /^tasks\.dataset: Expected a dataset id/);
  one(
    { tasks: { source: 'hub', dataset: 'a/b', columns: { generations: ['one'], instruction: 'i' } } },
    /generations/,
  );
  assert.equal(
    configSchema.parse({ ...least, tasks: { source: 'hub', dataset: 'a/b' } }).tasks.source,
    'hub',
  );
});

describe('the published JSON Schema', () => {
  interface Node {
    properties?: Record<string, Node>;
    required?: string[];
    additionalProperties?: boolean;
    oneOf?: Node[];
    anyOf?: Node[];
    items?: Node | Node[];
    const?: unknown;
    enum?: unknown[];
    type?: string;
  }

  /** A light check of fields, constants and required ones; the path of the first misfit. */
  function misfit(schema: Node, value: unknown, path: string): string | undefined {
    const choices = schema.oneOf ?? schema.anyOf;
    // Where there are choices, they say all.
    if (choices)
      return choices.every((choice) => misfit(choice, value, path)) ? `${path}: no choice fits` : undefined;
    if ('const' in schema && schema.const !== value) return `${path}: not ${String(schema.const)}`;
    if (schema.enum && !schema.enum.includes(value)) return `${path}: none of the choices`;
    const type = Array.isArray(value) ? 'array' : typeof value;
    if (schema.type && schema.type !== type && !(schema.type === 'integer' && Number.isInteger(value)))
      return `${path}: not of type ${schema.type}`;
    if (Array.isArray(value))
      for (const [i, entry] of value.entries()) {
        const item = Array.isArray(schema.items) ? schema.items[i] : schema.items;
        const wrong = item ? misfit(item, entry, `${path}[${i}]`) : `${path}[${i}]: one too many`;
        if (wrong) return wrong;
      }
    else if (typeof value === 'object' && value !== null) {
      const fields = value as Record<string, unknown>;
      for (const name of schema.required ?? []) if (!(name in fields)) return `${path}.${name}: required`;
      for (const [name, entry] of Object.entries(fields)) {
        const property = schema.properties?.[name];
        if (!property && schema.additionalProperties === false) return `${path}.${name}: unknown`;
        const wrong = property && misfit(property, entry, `${path}.${name}`);
        if (wrong) return wrong;
      }
    }
    return undefined;
  }

  const read = async (file: string): Promise<string> =>
    readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');

  test('accepts the bundled sample, as the program does', async () => {
    const schema = JSON.parse(await read('schemas/touchstone.schema.json')) as Node;
    const text = await read('media/sample/touchstone.json');
    const sample = JSON.parse(text) as Record<string, unknown>;
    assert.equal(parseConfig(text).tasks.source, 'sample');
    assert.equal(misfit(schema, sample, ''), undefined);
    assert.equal(misfit(schema, { ...sample, colour: 'red' }, ''), '.colour: unknown');
    assert.equal(misfit(schema, { ...sample, models: undefined }, ''), '.models: not of type array');
    assert.equal(misfit(schema, { ...sample, tasks: { source: 'web' } }, ''), '.tasks: no choice fits');
  });

  test('is made from the schema that reads the file', async () => {
    const published = JSON.parse(await read('schemas/touchstone.schema.json')) as Record<string, unknown>;
    const made = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
    assert.deepEqual(published, { title: 'Touchstone project', ...JSON.parse(JSON.stringify(made)) });
  });
});
