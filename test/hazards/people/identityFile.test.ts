import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { ProjectConfig } from '../../../src/project/config.ts';
import { withFileLock } from '../../../src/ui/session/fileLock.ts';
import { Identities, type IdentitiesOptions } from '../../../src/ui/session/identities.ts';
import { each } from '../../each.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-people-'));
  folders.push(folder);
  return folder;
}

const fileIn = (folder: string): string => join(folder, 'annotator.json');
const user = (id: string) => ({ id, username: id, role: 'annotator' });
const project = (url: string): ProjectConfig => ({ argilla: { url } }) as ProjectConfig;

/** What the editor's state keeps, and what the user is told. */
function editor(): { options: IdentitiesOptions; told: [string, boolean][] } {
  let kept: unknown;
  const told: [string, boolean][] = [];
  const copy = { get: () => kept, keep: (local: string) => (kept = local) };
  return { options: { copy, onUnreadable: (...what) => told.push(what) }, told };
}

describe('a file of who annotates that cannot be read', () => {
  test('is kept aside, and who was known by the editor’s copy stays', () => {
    const [folder, { options, told }] = [newFolder(), editor()];
    const first = new Identities(folder, options);
    first.remember('https://a.example', user('ann'));
    const { local } = first;
    // A crash of the machine: the name is there, its text is not.
    truncateSync(fileIn(folder), 0);
    const next = new Identities(folder, options);
    assert.equal(next.local, local);
    // Whom one connects as is told by the server again: another machine’s may be another one’s.
    assert.equal(next.user('https://a.example'), undefined);
    const kept = `${fileIn(folder)}.unreadable-1`;
    assert.deepEqual(told, [[kept, true]]);
    assert.equal(readFileSync(kept, 'utf8'), '');
    assert.equal(new Identities(folder).local, local, 'and in the file again');
    assert.deepEqual(told.length, 1, 'told once');
  });

  test('is never overwritten, however often that happens', () => {
    const [folder, { told, options }] = [newFolder(), editor()];
    const texts = ['{"local": ', 'no JSON', '{"local": 7}', '[]'];
    for (const [n, text] of texts.entries()) {
      writeFileSync(fileIn(folder), text);
      assert.ok(new Identities(folder, options).local.length > 10);
      assert.equal(readFileSync(`${fileIn(folder)}.unreadable-${n + 1}`, 'utf8'), text);
    }
    assert.equal(told.length, texts.length);
    assert.deepEqual(
      told.map(([, recovered]) => recovered),
      [false, true, true, true],
      'by the copy from the second time on',
    );
  });

  test('says the id of this machine as far as it was written', () => {
    const folder = newFolder();
    const first = new Identities(folder);
    first.remember('https://a.example', user('ann'));
    truncateSync(fileIn(folder), statSync(fileIn(folder)).size - 30);
    assert.equal(new Identities(folder).local, first.local);
  });

  test('is none to the window that has read it before', () => {
    const folder = newFolder();
    const open = new Identities(folder);
    open.remember('https://a.example', user('ann'));
    const { local } = open;
    writeFileSync(fileIn(folder), '');
    assert.equal(open.local, local);
    assert.equal(
      new Identities(folder).annotatorOf(project('https://a.example')),
      'argilla:https://a.example/ann',
    );
  });

  test('that has gone comes back with the same id', () => {
    const [folder, { options, told }] = [newFolder(), editor()];
    const { local } = new Identities(folder, options);
    rmSync(fileIn(folder));
    assert.equal(new Identities(folder, options).local, local);
    assert.deepEqual(told, []);
  });

  test('without any copy is another id, which the store asks about', () => {
    const folder = newFolder();
    const { local } = new Identities(folder);
    writeFileSync(fileIn(folder), '');
    assert.notEqual(new Identities(folder).local, local);
  });
});

describe('two windows', () => {
  test('that learn of users keep those of each other', () => {
    const folder = newFolder();
    const [one, two] = [new Identities(folder), new Identities(folder)];
    assert.equal(one.local, two.local);
    one.remember('https://a.example', user('ann'));
    two.remember('https://b.example', user('bob'));
    one.remember('https://c.example', user('cem'));
    for (const window of [one, two, new Identities(folder)])
      assert.deepEqual(
        ['a', 'b', 'c'].map((server) => window.user(`https://${server}.example`)?.id),
        ['ann', 'bob', 'cem'],
      );
  });

  test('agree at once on who annotates', () => {
    const folder = newFolder();
    const [one, two] = [new Identities(folder), new Identities(folder)];
    const config = project('https://a.example/some/path');
    assert.equal(one.annotatorOf(config), two.local);
    two.remember('https://a.example', user('ann'));
    assert.equal(one.annotatorOf(config), two.annotatorOf(config));
    two.remember('https://a.example', user('another'));
    assert.equal(one.annotatorOf(config), 'argilla:https://a.example/another');
  });

  test('that begin at the same moment are one annotator, and lose no user', async () => {
    const folder = newFolder();
    const program = join(import.meta.dirname, 'learner.ts');
    const names = Array.from({ length: 4 }, (_, i) => `n${i}`);
    const learners = names.map((name) =>
      fork(program, [folder, name], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] }),
    );
    const said = learners.map(async (learner) => {
      const [local] = (await once(learner, 'message')) as [string];
      await once(learner, 'exit');
      return local;
    });
    const locals = await Promise.all(said);
    assert.equal(new Set(locals).size, 1);
    const known = new Identities(folder);
    for (const name of each(names))
      for (const n of each([0, 1, 2, 3, 4]))
        assert.equal(known.user(`https://${name}-${n}.example`)?.id, name, `${name} ${n}`);
    assert.deepEqual(readdirSync(folder), ['annotator.json']);
  });
});

describe('the lock', () => {
  test('of a process that was killed is taken over at once', () => {
    const path = join(newFolder(), 'x.lock');
    // No process has the number: https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html
    writeFileSync(path, `${2 ** 22 + 1} ${hostname()}`);
    assert.equal(
      withFileLock(path, () => existsSync(path)),
      true,
    );
    assert.equal(existsSync(path), false);
  });

  test('of another machine is taken over when it is old', () => {
    const path = join(newFolder(), 'x.lock');
    writeFileSync(path, `${process.pid} elsewhere`);
    const long = new Date(Date.now() - 60_000);
    utimesSync(path, long, long);
    assert.equal(
      withFileLock(path, () => 7),
      7,
    );
  });

  test('goes also where the work fails', () => {
    const path = join(newFolder(), 'x.lock');
    assert.throws(() =>
      withFileLock(path, () => {
        throw new Error('no');
      }),
    );
    assert.equal(existsSync(path), false);
  });
});
