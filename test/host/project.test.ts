import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { api, openSample, ownFolder, sampleFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { command, openProject, otherWindow, right, setting } from './support/recorded.ts';

test('opens a project of a workspace folder with all its tasks', async () => {
  const touchstone = await api();
  deepEqual(await touchstone.openProject(vscode.Uri.file(sampleFolder())), {
    name: 'touchstone-sample',
    taskCount: 12,
  });
  const tasks = await touchstone.tasks();
  equal(tasks.length, 12);
  ok(tasks.every((task) => task.state === 'to-score' && task.instruction.length > 20));
  const [first] = tasks;
  ok(first);
  const generations = await touchstone.generations(first.id);
  deepEqual(
    generations.map((g) => g.response),
    [1, 2],
  );
});

test('loading again adds nothing twice', async () => {
  await openSample();
  const result = await vscode.commands.executeCommand<{ added: number; unchanged: number }>(
    'touchstone.loadTasks',
  );
  deepEqual([result.added, result.unchanged], [0, 12]);
});

test('finds tasks by text and state', async () => {
  const touchstone = await openSample();
  const all = await touchstone.tasks();
  const word = /`?(\w{7,})`?/.exec(all[0]?.instruction ?? '')?.[1] ?? '';
  const hits = await touchstone.tasks({ text: word });
  ok(
    hits.some((task) => task.id === all[0]?.id),
    `"${word}" finds the first task`,
  );
  deepEqual(await touchstone.tasks({ state: 'discarded' }), []);
  equal((await touchstone.tasks({ offset: 10, limit: 5 })).length, 2);
});

test('refuses a folder outside the workspace', async () => {
  const touchstone = await api();
  await rejects(
    touchstone.openProject(vscode.Uri.file('/')),
    (error: Error & { code?: string }) => error.code === 'project-missing',
  );
});

test('names file, line and field of a fault, and what to do', async () => {
  const touchstone = await api();
  const folder = join(ownFolder(), 'faulty');
  mkdirSync(folder, { recursive: true });
  const config = readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8').replace('"sample"', '"moon"');
  writeFileSync(join(folder, 'touchstone.json'), config);
  await rejects(
    touchstone.openProject(vscode.Uri.file(folder)),
    (error: Error & { code?: string; action?: string }) => {
      equal(error.code, 'config-invalid');
      match(error.message, /touchstone\.json, line \d+, tasks/);
      ok(error.action);
      return true;
    },
  );
  await openSample();
});

test('keeps the good rows of a file with bad ones', async () => {
  const touchstone = await api();
  const folder = join(ownFolder(), 'rows');
  mkdirSync(folder, { recursive: true });
  cpSync(join(sampleFolder(), 'guidelines.md'), join(folder, 'guidelines.md'));
  const sample = JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const config = {
    ...sample,
    name: 'rows',
    tasks: { source: 'file', path: 'tasks.jsonl', columns: { instruction: 'text' } },
  };
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  writeFileSync(
    join(folder, 'tasks.jsonl'),
    '{"text":"Write a sort."}\n{broken\n{"text":7}\n{"text":"Write a search."}\n',
  );
  const opened = await touchstone.openProject(vscode.Uri.file(folder));
  equal(opened.taskCount, 2);
  const result = await vscode.commands.executeCommand<{ warnings: string[] }>('touchstone.loadTasks');
  equal(result.warnings.length, 2);
  match(result.warnings[0] ?? '', /tasks\.jsonl:2/);
  match(result.warnings[1] ?? '', /tasks\.jsonl:3.*text/);
  await openSample();
});

test('says whose the answers under other names are, and goes on as the person whom another window made of two names', async () => {
  const touchstone = await openProject('people', { one: [right, right], two: [right, right] });
  await touchstone.annotate('one', { score1: 1, score2: 2 }, 'submitted');
  const before = (await touchstone.annotation('one'))?.annotator ?? '';
  match(before, /^local:/);
  const other = await otherWindow('people');
  try {
    const { guidelinesVersion } = (await touchstone.annotation('one')) ?? { guidelinesVersion: '' };
    const answer = { score1: 3, score2: 4 };
    const theirs = { annotator: 'local:elsewhere', status: 'submitted', answer, send: false } as const;
    await other.act({ ...theirs, taskId: 'two', guidelinesVersion });
    equal(await touchstone.annotation('two'), undefined);
    equal(await command('whoseAnswers', { mine: ['local:elsewhere'] }), 1);
    deepEqual(
      [(await touchstone.annotation('two'))?.score1, (await touchstone.annotation('two'))?.annotator],
      [3, before],
    );
    equal(await command('whoseAnswers', { mine: [] }), 0);
    const user = 'argilla:http://127.0.0.1:1/someone';
    await other.adopt(before, user, false);
    await until('the window goes on as the same person', async () => {
      return (await touchstone.annotation('one'))?.annotator === user;
    });
    await touchstone.annotate('one', { score1: 5, score2: 2 }, 'submitted');
    // Who is who in this editor's database is not believed by a window that has not been told whose it is: by the id that was given.
    deepEqual((await other.counts(user)).byState.submitted, 2);
    equal((await touchstone.tasks({ state: 'submitted' })).length, 2);
  } finally {
    await other.close();
  }
  await openSample();
});

test('who has given themselves a name is called by it in exports', async () => {
  const touchstone = await openProject('named', { one: [right, right] });
  await touchstone.annotate('one', { score1: 1, score2: 2 }, 'submitted');
  const id = (await touchstone.annotation('one'))?.annotator;
  match(id ?? '', /^local:/);
  const path = join(ownFolder(), 'named.json');
  const exported = async (): Promise<unknown> => {
    await command('export', { format: 'json', path });
    const [row] = JSON.parse(readFileSync(path, 'utf8')) as { annotator: string }[];
    return row?.annotator;
  };
  equal(await exported(), id);
  try {
    await setting('annotatorName', 'Ada Example');
    await until('the name is known', async () => (await exported()) === 'Ada Example');
    equal((await touchstone.annotation('one'))?.annotator, id);
    // In a project that is opened later, too.
    const other = await openProject('named-later', { one: [right, right] });
    await other.annotate('one', { score1: 1, score2: 2 }, 'submitted');
    equal(await exported(), 'Ada Example');
  } finally {
    await setting('annotatorName', undefined);
  }
  await until('the name is gone', async () => (await exported()) === id);
  await openSample();
});
