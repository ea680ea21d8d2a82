import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openStore } from '../../src/store/thread/storeClient.ts';
import type { BulkOutcome } from '../../src/ui/queue/bulkActions.ts';
import type { QueueSummary } from '../../src/ui/queue/queues.ts';
import { taskItem } from '../../src/ui/queue/treeItems.ts';
import { api, extension, openSample, ownFolder, sampleFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { command } from './support/recorded.ts';

type Touchstone = Awaited<ReturnType<typeof api>>;

/** Eight recorded tasks: `q0` … `q7`, with a topic and a level each. The responses of even ones add right, all others wrong. */
async function openQueues(name: string, more: Record<string, unknown> = {}): Promise<Touchstone> {
  const folder = join(ownFolder(), name);
  mkdirSync(folder, { recursive: true });
  const sample = JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as object;
  const columns = {
    instruction: 'instruction',
    id: 'id',
    generations: ['a', 'b'],
    tests: 'tests',
    language: 'language',
    context: ['topic', 'level'],
  };
  const config = { ...sample, name, ...more, tasks: { source: 'file', path: 'tasks.jsonl', columns } };
  const code = (text: string): string => `\`\`\`python\n${text}\n\`\`\``;
  const rows = Array.from({ length: 8 }, (_, i) => ({
    id: `q${i}`,
    instruction: `Write \`f(x)\` which adds one to a ${i % 2 ? 'weird' : 'naïve'} integer, number ${i}.`,
    language: 'python',
    a: code('def f(x):\n    return x + 1'),
    b: code(i % 2 ? 'def f(x):\n    return undefined_peculiarity' : 'def f(x):\n    return 1 + x'),
    tests: ['assert f(1) == 2'],
    topic: ['strings', 'numbers', 'graphs'][i % 3],
    level: String(8 + i),
  }));
  writeFileSync(join(folder, 'guidelines.md'), 'Judge.');
  writeFileSync(join(folder, 'tasks.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  const touchstone = await api();
  await touchstone.openProject(vscode.Uri.file(folder));
  return touchstone;
}

/** q0 7/1, q1 3/3 flagged, q2 a draft 5/4, q3 discarded 0/6, q4 2/2; q5, q6 and q7 to be scored. */
async function openJudged(name: string): Promise<Touchstone> {
  const touchstone = await openQueues(name);
  if ((await touchstone.annotation('q0')) === undefined) {
    await touchstone.annotate('q0', { score1: 7, score2: 1 }, 'submitted');
    await touchstone.annotate('q1', { score1: 3, score2: 3, flag: 'unclear' }, 'submitted');
    await touchstone.annotate('q2', { score1: 5, score2: 4 }, 'draft');
    await touchstone.annotate('q3', { score1: 0, score2: 6 }, 'discarded');
    await touchstone.annotate('q4', { score1: 2, score2: 2 }, 'submitted');
  }
  await command('clearFilter');
  return touchstone;
}

/** The ids that "Next" goes through, until it ends or begins again. */
async function walk(direction: 'nextTask' | 'previousTask' = 'nextTask'): Promise<string> {
  const seen: string[] = [];
  for (;;) {
    const id = await command<string>(direction);
    if (id === undefined || seen.includes(id)) return seen.map((each) => each.slice(1)).join(' ');
    seen.push(id);
  }
}

/** Before the first of the queue. */
async function closePanel(): Promise<void> {
  const close = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await close();
  await until('no editor is open', () => vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0));
  // There and back once more: what VS Code told of the closed page after its tab has come, too.
  await close();
}

test('every facet narrows the queue, and "Next" goes through it', async () => {
  const touchstone = await openJudged('queue-facets');
  await command('runBoth', 'q0');
  await command('runBoth', 'q1');
  ok((await touchstone.runs('q1')).some(({ verdict }) => verdict === 'crashed'));
  const cases: [string, object | string, string][] = [
    ['states', { states: ['submitted', 'discarded'] }, '0 1 3 4'],
    ['one score', { score: { min: 6 } }, '0 3'],
    ['both scores', { bothScores: { max: 3 } }, '1 4'],
    ['the gap', { gap: { min: 1 } }, '0 2 3'],
    ['passed runs', { verdicts: ['passed'], states: ['submitted', 'draft', 'to-score'] }, '0 1'],
    ['a crash', { verdicts: ['crashed'], states: ['submitted', 'draft', 'to-score'] }, '1'],
    ['not run', { verdicts: ['not-run'] }, '2 5 6 7'],
    ['a flag', { flagged: true }, '1'],
    ['guidelines', { guidelines: 'current' }, '0 1 2 3 4'],
    ['older guidelines', { guidelines: 'older' }, ''],
    ['a column', { context: [{ column: 'topic', values: ['graphs', 'numbers'] }] }, '2 5 7'],
    ['a text', 'weird', '5 7'],
    ['a text of a response', 'undefined peculiarity', '5 7'],
  ];
  for (const [what, wanted, expected] of cases) {
    await command('clearFilter');
    await closePanel();
    const summary = await command<QueueSummary>('filterTasks', wanted);
    ok(summary, what);
    equal(summary.left, expected === '' ? 0 : expected.split(' ').length, what);
    ok(summary.title.length > 3, what);
    equal(await walk(), expected, what);
  }
});

test('a review pass goes through what was submitted, says how far one is, and reopens nothing', async () => {
  const touchstone = await openJudged('queue-pass');
  await command('openTask', 'q4');
  const all = await command<QueueSummary>('reviewPass', 'all');
  equal(all?.tasks, 3);
  deepEqual(all.queue.among?.ids, ['q0', 'q1', 'q4']);
  const looked = async (): Promise<string[] | undefined> =>
    (await command<QueueSummary>('sampleTasks', 'all'))?.queue.pass?.looked;
  await until(
    'the first is looked at, not what was open before',
    async () => (await looked())?.join() === 'q0',
  );
  equal(await command('nextTask'), 'q1');
  equal(await command('previousTask'), 'q0');
  equal(await command('nextTask'), 'q1');
  // One is left out: the end comes once it was looked at, too.
  await command('openTask', 'q4');
  equal(await command('nextTask'), undefined, 'all were looked at');
  equal(await command('nextTask'), 'q0', 'going on begins again');
  deepEqual((await looked())?.toSorted(), ['q0', 'q1', 'q4']);
  const again = await command<QueueSummary>('reviewPass', { which: 'all' });
  deepEqual(again?.tasks, 3);
  await command('openTask', 'q4');
  equal(await command('nextTask'), 'q1', 'what was passed over comes before the end');
  equal(await command('nextTask'), 'q4');
  equal(await command('nextTask'), undefined);
  for (const id of ['q0', 'q1', 'q4'])
    equal((await touchstone.annotation(id))?.status, 'submitted', `${id} is as it was`);
  const tenth = await command<QueueSummary>('reviewPass', { which: 'tenth', seed: 7 });
  equal(tenth?.tasks, 1);
  match(tenth.title, /seed 7/);
  equal(
    await command('reviewPass', 'contradicting'),
    undefined,
    'nothing ran, and there is nothing to look at',
  );
  equal(await command('reviewPass', 'half'), undefined, 'no such pass');
});

test('the guidelines change: what was scored under the older ones is found and reopened', async () => {
  const touchstone = await openJudged('queue-guidelines');
  writeFileSync(join(ownFolder(), 'queue-guidelines', 'guidelines.md'), 'Judge better.');
  const config = join(ownFolder(), 'queue-guidelines', 'touchstone.json');
  writeFileSync(config, `${readFileSync(config, 'utf8')}\n`);
  await until('the new guidelines count', async () => {
    const older = await command<QueueSummary>('filterTasks', { guidelines: 'older', states: ['submitted'] });
    return older?.tasks === 3;
  });
  const reopened = await command<BulkOutcome>('reopenQueue', { confirm: false });
  deepEqual(reopened?.taskIds, ['q0', 'q1', 'q4']);
  equal((await touchstone.annotation('q4'))?.status, 'draft');
  equal((await touchstone.annotation('q4'))?.score1, 2, 'what was answered is kept');
});

test('sorted by any of them, both ways, and "Next" follows', async () => {
  await openJudged('queue-sorted');
  const all = { states: ['to-score', 'draft', 'submitted', 'discarded'] };
  const cases: [object | string, string][] = [
    ['gap', '1 4 2 0 3 5 6 7'],
    [{ by: 'gap', descending: true }, '0 3 2 1 4 5 6 7'],
    [{ by: 'highest', descending: true }, '0 3 2 1 4 5 6 7'],
    [{ by: 'lowest' }, '3 0 4 1 2 5 6 7'],
    ['state', '5 6 7 2 0 1 4 3'],
    ['flagged', '1 0 2 3 4 5 6 7'],
    [{ by: 'context', column: 'topic' }, '2 5 1 4 7 0 3 6'],
    [{ by: 'context', column: 'level', descending: true }, '7 6 5 4 3 2 1 0'],
    [{ by: 'text', descending: true }, '7 5 3 1 6 4 2 0'],
    [{ by: 'position', descending: true }, '7 6 5 4 3 2 1 0'],
  ];
  for (const [sort, expected] of cases) {
    await command('filterTasks', all);
    await closePanel();
    ok(await command<QueueSummary>('sortTasks', sort), JSON.stringify(sort));
    equal(await walk(), expected, JSON.stringify(sort));
    await closePanel();
    equal(await walk('previousTask'), expected.split(' ').reverse().join(' '), JSON.stringify(sort));
  }
});

test('in a blind project no order tells A from B', async () => {
  await openJudged('queue-sorted');
  equal(await command('sortTasks', 'score1'), undefined);
  equal(await command('filterTasks', { sort: { by: 'score2' } }), undefined);
  const summary = await command<QueueSummary>('sortTasks', 'position');
  deepEqual(summary?.queue, {});
});

test('a sample is the same for its seed, and its seed is told', async () => {
  const touchstone = await openJudged('queue-sample');
  const drawn = async (argument: object | number): Promise<string> => {
    await command('clearFilter');
    await command('filterTasks', { states: ['to-score', 'draft', 'submitted', 'discarded'] });
    await closePanel();
    const summary = await command<QueueSummary>('sampleTasks', argument);
    equal(summary?.tasks, 3);
    return walk();
  };
  const first = await drawn({ n: 3, seed: 7 });
  equal(await drawn({ n: 3, seed: '7' }), first);
  const others: string[] = [];
  for (const seed of ['a', 'b', 'c']) others.push(await drawn({ n: 3, seed }));
  ok(others.some((other) => other !== first));
  const summary = await command<QueueSummary>('sampleTasks', 3);
  match(summary?.queue.sample?.seed ?? '', /^\d{1,4}$/);
  ok(summary?.title.includes(`sample of 3, seed ${summary.queue.sample?.seed}`));
  // Judging the sample does not change which tasks it has.
  await command('clearFilter');
  const open = await command<QueueSummary>('sampleTasks', { n: 8, seed: '1' });
  equal(open?.left, 4);
  await touchstone.annotate('q7', { score1: 1, score2: 1 }, 'submitted');
  const after = await command<QueueSummary>('sampleTasks', { n: 8, seed: '1' });
  deepEqual([after?.tasks, after?.left], [8, 3]);
  equal((await command<QueueSummary>('sampleTasks', 'all'))?.title, '');
});

test('the task that is judged keeps its place in an order by its own scores', async () => {
  const touchstone = await openJudged('queue-place');
  await command('filterTasks', { states: ['submitted', 'discarded'], sort: { by: 'gap', descending: true } });
  await closePanel();
  equal(await command('nextTask'), 'q0');
  await touchstone.annotate('q0', { score1: 1, score2: 1 }, 'submitted');
  equal(await command('nextTask'), 'q3', 'the next behind its former place, not behind the ties');
  for (const id of ['q0', 'q1', 'q4']) equal(await command('nextTask'), id, 'the ties');
  equal(await command('nextTask'), undefined, 'the end is told');
  equal(await command('nextTask'), 'q3', 'asked once more, it begins again');
});

test('a queue is remembered for each project, and one command shows all tasks again', async () => {
  await openJudged('queue-place');
  await command('filterTasks', { gap: { min: 2 } });
  await openSample();
  await until(
    'the sample has none',
    async () => (await command<QueueSummary>('filterTasks', {}))?.tasks === 12,
  );
  await openQueues('queue-place');
  const again = await command<QueueSummary>('sortTasks', 'position');
  deepEqual(again?.queue, { gap: { min: 2 } });
  deepEqual(await command('clearFilter'), { queue: {}, title: '', tasks: 8, left: 4 });
});

test('queues are kept in the project by name', async () => {
  await openJudged('queue-place');
  equal(await command('saveQueue', 'nothing'), undefined, 'no queue is chosen');
  await command('filterTasks', { flagged: true });
  equal(await command('saveQueue', 'Bad ones'), 'Bad ones');
  await command('clearFilter');
  deepEqual((await command<QueueSummary>('openQueue', 'Bad ones'))?.queue, { flagged: true });
  equal(await command('openQueue', 'Unknown'), undefined);
});

test('what is no queue is refused, and the one that was chosen stays', async () => {
  await openJudged('queue-place');
  await command('filterTasks', { flagged: true });
  for (const wrong of [{ states: ['unknown'] }, { guidelines: 'newer' }, { colour: 'red' }, 7])
    equal(await command('filterTasks', wrong), undefined, JSON.stringify(wrong));
  equal(await command('sampleTasks', { n: 0 }), undefined);
  equal(await command('sortTasks', { by: 'colour' }), undefined);
  deepEqual((await command<QueueSummary>('sortTasks', 'position'))?.queue, { flagged: true });
});

test('many are discarded at once and come back with one undo', async () => {
  const touchstone = await openJudged('queue-bulk');
  const states = async (): Promise<string> =>
    (await touchstone.tasks()).map(({ state }) => state.slice(0, 2)).join(' ');
  equal(await states(), 'su su dr di su to to to');
  const outcome = await command<BulkOutcome>('discardSelected', ['q0', 'q2', 'q3', 'q5', 'gone']);
  deepEqual(outcome, { taskIds: ['q0', 'q2', 'q5'], unchanged: 1, cancelled: false });
  equal(await states(), 'di su di di su di to to');
  await command('undo');
  equal(await states(), 'su su dr di su to to to');
  equal((await touchstone.annotation('q0'))?.score1, 7);
  await command('filterTasks', {
    states: ['to-score', 'submitted'],
    context: [{ column: 'topic', values: ['numbers'] }],
  });
  const all = await command<BulkOutcome>('discardQueue', { confirm: false });
  deepEqual(all?.taskIds, ['q1', 'q4', 'q7']);
  await command('undo');
  equal(await states(), 'su su dr di su to to to');
  deepEqual((await command<BulkOutcome>('reopen', ['q1', 'q3', 'q5']))?.taskIds, ['q1', 'q3']);
  equal(await states(), 'su dr dr dr su to to to');
  await command('undo');
  equal(await states(), 'su su dr di su to to to');
});

test('menus of a tree that is being redrawn do nothing to many, either', async () => {
  const touchstone = await openJudged('queue-bulk');
  for (const name of ['discardSelected', 'reopen', 'generateSelected', 'pushSelected'])
    equal(await command(name, undefined, undefined), undefined, name);
  equal((await touchstone.annotation('q0'))?.status, 'submitted');
});

test('the tree’s labels show where a text was found', async () => {
  await openJudged('queue-bulk');
  const worker = vscode.Uri.joinPath(extension().extensionUri, 'dist', 'store-worker.js').fsPath;
  const store = await openStore(join(ownFolder(), 'queue-bulk'), { worker });
  try {
    const marked = async (text: string): Promise<[string, string[]][]> =>
      (await store.listTasks('nobody', { text, snippets: true, limit: 2 })).map((task) => {
        const { label } = taskItem(task, true);
        ok(typeof label === 'object');
        const at = (label.highlights ?? []).map(([start, end]) => label.label.slice(start, end));
        return [label.label, at];
      });
    deepEqual((await marked('NAIVE integer'))[0]?.[1], ['naïve', 'integer']);
    const [inResponse] = await marked('undefined_pecu');
    match(inResponse?.[0] ?? '', /^f: .*undefined_peculiarity/);
    deepEqual(inResponse?.[1], ['undefined_peculiarity']);
    equal((await marked('nowhere')).length, 0);
  } finally {
    await store.close();
  }
});

test('an order that the project names is the one to begin with, by a seed that stays', async () => {
  await openQueues('q-order-random', { order: 'random' });
  const first = await command<QueueSummary>('filterTasks', {});
  match(first?.title ?? '', /^sorted at random, seed [0-9a-f]{6}$/);
  const all = await command<QueueSummary>('clearFilter');
  equal(all?.title, '');
  await openQueues('q-order-plain');
  equal((await command<QueueSummary>('filterTasks', {}))?.title, '');
  await openQueues('q-order-random', { order: 'random' });
  equal((await command<QueueSummary>('filterTasks', {}))?.title, '', 'the order of loading was chosen');
});

test('“Next” follows the order that a project begins with, though nothing was chosen', async () => {
  await openQueues('q-order-next', { order: 'random' });
  const walk = async (): Promise<(string | undefined)[]> => {
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < 8; i++) seen.push(await command<string>('nextTask'));
    return seen;
  };
  const seen = await walk();
  deepEqual(seen.toSorted(), ['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7']);
  // The same order, chosen now.
  match((await command<QueueSummary>('filterTasks', {}))?.title ?? '', /^sorted at random/);
  deepEqual(await walk(), seen);
  await command('clearFilter');
  const loaded = await walk();
  const at = loaded.indexOf('q0');
  deepEqual([...loaded.slice(at), ...loaded.slice(0, at)], seen.toSorted());
});

test('the most informative next: a draw that is kept, and every task comes once', async () => {
  const touchstone = await openQueues('q-informative');
  await command('clearFilter');
  const sorted = await command<QueueSummary>('sortTasks', 'informative');
  equal(sorted?.title, 'most informative next');
  const seen: string[] = [];
  for (let i = 0; i < 8; i++) {
    const id = (await command<string>('nextTask')) ?? '';
    seen.push(id);
    await touchstone.annotate(id, { score1: 3, score2: 2 }, 'submitted');
  }
  deepEqual(seen.toSorted(), ['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7']);
  equal(await command<string>('nextTask'), undefined, 'nothing is left');
  const path = join(ownFolder(), 'drawn.jsonl');
  await command('export', { format: 'jsonl', path });
  const rows = readFileSync(path, 'utf8').trim().split('\n');
  const chances = rows.map((row) => (JSON.parse(row) as { draw_probability: number }).draw_probability);
  equal(chances.length, 8);
  ok(
    chances.every((chance) => chance > 0 && chance <= 1),
    chances.join(' '),
  );
  await command('clearFilter');
});
