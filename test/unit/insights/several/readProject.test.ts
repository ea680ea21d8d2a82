import assert from 'node:assert/strict';
import { cpSync, readdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { ProjectFacts } from '../../../../src/insights/several/comparedProject.ts';
import { readProject } from '../../../../src/insights/several/readProject.ts';
import { each } from '../../../each.ts';
import { act, me, models, newFolder, openAs, tasks } from '../../store/support.ts';
import { rubric } from '../sections/support.ts';

const key = 'the key of this editor';

async function madeProject(by = key): Promise<ProjectFacts> {
  const folder = await newFolder();
  const store = await openAs(folder, { key: by, trusted: true });
  await store.upsertTasks(tasks(3), models);
  await store.act(act('t0', 'submitted', { score1: 5, score2: 3 }));
  await store.act(act('t1', 'submitted', { score1: 1, score2: 3 }, { annotator: 'local:bob' }));
  await store.close();
  return { folder, name: 'other', models, blind: true, guidelinesVersion: 'v1', rubric };
}

async function read(facts: ProjectFacts, names = [me]) {
  return readProject(facts, { key, names, scratch: await newFolder() });
}

/** Everything in a folder, with when it was changed. */
function inside(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`)
    .sort();
}

test('another project of this editor is read as it is, and nothing in it is touched', async () => {
  const facts = await madeProject();
  const before = inside(facts.folder);
  const project = await read(facts);
  assert.ok('tasks' in project);
  assert.deepEqual(project.tasks, [
    { id: 't0', instruction: 'Instruction of t0', lead: 2, isUnseen: false },
    { id: 't1', instruction: 'Instruction of t1', lead: -2, isUnseen: true },
  ]);
  assert.equal(project.isHidden, true, 't1 and t2 are left to score');
  assert.deepEqual(inside(facts.folder), before);
  const open = await read({ ...facts, blind: false });
  assert.ok('tasks' in open && !open.isHidden && each(open.tasks).every(({ isUnseen }) => !isUnseen));
});

test('one that another editor made is refused, as is one behind a link or of another version', async () => {
  const foreign = await read(await madeProject('the key of another editor'));
  assert.match('refused' in foreign ? foreign.refused : '', /not made by this editor/);

  const linked = await madeProject();
  const place = join(linked.folder, '.touchstone');
  renameSync(place, join(linked.folder, 'elsewhere'));
  symlinkSync(join(linked.folder, 'elsewhere'), place);
  const behind = await read(linked);
  assert.match('refused' in behind ? behind.refused : '', /no database/);

  const log = await madeProject();
  symlinkSync('/etc/passwd', join(log.folder, '.touchstone', 'touchstone.sqlite-wal'));
  const strange = await read(log);
  assert.match('refused' in strange ? strange.refused : '', /no database/);

  const older = await madeProject();
  const db = new DatabaseSync(join(older.folder, '.touchstone', 'touchstone.sqlite'));
  db.exec('PRAGMA user_version = 3');
  db.close();
  const former = await read(older);
  assert.match('refused' in former ? former.refused : '', /another version/);

  const changed = await madeProject();
  const other = new DatabaseSync(join(changed.folder, '.touchstone', 'touchstone.sqlite'));
  other.exec('CREATE VIEW tricks AS SELECT 1');
  other.close();
  const tricky = await read(changed);
  assert.match('refused' in tricky ? tricky.refused : '', /not made by this editor/);

  const none = await read({ ...linked, folder: await newFolder() });
  assert.match('refused' in none ? none.refused : '', /no database/);
});

test('a copy of one’s own project in another folder is one’s own', async () => {
  const facts = await madeProject();
  const folder = join(await newFolder(), 'copy');
  cpSync(facts.folder, folder, { recursive: true });
  const copy = await read({ ...facts, folder });
  assert.ok('tasks' in copy && copy.tasks.length === 2);
});

test('one that another window has open is read with what waits in its log', async () => {
  const facts = await madeProject();
  const store = await openAs(facts.folder, { key, trusted: true });
  await store.act(act('t2', 'submitted', { score1: 2, score2: 2 }));
  const project = await read(facts);
  assert.ok('tasks' in project);
  assert.deepEqual(
    project.tasks.map(({ id }) => id),
    ['t0', 't1', 't2'],
  );
});
