import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { asTouchstoneError } from '../../../src/platform/errors.ts';
import { configSchema } from '../../../src/project/config.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import type { LoadedTasks } from '../../../src/tasks/mapping/collectTasks.ts';
import { each } from '../../each.ts';
import { depsOf } from '../../unit/tasks/support.ts';

const python = process.env['TOUCHSTONE_INSPECT_PYTHON'];
const script = new URL('inspect_logs.py', import.meta.url).pathname;

interface Row {
  id: string;
  instruction: string;
  response: string;
  tests: string;
  entryPoint: string;
  reference: string;
  value: unknown;
}

let folder = '';
let made: { name: string; rows: Row[] }[] = [];

before(async () => {
  assert.ok(python, 'TOUCHSTONE_INSPECT_PYTHON must name a Python with inspect-ai');
  folder = await mkdtemp(join(tmpdir(), 'touchstone-inspect-'));
  const { stdout } = await promisify(execFile)(python, [script, folder], { maxBuffer: 1e8 });
  made = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as typeof made;
});
after(() => rm(folder, { recursive: true, force: true }));

const load = (path: string, more: Record<string, unknown> = {}): Promise<LoadedTasks> =>
  loadTasks(
    { folder, config: configSchema.parse({ name: 'test', tasks: { source: 'file', path, ...more } }) },
    depsOf(),
  );

/** What a model thought stands apart from what it answered. */
const answer = (text: string | null | undefined): string | undefined =>
  text?.replace(/^<think>\n.*?\n<\/think>\n\n/s, '');

/** What passed and failed mean in Inspect's values. */
const passed = (value: unknown): boolean | undefined =>
  value === 'C' || value === 1 || value === true
    ? true
    : value === 'I' || value === 0 || value === false
      ? false
      : undefined;

describe('logs that inspect-ai wrote', () => {
  test('every sample is what its own reader reads back', async () => {
    assert.equal(made.length, 5);
    for (const { name, rows } of each(made)) {
      const { tasks, leftOut } = await load(name);
      const found = tasks.map(({ id, instruction, tests, entryPoint, reference, generations }) => ({
        ...{ id, instruction, response: answer(generations?.[0]), tests, entryPoint, reference },
      }));
      const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
      assert.deepEqual(found.toSorted(byId), rows.map(({ value: _, ...row }) => row).toSorted(byId), name);
      assert.equal(leftOut, 0, name);
      for (const { id, theirs } of each(tasks)) {
        const { value } = rows.find((row) => row.id === id) ?? {};
        if (value === null) assert.equal(theirs?.[0], null);
        else assert.equal(theirs?.[0]?.passed, passed(value), `${name}, ${id}: ${JSON.stringify(value)}`);
      }
    }
  });

  test('two logs are the two responses', async () => {
    const { tasks } = await load('plain.eval', { samples: 'other.eval' });
    const both = tasks.filter(({ generations }) => generations?.every((one) => one !== null));
    assert.deepEqual([tasks.length, both.length], [26, 20]);
    assert.deepEqual(both[0]?.generationModels, ['openai/gpt-one', 'meta/llama-two']);
  });

  test('of several epochs the first counts, and that is told', async () => {
    const { tasks, warnings } = await load('epochs.eval');
    assert.equal(tasks.length, 6);
    assert.ok(tasks.every(({ theirs }) => theirs?.[0] === null || theirs?.[0]?.reason === 'epoch 1'));
    assert.ok(warnings.some(({ message }) => message.startsWith('12 further answers')));
  });

  test('cut off or with a bit turned: no crash, no silent loss', async () => {
    const outcomes: string[] = [];
    for (const name of each(['plain.eval', 'plain.json'])) {
      const whole = await readFile(join(folder, name));
      const { tasks: all } = await load(name);
      for (let n = 1; n <= 20; n++) {
        const at = Math.floor((whole.length * n) / 21);
        const bytes = n % 2 === 0 ? whole.subarray(0, at) : Buffer.from(whole);
        if (n % 2 === 1) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        const bad = `bad-${n}-${name}`;
        await writeFile(join(folder, bad), bytes);
        outcomes.push(await toldOrWhole(bad, all, `${name}, ${n % 2 === 0 ? 'cut' : 'turned'} at ${at}`));
      }
    }
    assert.equal(outcomes.length, 40);
    assert.ok(outcomes.filter((outcome) => outcome === 'told').length >= 20, outcomes.join(' '));
  });
});

/** Samples that were read are as they were, or what is missing is told; a letter of a text that is another one is no fault that shows. */
async function toldOrWhole(name: string, all: LoadedTasks['tasks'], what: string): Promise<string> {
  try {
    const { tasks, warnings } = await load(name);
    const told = warnings.some(({ message }) => !message.includes('one model alone'));
    assert.ok(
      told || tasks.length === all.length,
      `${what}: ${tasks.length} of ${all.length} and nothing told`,
    );
    return told ? 'told' : 'whole';
  } catch (error) {
    const { code, message } = asTouchstoneError(error);
    assert.ok(code === 'file-malformed' && message.includes(name), `${what}: ${code} ${message}`);
    return 'told';
  }
}
