import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { isOwnName } from '../../../src/domain/namesOfPeople.ts';
import { each } from '../../each.ts';
import { act, models, newFolder, openWithTasks, tasks } from '../store/support.ts';
import { criteria, exported } from './fromStore.ts';

const other = { annotator: 'local:other' };

describe('answers of another rubric', () => {
  test('are not mixed with those of the present one, and counted', async () => {
    const store = await openWithTasks(3);
    await store.putGuidelines('g1', 'text', criteria(1));
    await store.putGuidelines('g2', 'text', criteria(3));
    await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }));
    await store.act(act('t1', 'submitted', { score1: 7, score2: 0 }));
    const now = { ...other, guidelinesVersion: 'g2' };
    await store.act(act('t1', 'submitted', { score1: 6, score2: 18 }, now));
    await store.act(act('t2', 'submitted', { score1: 7, score2: 0 }, now));
    const path = join(await newFolder(), 'kto');
    const given = { shape: 'kto-standard', path, folder: true } as const;
    const { records, dataset } = await exported(store, given, { rubric: criteria(3) });
    assert.deepEqual(
      records.map(({ completion, label }) => [completion, label]),
      [
        ['first of t1', false],
        ['second of t1', true],
        ['first of t2', false],
        ['second of t2', false],
      ],
    );
    assert.deepEqual(dataset?.leftOut, {
      answers: { 'other-rubric': 2 },
      tasks: { unanswered: 1 },
      rows: {},
    });
    const card = await readFile(join(path, 'README.md'), 'utf8');
    assert.match(card, /Guidelines: version g2 \(2 answers\)\. Scores go from 0 to 21:/);
    assert.match(card, /\| answers given by another rubric than the present one \| 2 \|/);
  });

  test('of a version that the store does not have: those that the present rubric could not have given', async () => {
    const store = await openWithTasks(2);
    await store.act(act('t0', 'submitted', { score1: 21, score2: 9 }));
    await store.act(act('t1', 'submitted', { score1: 7, score2: 1 }));
    const { records, dataset } = await exported(store, { shape: 'reward-standard', separator: '' });
    assert.deepEqual(
      records.map(({ margin }) => margin),
      [6],
    );
    assert.deepEqual(dataset?.leftOut.answers, { 'other-rubric': 1 });
  });

  test('stay in a table, unless something is asked of the scores; the card tells of them', async () => {
    const store = await openWithTasks(2);
    await store.putGuidelines('g1', 'text', criteria(3));
    await store.act(act('t0', 'submitted', { score1: 21, score2: 9 }));
    await store.act(act('t1', 'submitted', { score1: 7, score2: 1 }, { guidelinesVersion: 'g2' }));
    const path = join(await newFolder(), 'long');
    const all = await exported(store, { shape: 'long', path, folder: true });
    assert.equal(all.rows, 4);
    assert.match(
      await readFile(join(path, 'README.md'), 'utf8'),
      /- 1 of the answers followed a version with another/,
    );
    for (const asked of [{ minScore: 7 }, { minGap: 2 }]) {
      const { records, dataset } = await exported(store, { shape: 'long', ...asked });
      assert.deepEqual([...new Set(records.map(({ id }) => id))], ['t1']);
      assert.equal(dataset?.leftOut.answers['other-rubric'], 1);
    }
    const table = await exported(store, { annotators: 'all', minScore: 7 });
    assert.deepEqual(
      table.records.map(({ id }) => id),
      ['t1'],
    );
  });
});

test('a task is flagged by whoever says so, in whatever state', async () => {
  const store = await openWithTasks(4);
  for (const id of ['t0', 't1', 't2', 't3']) await store.act(act(id, 'submitted', { score1: 1, score2: 5 }));
  await store.act(act('t0', 'discarded', { flag: 'Cannot be solved' }, other));
  await store.act(act('t1', 'draft', { flag: 'Duplicate' }, other));
  await store.act(act('t2', 'submitted', { score1: 1, score2: 5, flag: 'Ambiguous' }, other));
  for (const shape of ['sft', 'kto', 'long', 'annotated', 'bare'] as const) {
    const { dataset, rows } = await exported(store, { shape, withoutFlagged: true, annotators: 'me' });
    assert.equal(rows, shape === 'kto' || shape === 'long' ? 2 : 1, shape);
    assert.deepEqual([dataset?.tasks.used, dataset?.leftOut.tasks], [1, { flagged: 3 }], shape);
  }
});

test('answers that were given under other tests are no answers to the same task', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'submitted', { score1: 7, score2: 0 }));
  const [first] = tasks(1);
  assert.ok(first);
  await store.upsertTasks([{ ...first, tests: 'assert f(1) == 2' }], models);
  await store.act(act('t0', 'submitted', { score1: 0, score2: 6 }, other));
  await store.act(act('t0', 'submitted', { score1: 0, score2: 4 }, { annotator: 'local:third' }));
  const { records, dataset } = await exported(store, { shape: 'reward-standard', separator: ' ' });
  assert.deepEqual(
    records.map(({ chosen, margin }) => [chosen, margin]),
    [['Instruction of t0 second of t0', 5]],
  );
  assert.deepEqual(dataset?.leftOut.answers, { 'other-texts': 1 });
});

test('an instruction that nobody knows any more is no prompt, and like no other in a split', async () => {
  const folder = await newFolder();
  const store = await openWithTasks(20, folder);
  for (const { id } of tasks(19)) await store.act(act(id, 'submitted', { score1: 7, score2: 0 }));
  const changed = tasks(19).map((task) => ({ ...task, instruction: `Another one for ${task.id}` }));
  await store.upsertTasks([...changed, ...tasks(20).slice(19)], models);
  await store.act(act('t19', 'submitted', { score1: 7, score2: 0 }));
  const db = new DatabaseSync(join(folder, '.touchstone/touchstone.sqlite'));
  db.exec("DELETE FROM task_versions WHERE content LIKE '%Instruction of t%'");
  db.close();
  for (const shape of ['sft', 'dpo', 'kto-standard'] as const) {
    const { records, dataset } = await exported(store, { shape });
    assert.equal(records.length, shape === 'kto-standard' ? 2 : 1, shape);
    assert.deepEqual(dataset?.leftOut.answers, { 'unknown-texts': 19 });
    assert.deepEqual(dataset.leftOut.tasks, { unanswered: 19 });
  }
  const { dataset, rows } = await exported(store, { shape: 'annotated', split: true });
  assert.equal(rows, 20);
  assert.deepEqual(dataset?.groups, { count: 20, nearCopies: 0 });
  assert.deepEqual(
    dataset.files.map((file) => file.rows),
    [16, 2, 2],
  );
});

describe('names of annotators', () => {
  const people = ['local:a', 'local:b', 'local:c', 'local:d', 'local:e'];
  const named = async (names: Record<string, string>) => {
    const store = await openWithTasks(2);
    for (const [id, name] of Object.entries(names)) await store.introduce(id, name);
    for (const annotator of people)
      await store.act(act('t0', 'submitted', { score1: 1, score2: 5 }, { annotator }));
    return store;
  };
  const shown = ({ records }: Awaited<ReturnType<typeof exported>>) => [
    ...new Set(records.map(({ annotator }) => annotator)),
  ];

  test('that two people have, that look like an id or cannot be read are none', async () => {
    const names = { a: 'Anna', b: 'anna ', c: 'argilla:http://h:u-1', d: 'Dan\u0000\n', e: 'Eve', f: 'Eve' };
    const ids = Object.entries(names).map(([key, name]) => [`local:${key}`, name]);
    const store = await named(Object.fromEntries(ids) as Record<string, string>);
    const wanted = ['local:a', 'local:b', 'local:c', 'local:d', 'Eve'];
    assert.deepEqual(shown(await exported(store, { shape: 'long' })), wanted);
    assert.deepEqual(shown(await exported(store, { annotators: 'all', statuses: ['submitted'] })), wanted);
  });

  test('and their ids choose whose answers count', async () => {
    const store = await named({ 'local:a': 'Anna', 'local:b': 'Bob', 'local:c': 'Bob' });
    const of = async (annotators: string[]) => shown(await exported(store, { shape: 'long', annotators }));
    assert.deepEqual(await of(['Anna']), ['Anna']);
    assert.deepEqual(await of(['Anna', 'local:b']), ['Anna', 'local:b']);
    assert.deepEqual(await of(['local:a']), ['Anna']);
    await assert.rejects(of(['Bob']), { code: 'export-failed' });
    const table = await exported(store, { annotators: ['Anna'] });
    assert.deepEqual(
      table.records.map(({ id, annotator }) => [id, annotator]),
      [
        ['t0', 'Anna'],
        ['t1', null],
      ],
    );
  });

  test('are one line without control characters', () => {
    for (const name of each(['Ada Example', 'Ünï 目', 'argilla:me'])) assert.ok(isOwnName(name), name);
    for (const name of each(['', ' ', 'a\nb', 'a\u0000', '\u001b[1m', 'a\u202eb']))
      assert.ok(!isOwnName(name));
  });
});
