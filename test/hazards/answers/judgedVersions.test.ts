import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { codeHash, programOf } from '../../../src/code/program.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { toRecord, type AnnotatedRecord } from '../../../src/export/table/record.ts';
import { datasetInputs } from '../../../src/inputs/datasetInputs.ts';
import { summaryOf } from '../../../src/insights/projectRuns.ts';
import { textsOf } from '../../../src/store/api/shownTexts.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { act, generation, me, models, newFolder, open, openAs, run, task } from '../../unit/store/support.ts';

/** What was judged is kept by version: whatever becomes of a task and its responses, an answer goes out beside what it was given for. */

const points = { score1: 5, score2: 2 };
const responses: [string, string] = ['first', 'second'];

async function recordsOf(store: Store): Promise<AnnotatedRecord[]> {
  return (await store.exportPage(undefined, undefined, 100)).map((row) => toRecord(row, { blind: false }));
}

async function recordOf(store: Store, id = 't0', annotator = me): Promise<AnnotatedRecord> {
  const all = await recordsOf(store);
  const found = all.find((one) => one.id === id && (one.annotator ?? annotator) === annotator);
  assert.ok(found, `${id} is exported`);
  return found;
}

async function submit(store: Store, id = 't0', annotator = me): Promise<void> {
  const shown = textsOf(await store.taskDetail(id, annotator));
  await store.act(act(id, 'submitted', points, { annotator, shown }));
}

async function judged(input: TaskInput, folder?: string): Promise<Store> {
  const store = await open(folder);
  await store.upsertTasks([input], models);
  await submit(store, input.id);
  return store;
}

describe('what a task was when it was judged', () => {
  const was = task('t0', {
    instruction: 'As it was',
    language: 'python',
    entryPoint: 'f',
    context: { reference: 'as it was', level: 'easy' },
    generations: responses,
  });

  test('is exported after several changes, each of which other people judged', async () => {
    const store = await judged(was);
    for (const n of [1, 2, 3]) {
      await store.upsertTasks([{ ...was, instruction: `Version ${n}` }], models);
      await submit(store, 't0', `local:${n}`);
    }
    await store.upsertTasks([{ ...was, instruction: 'The last', tests: 'assert f() == 1' }], models);
    const all = await recordsOf(store);
    const texts = all.map(({ annotator, instruction }) => [annotator, instruction]);
    assert.deepEqual(texts, [
      ['local:1', 'Version 1'],
      ['local:2', 'Version 2'],
      ['local:3', 'Version 3'],
      [me, 'As it was'],
    ]);
    assert.ok(each(all, 'row').every((row) => row.instruction_changed === 1));
    // Back again nothing has changed for whoever judged that.
    await store.upsertTasks([{ ...was, instruction: 'Version 2' }], models);
    assert.equal((await recordOf(store, 't0', 'local:2')).instruction_changed, 0);
  });

  test('includes its context, language and source, which change without making it another task', async () => {
    const store = await judged(was);
    const now = { ...was, language: 'javascript', context: { reference: 'now' }, source: 'another file' };
    await store.upsertTasks([now], models);
    const row = await recordOf(store);
    assert.deepEqual(row.context, was.context);
    assert.deepEqual([row.language, row.source], ['python', 'test']);
    assert.equal(row.instruction_changed, 0, 'it is the same instruction');
    const detail = await store.taskDetail('t0', me);
    assert.deepEqual([detail.task.language, detail.annotation?.judgedOther], ['javascript', undefined]);
    // With the texts changed as well, both stay.
    await store.upsertTasks([{ ...now, instruction: 'Another', context: { reference: 'later' } }], models);
    assert.deepEqual((await recordOf(store)).context, was.context);
    assert.equal((await recordOf(store)).instruction, 'As it was');
  });

  test('has a draft go on when only its context changes', async () => {
    const store = await open();
    await store.upsertTasks([was], models);
    await store.act(act('t0', 'draft', points));
    const shown = textsOf(await store.taskDetail('t0', me));
    await store.upsertTasks([{ ...was, context: { reference: 'now' } }], models);
    assert.equal((await store.taskDetail('t0', me)).annotation?.status, 'draft');
    await store.act(act('t0', 'submitted', points, { shown }));
    assert.deepEqual((await recordOf(store)).context, { reference: 'now' }, 'it was submitted beside that');
  });

  test('goes on as it was when the same text comes to another id: rows of the Hub in another order', async () => {
    const rows = ['a', 'b', 'c'].map((name) => ({
      instruction: name,
      generations: [`${name}1`, `${name}2`],
    }));
    const load = (order: number[]): TaskInput[] =>
      order.map((from, place) => task(`row${place}`, rows[from] as Partial<TaskInput>));
    const store = await open();
    await store.upsertTasks(load([0, 1, 2]), models);
    for (const place of [0, 1, 2]) await submit(store, `row${place}`);
    const before = (await recordsOf(store)).map((row) => [row.instruction, row.response_model_1]);
    await store.upsertTasks(load([2, 0, 1]), models);
    const after = (await recordsOf(store)).map((row) => [row.instruction, row.response_model_1]);
    assert.deepEqual(after, before, 'each score beside what was judged');
    const shown = await store.taskDetail('row0', me);
    assert.deepEqual(
      [shown.task.instruction, ...shown.generations.map(({ text }) => text)],
      ['c', 'c1', 'c2'],
      'what is to be judged now is one row, not the instruction of one with the responses of another',
    );
  });

  test('is known in a database that came along and is taken in row by row', async () => {
    const folder = await newFolder();
    const store = await judged(was, folder);
    await store.upsertTasks([{ ...was, instruction: 'Another' }], models);
    await store.close();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(store.path);
    db.exec("CREATE VIEW odd AS SELECT 1; UPDATE meta SET value = 'theirs' WHERE key = 'store'");
    db.close();
    const taken = await openAs(folder, { key: 'mine', ownsUnmarked: false });
    assert.equal(taken.imported?.left, 0);
    const row = await recordOf(taken);
    assert.deepEqual([row.instruction, row.instruction_changed], ['As it was', 1]);
    assert.deepEqual(row.context, was.context);
  });
});

describe('a copy whose answers are taken in', () => {
  const key = 'an editor';
  const first = task('t0', { instruction: 'In the copy', generations: ['copied 1', 'copied 2'] });

  /** Answers in a copy; the project itself began anew with other texts. */
  async function restored(inCopy: (store: Store) => Promise<void>, now: TaskInput): Promise<Store> {
    const [folder, backups] = [await newFolder(), join(await newFolder(), 'backups')];
    const before = await openAs(folder, { key, backups, ownsUnmarked: false });
    await before.upsertTasks([first], models);
    await inCopy(before);
    await before.close();
    await rm(join(folder, '.touchstone'), { recursive: true, force: true });
    const store = await openAs(folder, { key, backups, ownsUnmarked: false });
    assert.ok(store.kept, 'there is a copy');
    await store.upsertTasks([now], models);
    await store.kept.restore();
    return store;
  }

  test('leaves each answer beside its own instruction and responses', async () => {
    const now = { ...first, instruction: 'In the project', generations: responses };
    const store = await restored(async (before) => submit(before), now);
    const row = await recordOf(store);
    assert.deepEqual(
      [row.instruction, row.response_model_1, row.response_model_2, row.instruction_changed],
      ['In the copy', 'copied 1', 'copied 2', 1],
    );
    const detail = await store.taskDetail('t0', me);
    assert.deepEqual(
      [detail.task.instruction, ...detail.generations.map(({ text }) => text)],
      ['In the project', ...responses],
    );
    assert.deepEqual(detail.annotation?.judgedOther, ['task', 'responses']);
  });

  test('has a task that is missing as it was there last, not as it was judged', async () => {
    const last = { ...first, instruction: 'Changed in the copy' };
    const store = await restored(async (before) => {
      await submit(before);
      await before.upsertTasks([last], models);
      await before.putGeneration(generation('t0', 1, 'generated in the copy'));
    }, task('t9'));
    const { task: now, generations } = await store.taskDetail('t0', me);
    assert.deepEqual(
      [now.instruction, generations[0]?.text],
      ['Changed in the copy', 'generated in the copy'],
    );
    const row = await recordOf(store);
    assert.deepEqual([row.instruction, row.response_model_1], ['In the copy', 'copied 1']);
  });
});

describe('how a judged response came about', () => {
  const made = (model: string, seed: number, text = 'the same text') => ({
    ...generation('t0', 1, text),
    ...{ model, seed, provider: `server of ${model}`, prompt: `for ${model}`, parameters: { n: seed } },
  });
  const told = ({
    model_1: model,
    generation_1: { seed, provider, prompt, parameters },
  }: AnnotatedRecord) => [...[model, seed, provider, prompt], parameters];

  async function generated(): Promise<Store> {
    const store = await open();
    await store.upsertTasks([task('t0')], models);
    await store.putGeneration(made('one', 1));
    await store.putGeneration(generation('t0', 2, 'second'));
    return store;
  }

  test('stays what it was when another model, or another seed, gives the same text', async () => {
    const store = await generated();
    await submit(store);
    const before = told(await recordOf(store));
    await store.putGeneration(made('other', 2));
    await submit(store, 't0', 'local:later');
    assert.deepEqual(told(await recordOf(store)), before);
    const later = ['other', 2, 'server of other', 'for other', { n: 2 }];
    assert.deepEqual(told(await recordOf(store, 't0', 'local:later')), later);
    const detail = await store.taskDetail('t0', me);
    assert.equal(detail.generations[0]?.model, 'other', 'what is there now is the newest');
    assert.equal(detail.annotation?.judgedOther, undefined, 'and it is the text that was judged');
    // A flag says nothing of it.
    await store.act(act('t0', 'submitted', { ...points, flag: 'odd' }, { shown: 'former' }));
    assert.deepEqual(told(await recordOf(store)), before);
    // Whoever judges again judges what is there.
    await submit(store);
    assert.deepEqual(told(await recordOf(store)), later);
  });

  test('stays what it was when the text goes and comes again from another', async () => {
    const store = await generated();
    await submit(store);
    const before = told(await recordOf(store));
    await store.putGeneration(made('other', 2, 'something else'));
    await store.putGeneration(made('other', 3));
    assert.deepEqual(told(await recordOf(store)), before);
    await store.putGeneration(made('third', 4, 'something else again'));
    assert.deepEqual(told(await recordOf(store)), before);
    await store.undo(me, false);
    await store.redo(me, false);
    assert.deepEqual(told(await recordOf(store)), before, 'also when it is taken back and forth');
  });

  test('is named by the model that wrote it, by whatever way `models` are exchanged', async () => {
    const recorded = task('t0', { generations: responses });
    const store = await judged(recorded);
    const ways: [string, string][] = [
      ['model-three', 'model-two'],
      ['model-three', 'model-one'],
      ['model-two', 'model-one'],
    ];
    for (const names of ways) await store.upsertTasks([recorded], names);
    const { model_1, model_2 } = await recordOf(store);
    assert.deepEqual([model_1, model_2], models);
    const shown = (await store.taskDetail('t0', me)).generations.map(({ model }) => model);
    assert.deepEqual(shown, models);
  });

  test('is named later where no name was known, or the name was spelled otherwise', async () => {
    const store = await open();
    const recorded = task('t0', { generations: responses });
    await store.upsertTasks([recorded], ['', '']);
    await submit(store);
    await store.upsertTasks([recorded], ['Llama 3', 'qwen']);
    await store.upsertTasks([recorded], ['llama-3', 'Qwen']);
    const { model_1, model_2 } = await recordOf(store);
    assert.deepEqual([model_1, model_2], ['llama-3', 'Qwen']);
  });
});

describe('runs', () => {
  const program = '```python\ndef f(n):\n    return n\n```';
  const code = programOf(program, { taskLanguage: 'python' });
  assert.ok(code);
  const was = task('t0', {
    language: 'python',
    tests: ['assert f(1) == 1', 'assert f(2) == 3'],
    generations: [program, program],
  });
  const corrected = { ...was, tests: ['assert f(1) == 1', 'assert f(2) == 2', 'assert f(3) == 3'] };
  let serial = 0;

  async function runTests(store: Store, { id, ...input }: TaskInput, verdicts: ('passed' | 'differs')[]) {
    const inputs = datasetInputs({ id, ...input, position: 0 });
    assert.equal(inputs.length, verdicts.length);
    const codeHashOf = codeHash(code as NonNullable<typeof code>);
    const made = inputs.map((one, i) =>
      run(id, `run${serial++}`, { codeHash: codeHashOf, input: one, verdict: verdicts[i] ?? 'ran' }),
    );
    await store.putRun(...made);
  }

  test('count for an answer by the tests that it was given under', async () => {
    const store = await open();
    await store.upsertTasks([was], models);
    await runTests(store, was, ['passed', 'differs']);
    await submit(store);
    await store.upsertTasks([corrected], models);
    await runTests(store, corrected, ['passed', 'passed', 'passed']);
    await submit(store, 't0', 'local:later');
    const mine = await recordOf(store);
    assert.deepEqual([mine.inputs_tested_1, mine.inputs_passed_1], [2, 1]);
    const later = await recordOf(store, 't0', 'local:later');
    assert.deepEqual([later.inputs_tested_1, later.inputs_passed_1], [3, 3]);
    const stale = later.runs.filter((one) => one.stale).map(({ input }) => input?.code);
    assert.deepEqual(stale, ['assert f(2) == 3'], 'all evidence is there, and says of which it is');
  });

  test('of a response to another instruction are no sample of this one in the figures of the project', async () => {
    const store = await open();
    const other = { ...was, tests: ['assert f(1) == 1'] };
    await store.upsertTasks([{ ...other, generations: undefined }], models);
    await store.putGeneration(generation('t0', 1, program));
    await runTests(store, other, ['passed']);
    const now = { ...other, instruction: 'Return the double.', generations: undefined };
    await store.upsertTasks([now], models);
    const answer = '```python\ndef f(n):\n    return 2 * n\n```';
    await store.putGeneration(generation('t0', 1, answer));
    const found = programOf(answer, { taskLanguage: 'python' });
    assert.ok(found);
    const [input] = datasetInputs({ ...now, position: 0 });
    await store.putRun(run('t0', 'double', { codeHash: codeHash(found), input, verdict: 'differs' }));
    const passAt = async () => (await summaryOf(store, ['t0'], ['one', 'two']))[0].passAt;
    assert.deepEqual(await passAt(), [{ k: 1, value: 0, tasks: 1 }]);
    await store.putGeneration(generation('t0', 1, `${answer}\n`));
    assert.equal((await passAt()).at(-1)?.k, 2, 'one to the same instruction is');
  });
});

test('a suggestion about the former instruction is told as such', async () => {
  const store = await judged(task('t0', { generations: responses }));
  const at = '2025-01-01T00:00:00.000Z';
  await store.putSuggestions('t0', [{ agent: 'judge', origin: 'judge', field: 'score1', value: 7, at }]);
  assert.equal((await store.suggestions('t0'))[0]?.outdated, undefined);
  await store.upsertTasks([task('t0', { instruction: 'Another', generations: responses })], models);
  assert.equal((await store.suggestions('t0'))[0]?.outdated, true);
});

test('the history tells of each entry whether its texts are there, and gives those that were judged', async () => {
  const was = task('t0', { instruction: 'As it was', tests: 'assert f()', generations: responses });
  const store = await judged(was);
  await store.upsertTasks([{ ...was, instruction: 'Now', tests: undefined }], models);
  await store.putGeneration(generation('t0', 2, 'generated again'));
  await submit(store);
  const entries = await store.history('t0');
  assert.deepEqual(
    entries.map(({ judgedOther }) => judgedOther),
    [['task', 'responses'], undefined],
  );
  const [first] = entries;
  assert.ok(first);
  const texts = await store.judgedTexts('t0', { seq: first.seq });
  assert.deepEqual(
    [texts.task.instruction, texts.task.tests, ...texts.generations.map((one) => one?.text)],
    ['As it was', 'assert f()', ...responses],
  );
});

test('a text that nobody knows any more is no other’s', async () => {
  const folder = await newFolder();
  const store = await judged(task('t0', { generations: responses }), folder);
  await store.putGeneration(generation('t0', 1, 'generated again'));
  await store.close();
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(store.path);
  db.exec('DELETE FROM old_generations');
  db.close();
  const row = await recordOf(await open(folder));
  assert.deepEqual([row.response_model_1, row.model_1], [null, null]);
  assert.equal(row.response_model_2, 'second');
});

test('versions are kept once, and none of tasks that nobody answered', async () => {
  const folder = await newFolder();
  const store = await open(folder);
  const load = (n: number): TaskInput[] =>
    Array.from({ length: 50 }, (_, i) =>
      task(`t${i}`, { instruction: `Version ${n}`, generations: responses }),
    );
  await store.upsertTasks(load(0), models);
  for (const i of [0, 1, 2]) await submit(store, `t${i}`);
  for (let n = 1; n <= 6; n++) await store.upsertTasks(load(n % 2), models);
  await store.close();
  const copy = join(folder, 'copy.sqlite');
  await copyFile(store.path, copy);
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(copy, { readOnly: true });
  const n = db.prepare('SELECT count(*) AS n FROM task_versions').get()?.['n'];
  db.close();
  assert.equal(n, 1, 'three answers to the same text, exchanged six times');
});
