import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toRecord } from '../../../../src/export/table/record.ts';
import type { RunInput, Verdict } from '../../../../src/domain/run.ts';
import type { LogVerdict, TaskInput } from '../../../../src/domain/task.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { act, generation, me, models, open, run, task } from '../support.ts';

const verdict = (passed?: boolean, more: Partial<LogVerdict> = {}): LogVerdict => ({
  tool: 'Inspect',
  ...(passed === undefined ? { value: 'P' } : { passed }),
  ...more,
});
const told = (id: string, first: LogVerdict | null, second: LogVerdict | null = null): TaskInput =>
  task(id, { generations: [`first of ${id}`, `second of ${id}`], theirs: [first, second] });

const tests: RunInput = { id: 'i1', origin: 'dataset', code: 'assert f()', checks: true };
const own: RunInput = { id: 'i2', origin: 'annotator', code: 'f()' };

async function ran(store: Store, id: string, response: 1 | 2, result: Verdict, input = tests): Promise<void> {
  await store.putRun(
    run(id, `${id} ${response} ${result} ${Math.random()}`, { response, verdict: result, input }),
  );
}

async function queued(store: Store, theirs: 'their-pass' | 'their-fail'): Promise<string> {
  const found = await store.listTasks(me, { theirs: [theirs] });
  assert.equal(await store.countTasks(me, { theirs: [theirs] }), found.length);
  return found.map(({ id }) => id).join(' ');
}

test('a verdict is about the text that was recorded, whatever the model thought before it', async () => {
  const store = await open();
  const thought: TaskInput = {
    ...task('a', { generations: ['<think>\nHm.\n</think>\n\nfirst', 'second'] }),
    theirs: [verdict(true, { by: 'verify', reason: 'all' }), verdict()],
  };
  assert.equal(await store.hasTheirs(), false);
  assert.equal((await store.upsertTasks([thought], models)).added, 1);
  assert.equal(await store.hasTheirs(), true);
  assert.deepEqual((await store.taskDetail('a', me)).theirs, [
    { response: 1, passed: true, tool: 'Inspect', by: 'verify', reason: 'all' },
    { response: 2, tool: 'Inspect', value: 'P' },
  ]);
  assert.deepEqual(await store.upsertTasks([thought], models), { added: 0, updated: 0, unchanged: 1 });
  const other: TaskInput = { ...thought, theirs: [verdict(false), null] };
  assert.equal((await store.upsertTasks([other], models)).updated, 1);
  assert.deepEqual((await store.taskDetail('a', me)).theirs, [
    { response: 1, passed: false, tool: 'Inspect' },
  ]);
  await store.putGeneration(generation('a', 1, 'another text'));
  assert.deepEqual((await store.taskDetail('a', me)).theirs, []);
});

test('one response may be recorded, and the other one asked of a model', async () => {
  const store = await open();
  await store.upsertTasks(
    [task('a', { generations: [null, 'second'], generationModels: [null, 'log'] })],
    models,
  );
  const { generations } = await store.taskDetail('a', me);
  assert.deepEqual(
    generations.map(({ response, model, text }) => [response, model, text]),
    [[2, 'log', 'second']],
  );
  assert.equal((await store.listTasks(me, { state: 'to-generate' })).length, 1);
});

test('their pass, our fail, and the other way round', async () => {
  const store = await open();
  const ids = [
    'pass-fail',
    'pass-pass',
    'fail-pass',
    'second',
    'not-run',
    'neither',
    'own',
    'mended',
    'mixed',
  ];
  await store.upsertTasks(
    ids.map((id) =>
      id === 'second'
        ? told(id, null, verdict(true))
        : told(id, id === 'neither' ? verdict() : verdict(id !== 'fail-pass')),
    ),
    models,
  );
  await ran(store, 'pass-fail', 1, 'differs');
  await ran(store, 'pass-fail', 2, 'passed');
  await ran(store, 'pass-pass', 1, 'passed');
  await ran(store, 'fail-pass', 1, 'passed');
  await ran(store, 'second', 2, 'crashed');
  await ran(store, 'neither', 1, 'differs');
  // An input of the annotator's own is none of their tests.
  await ran(store, 'own', 1, 'crashed', own);
  // The newest run counts.
  await ran(store, 'mended', 1, 'differs');
  await ran(store, 'mended', 1, 'passed');
  await ran(store, 'mixed', 1, 'passed');
  await ran(store, 'mixed', 1, 'timed-out', { ...tests, id: 'i3' });
  assert.equal(await queued(store, 'their-pass'), 'pass-fail second mixed');
  assert.equal(await queued(store, 'their-fail'), 'fail-pass');
  assert.equal(await store.countTasks(me, { theirs: ['their-pass', 'their-fail'] }), 4);
  // Another text than that which the log is about.
  await store.putGeneration(generation('pass-fail', 1, 'another'));
  await ran(store, 'pass-fail', 1, 'crashed');
  assert.equal(await queued(store, 'their-pass'), 'second mixed');
});

test('exports have it beside the text that was judged; scorer and reason once the models may be known', async () => {
  const store = await open();
  await store.upsertTasks([told('a', verdict(true, { by: 'verify', reason: 'why' }), verdict())], models);
  const record = async (): Promise<unknown[]> => {
    const [row] = await store.exportPage(undefined, undefined, 10);
    assert.ok(row);
    const r = toRecord(row, { blind: true });
    return [r.theirs_1, r.theirs_by_1, r.theirs_reason_1, r.theirs_2, r.theirs_by_2, r.theirs_reason_2];
  };
  assert.deepEqual(await record(), ['passed', 'Inspect', null, 'P', 'Inspect', null]);
  await store.act(act('a', 'submitted', { score1: 1, score2: 2 }));
  assert.deepEqual(await record(), ['passed', 'Inspect: verify', 'why', 'P', 'Inspect', null]);
  await store.act(act('a', 'pending'));
  await store.upsertTasks([told('a', verdict(true), verdict(false, { tool: 'EvalPlus' }))], models);
  assert.deepEqual(await record(), ['passed', null, null, 'failed', null, null]);
});
