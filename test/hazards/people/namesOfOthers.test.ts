import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { isGoodRow } from '../../../src/store/sqlite/rowCheck.ts';
import { act, models, newFolder, openAs, tasks } from '../../unit/store/support.ts';

/** A database that came with a folder does not say who is who before its user does. */

const victim = 'argilla:http://h:victim';

async function cloned(): Promise<string> {
  const folder = await newFolder();
  const theirs = await openAs(folder, { key: 'attacker', ownsUnmarked: false });
  await theirs.upsertTasks(tasks(3), models);
  await theirs.act(act('t0', 'submitted', { score1: 7, score2: 0 }, { annotator: 'local:attacker' }));
  await theirs.close();
  const db = new DatabaseSync(join(folder, '.touchstone/touchstone.sqlite'));
  db.prepare('INSERT INTO names (name, person) VALUES (?, ?)').run(victim, 'local:attacker');
  db.close();
  return folder;
}

test('the answers of somebody else are not one’s own by a row that came along', async () => {
  const store = await openAs(await cloned(), { key: 'victim', ownsUnmarked: false });
  assert.equal(store.foreign, true);
  assert.deepEqual(await store.whoIs(victim), { annotator: victim, names: [victim] });
  assert.equal((await store.taskDetail('t0', victim)).annotation, undefined);
  assert.deepEqual(
    (await store.otherPeople(victim)).map(({ annotator }) => annotator),
    ['local:attacker'],
  );
  await store.act(act('t1', 'submitted', { score1: 1, score2: 2 }, { annotator: victim }));
  assert.equal((await store.taskDetail('t1', victim)).annotation?.annotator, victim);
  assert.equal((await store.taskDetail('t1', 'local:attacker')).annotation, undefined);
});

test('what the user says of names holds there as well, and after the next opening', async () => {
  const folder = await cloned();
  const store = await openAs(folder, { key: 'victim', ownsUnmarked: false });
  await store.adopt('local:attacker', victim, false);
  assert.equal((await store.taskDetail('t0', 'local:attacker')).annotation?.annotator, victim);
  await store.act(act('t1', 'draft', { score1: 1 }, { annotator: 'local:attacker' }));
  await store.close();
  const again = await openAs(folder, { key: 'victim', ownsUnmarked: false });
  assert.equal(again.foreign, true);
  assert.equal((await again.taskDetail('t1', victim)).annotation?.score1, 1);
  await again.claim();
  assert.equal((await again.whoIs('local:attacker')).annotator, victim);
});

test('a row that calls nobody is none of ours', () => {
  const row = { name: 'local:me', person: victim, label: null };
  assert.equal(isGoodRow('names', row), true);
  assert.equal(isGoodRow('names', { ...row, person: 'anything' }), false);
  assert.equal(isGoodRow('names', { ...row, name: 'local:a\nb' }), false);
});
