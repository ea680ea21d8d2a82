import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ProjectConfig } from '../../../../src/project/config.ts';
import { Identities } from '../../../../src/ui/session/identities.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-identities-'));
  folders.push(folder);
  return folder;
}

const origin = 'https://argilla.example';
const config = { argilla: { url: `${origin}/some/path` } } as ProjectConfig;
const user = { id: 'u1', username: 'ann', role: 'annotator' };

test('this machine has one id, which the next window finds again', () => {
  const folder = join(newFolder(), 'not', 'made', 'yet');
  const { local } = new Identities(folder);
  assert.ok(local.length > 10);
  assert.equal(new Identities(folder).local, local);
  assert.notEqual(new Identities(newFolder()).local, local);
  assert.deepEqual(readdirSync(folder), ['annotator.json'], 'no draft of the file is left');
});

test('who was connected last to the project’s server annotates; without a server, this machine', () => {
  const folder = newFolder();
  const identities = new Identities(folder);
  assert.equal(identities.annotatorOf(config), identities.local);
  identities.remember(origin, user);
  const annotator = new Identities(folder).annotatorOf(config);
  assert.notEqual(annotator, identities.local);
  assert.ok(annotator.includes(origin) && annotator.includes('u1'), annotator);
  assert.equal(identities.annotatorOf({} as ProjectConfig), identities.local);
  assert.deepEqual(new Identities(folder).user(origin), user);
  assert.equal(identities.user('https://other.example'), undefined);
});

test('a file that is not readable any more is made anew', () => {
  const folder = newFolder();
  const file = join(folder, 'annotator.json');
  writeFileSync(file, '{"local": ');
  const { local } = new Identities(folder);
  assert.ok(local.includes((JSON.parse(readFileSync(file, 'utf8')) as { local: string }).local));
});
