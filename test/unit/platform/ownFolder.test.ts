import assert from 'node:assert/strict';
import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownFolder } from '../../../src/platform/ownFolder.ts';
import { coded, newFolder } from './support.ts';

test('makes the folders, and finds them the next time', async () => {
  const base = await newFolder();
  const made = await ownFolder(base, '.touchstone', 'runs');
  assert.equal(made, join(base, '.touchstone', 'runs'));
  assert.ok((await stat(made)).isDirectory());
  await writeFile(join(made, 'kept'), '');
  assert.equal(await ownFolder(base, '.touchstone', 'runs'), made);
  assert.deepEqual(await readdir(made), ['kept']);
});

test('a link in the way is refused and nothing is made behind it', async () => {
  const base = await newFolder();
  const elsewhere = await newFolder();
  await symlink(elsewhere, join(base, '.touchstone'), 'dir');
  await assert.rejects(ownFolder(base, '.touchstone', 'runs'), coded('store-unavailable'));
  assert.deepEqual(await readdir(elsewhere), []);
});

test('so is one further in', async () => {
  const base = await newFolder();
  const elsewhere = await newFolder();
  await mkdir(join(base, '.touchstone'));
  await symlink(elsewhere, join(base, '.touchstone', 'runs'), 'dir');
  await assert.rejects(ownFolder(base, '.touchstone', 'runs', 'x'), coded('store-unavailable'));
  assert.deepEqual(await readdir(elsewhere), []);
});

test('so are a link to nowhere and a file', async () => {
  const base = await newFolder();
  await symlink(join(base, 'nowhere'), join(base, 'link'), 'dir');
  await writeFile(join(base, 'file'), '');
  for (const name of ['link', 'file'])
    await assert.rejects(ownFolder(base, name, 'runs'), coded('store-unavailable'));
  assert.deepEqual((await readdir(base)).sort(), ['file', 'link']);
});

test('a project folder that is itself a link is the user’s own choice', async () => {
  const real = await newFolder();
  const link = join(await newFolder(), 'project');
  await symlink(real, link, 'dir');
  await ownFolder(link, '.touchstone');
  assert.deepEqual(await readdir(real), ['.touchstone']);
});
