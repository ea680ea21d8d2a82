import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LoadResult } from '../../../src/domain/task.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import { storeTasks } from '../../../src/tasks/storeTasks.ts';
import { act, generation, me, models, newFolder, open, run, task } from '../../unit/store/support.ts';
import { depsOf, projectOf } from '../../unit/tasks/support.ts';

interface Row {
  id?: string;
  instruction: string;
  tests?: string;
}

const row = (n: number): Row => ({ instruction: `Write program ${n}.`, tests: `assert f(${n})` });
const rows = (...numbers: number[]): Row[] => numbers.map(row);

class Project {
  readonly folder: string;
  readonly store: Store;

  constructor(folder: string, store: Store) {
    this.folder = folder;
    this.store = store;
  }

  static async make(): Promise<Project> {
    const folder = await newFolder();
    return new Project(folder, await open(folder));
  }

  async write(file: string, lines: (Row | string)[]): Promise<void> {
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    await writeFile(join(this.folder, file), texts.join('\n'));
  }

  /** What *Load Tasks* does. */
  async load(file: string, id?: string): Promise<LoadResult> {
    const columns = { instruction: 'instruction', tests: 'tests', ...(id !== undefined && { id }) };
    const loaded = await loadTasks(projectOf(this.folder, { source: 'file', path: file, columns }), depsOf());
    return storeTasks(this.store, loaded, 'file', models);
  }

  async ids(state?: 'withdrawn'): Promise<string[]> {
    return (await this.store.listTasks(me, state && { state })).map(({ id }) => id);
  }

  /** Both responses, a run of the first, an input's answer. */
  async judge(id: string, comments: string): Promise<void> {
    for (const response of [1, 2] as const)
      await this.store.putGeneration(generation(id, response, `${response} of ${id}`));
    await this.store.putRun(run(id, `run of ${id}`));
    await this.store.act(act(id, 'draft', { score1: 1 }));
    await this.store.act(act(id, 'submitted', { score1: 3, score2: 4, comments }, { send: true }));
  }
}

test('the same rows under another file name are the same tasks, with all that belongs to them', async () => {
  const project = await Project.make();
  const { store } = project;
  await project.write('tasks.jsonl', rows(0, 1, 2, 3));
  await project.load('tasks.jsonl');
  const before = await project.ids();
  const [, judged = ''] = before;
  await project.judge(judged, 'kept');
  const history = await store.history(judged);
  await rename(join(project.folder, 'tasks.jsonl'), join(project.folder, 'tasks-v2.jsonl'));

  const result = await project.load('tasks-v2.jsonl');
  assert.deepEqual(result, { added: 0, updated: 4, unchanged: 0, renamed: 4, withdrawn: 0, kept: 0 });
  const after = await project.ids();
  assert.deepEqual([after.length, after.filter((id) => before.includes(id))], [4, []], 'no copy appears');
  const [, now = ''] = after;
  const detail = await store.taskDetail(now, me);
  assert.deepEqual(
    [detail.task.id, detail.task.source, detail.annotation?.comments, detail.generations.length],
    [now, 'tasks-v2.jsonl', 'kept', 2],
  );
  assert.deepEqual(
    detail.runs.map(({ id }) => id),
    [`run of ${judged}`],
  );
  assert.deepEqual(
    (await store.history(now)).map(({ answer, status }) => ({ answer, status })),
    history.map(({ answer, status }) => ({ answer, status })),
  );
  assert.deepEqual(
    (await store.outbox(me, 10)).map(({ taskId }) => taskId),
    [now],
  );
  assert.deepEqual(
    (await store.listTasks(me, { text: now })).map(({ id }) => id),
    [now],
    'it is found by its new id',
  );
  // A panel that shows the task, and a text that was not saved, know the former id.
  await store.act(act(judged, 'submitted', { score1: 3, score2: 4, comments: 'by the former id' }));
  assert.equal((await store.taskDetail(now, me)).annotation?.comments, 'by the former id');
  assert.deepEqual(await store.undo(me, false).then((step) => step?.taskId), now);
  assert.equal((await store.taskDetail(now, me)).annotation?.comments, 'kept');
  assert.equal((await project.load('tasks-v2.jsonl')).unchanged, 4);
});

test('a task that left the data set is kept apart with its answer, and is a normal one when it comes back', async () => {
  const project = await Project.make();
  const { store } = project;
  await project.write('tasks.jsonl', rows(0, 1, 2, 3, 4));
  await project.load('tasks.jsonl');
  const all = await project.ids();
  const [a = '', b = '', c = '', d = '', e = ''] = all;
  for (const id of [a, b, c]) await project.judge(id, `of ${id}`);
  await store.act(act(d, 'draft', { score1: 2 }));
  await project.write('tasks.jsonl', rows(0, 1));
  assert.deepEqual(await project.load('tasks.jsonl'), {
    added: 0,
    updated: 0,
    unchanged: 2,
    withdrawn: 3,
    kept: 0,
  });

  assert.deepEqual(await project.ids(), [a, b]);
  assert.deepEqual(await project.ids('withdrawn'), [c, d, e], 'shown when asked for');
  const { total, byState, scores, unsent } = await store.counts(me);
  assert.deepEqual([total, byState.submitted, byState.draft, byState.withdrawn], [2, 2, 0, 3]);
  assert.deepEqual([scores[0].count, unsent], [2, 2], 'what is told of the project is of its data set');
  assert.equal(byState['to-generate'], 0);
  assert.deepEqual(await store.listTasks(me, { states: ['to-generate', 'failed', 'to-score', 'draft'] }), []);
  assert.equal(await store.nextTask(me, undefined, 'next'), undefined);
  assert.equal(await store.nextTask(me, a, 'next', { flagged: false }), undefined);
  assert.equal((await store.queueCounts(me, { text: 'program' })).total, 2);
  assert.deepEqual((await store.listTasks(me, { sample: { n: 5, seed: '1' } })).length, 2);
  assert.deepEqual(
    (await store.exportPage(undefined, undefined, 10)).map((each) => each.task.id),
    [a, b],
  );
  assert.deepEqual(
    (await store.outbox(me, 10)).map(({ taskId }) => taskId),
    [a, b],
    'no record is made for it',
  );
  const kept = await store.taskDetail(c, me);
  assert.deepEqual(
    [kept.task.withdrawn, kept.annotation?.comments, kept.generations.length, kept.runs.length],
    [true, `of ${c}`, 2, 1],
  );
  // Its record is there already: the answer goes to it.
  await store.putRemotes([{ dataset: 'd', taskId: c, recordId: 'r' }]);
  assert.equal((await store.outbox(me, 10)).length, 3);
  // It can be looked at and even be answered.
  await store.act(act(e, 'discarded'));
  assert.deepEqual((await store.counts(me)).byState.withdrawn, 3);

  await project.write('tasks.jsonl', rows(4, 3, 2, 1, 0));
  const back = await project.load('tasks.jsonl');
  assert.deepEqual([back.added, back.returned, back.withdrawn], [0, 3, 0]);
  assert.deepEqual([await project.ids(), await project.ids('withdrawn')], [all, []]);
  const states = (await store.counts(me)).byState;
  assert.deepEqual([states.submitted, states.draft, states.discarded, states.withdrawn], [3, 1, 1, 0]);
  assert.equal((await store.taskDetail(c, me)).annotation?.comments, `of ${c}`);
  assert.equal((await store.taskDetail(c, me)).task.withdrawn, undefined);
});

test('rows that cannot be read withdraw nothing; once they can, what is missing is', async () => {
  const project = await Project.make();
  await project.write('tasks.jsonl', rows(0, 1, 2));
  await project.load('tasks.jsonl');
  const all = await project.ids();
  // Another program is writing the file.
  await project.write('tasks.jsonl', [row(0), '{"instruction": "Write prog']);
  const partly = await project.load('tasks.jsonl');
  assert.deepEqual([partly.withdrawn, partly.kept], [0, 2]);
  assert.deepEqual(await project.ids(), all);
  await project.write('tasks.jsonl', [row(0), { instruction: ' ' }, row(1)]);
  assert.deepEqual([(await project.load('tasks.jsonl')).kept, await project.ids()], [1, all]);
  await project.write('tasks.jsonl', []);
  await assert.rejects(project.load('tasks.jsonl'), { code: 'file-malformed' });
  await assert.rejects(project.load('gone.jsonl'), { code: 'file-missing' });
  assert.deepEqual(await project.ids(), all);
  // The same row twice is no row that is missing.
  await project.write('tasks.jsonl', [
    { ...row(0), id: 'x' },
    { ...row(0), id: 'x' },
    { ...row(1), id: 'y' },
  ]);
  const twice = await project.load('tasks.jsonl', 'id');
  assert.deepEqual([twice.renamed, twice.withdrawn, await project.ids()], [2, 1, ['x', 'y']]);
});

test('a load that is interrupted, and one whose source fails, withdraw nothing', async () => {
  const { store } = await Project.make();
  const tasks = ['a', 'b', 'c'].map((id) => task(id));
  await storeTasks(store, { tasks, leftOut: 0 }, 'hub', models);
  const load = await store.beginLoad('hub', ['a']);
  await store.upsertTasks(tasks.slice(0, 1), models, load);
  assert.equal((await store.counts(me)).total, 3);
  await storeTasks(store, { tasks: [], leftOut: 0 }, 'argilla', models);
  await storeTasks(store, { tasks: tasks.slice(0, 1), leftOut: 1 }, 'argilla', models);
  assert.equal((await store.counts(me)).total, 3, 'records that Argilla failed to give');
  // A slice that its user changed.
  await storeTasks(store, { tasks: tasks.slice(0, 1), leftOut: 0 }, 'hub', models);
  const { total, byState } = await store.counts(me);
  assert.deepEqual([total, byState.withdrawn], [1, 2]);
});

test('rows of the same content stay apart, and an id of the load is never taken for another', async () => {
  const { store } = await Project.make();
  const same = { instruction: 'The same.' };
  const old = ['a', 'b', 'c'].map((id) => task(id, same));
  await storeTasks(store, { tasks: old, leftOut: 0 }, 'file', models);
  for (const { id } of old) await store.act(act(id, 'draft', { comments: id }));
  // A new one before them, one under another id, one that is gone, and one of other tests.
  const tasks = [task('new', same), task('b', same), task('other', { ...same, tests: 'assert g' })];
  const result = await storeTasks(store, { tasks, leftOut: 0 }, 'file', models);
  assert.deepEqual([result.added, result.renamed, result.withdrawn], [1, 1, 1]);
  const comments = async (id: string) => (await store.taskDetail(id, me)).annotation?.comments;
  assert.deepEqual(await Promise.all(['new', 'b', 'other', 'c'].map(comments)), ['a', 'b', undefined, 'c']);
  assert.deepEqual(
    (await store.listTasks(me, { state: 'withdrawn' })).map(({ id }) => id),
    ['c'],
  );
});

test('another data set of many tasks sets the former ones aside, in parts', async () => {
  const { store } = await Project.make();
  const many = (name: string) => Array.from({ length: 2_500 }, (_, i) => task(`${name}${i}`));
  await storeTasks(store, { tasks: many('old'), leftOut: 0 }, 'sample', models);
  const result = await storeTasks(store, { tasks: many('new'), leftOut: 0 }, 'file', models);
  assert.deepEqual([result.added, result.withdrawn, result.renamed], [2_500, 2_500, undefined]);
  const { total, byState } = await store.counts(me);
  assert.deepEqual([total, byState['to-generate'], byState.withdrawn], [2_500, 2_500, 2_500]);
  assert.equal(await store.unfinishedLoad(), undefined);
});
