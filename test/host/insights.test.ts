import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InsightsState } from '../../src/protocol/insightsMessages.ts';
import type { QueueSummary } from '../../src/ui/queue/queues.ts';
import { api, ownFolder, sampleFolder } from './support/extension.ts';
import { test, until } from './support/harness.ts';
import { command } from './support/recorded.ts';

/** Ten recorded tasks `i0` … `i9`, every second one in Go. All are scored: Response 1 is better by 3, in `i9` they are equal. */
async function openJudged(
  name: string,
  last = 10,
  [first, second]: readonly [string, string] = ['alpha', 'beta'],
): ReturnType<typeof api> {
  const folder = join(ownFolder(), name);
  mkdirSync(folder, { recursive: true });
  const sample = JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as object;
  const columns = { instruction: 'instruction', id: 'id', generations: ['a', 'b'], language: 'language' };
  const models = [
    { name: `maker/${first}`, provider: 'hf-inference' },
    { name: `maker/${second}`, provider: 'hf-inference' },
  ];
  const config = {
    ...sample,
    name,
    blind: true,
    models,
    tasks: { source: 'file', path: 'tasks.jsonl', columns },
  };
  const rows = Array.from({ length: 10 }, (_, i) => ({
    id: `i${i}`,
    instruction: `Write number ${i}.`,
    language: i % 2 ? 'go' : 'python',
    a: 'first',
    b: 'second',
  }));
  writeFileSync(join(folder, 'guidelines.md'), 'Judge.');
  writeFileSync(join(folder, 'tasks.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  const touchstone = await api();
  await touchstone.openProject(vscode.Uri.file(folder));
  for (let i = 0; i < last; i++)
    await touchstone.annotate(`i${i}`, { score1: i === 9 ? 4 : 6, score2: i === 9 ? 4 : 3 }, 'submitted');
  return touchstone;
}

const openInsights = async (argument?: object): Promise<InsightsState> => {
  const state = await command<InsightsState>('openInsights', ...(argument ? [argument] : []));
  ok(state, 'the command has failed');
  return state;
};

const isOpen = (): boolean =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith('touchstone.insights'),
    );

test('insights open, follow a filter, and a mark’s tasks become the queue', async () => {
  await openJudged('insights-all');
  const all = await openInsights();
  await until('the page is there', isOpen);
  match(all.counts, /^10 tasks judged · 10 answers · 1 annotator$/);
  ok(all.sections.length >= 3);
  deepEqual(all.models, ['maker/alpha', 'maker/beta'], 'nothing is left to score');

  const go = await openInsights({ choose: { language: 'go' } });
  match(go.counts, /^5 tasks judged/);
  equal(go.filters.find(({ id }) => id === 'language')?.value, 'go');
  match(go.sections[0]?.verdict.text ?? '', /^Too few tasks$/);

  const back = await openInsights({ choose: { language: '' }, tasks: 'wins.tied' });
  match(back.counts, /^10 tasks judged/);
  const summary = await command<QueueSummary>('sortTasks', 'position');
  equal(summary?.title, 'ties (1)');
  deepEqual(summary?.queue.among?.ids, ['i9']);
  await openInsights({ tasks: 'wins.won' });
  equal(await command<string>('nextTask'), 'i1', 'i0 was opened, and "Next" goes on from it');
  await command('clearFilter');
});

test('a blind project names no model while something is left to score', async () => {
  const touchstone = await openJudged('insights-blind', 9);
  const hidden = await openInsights();
  deepEqual(hidden.models, ['Model 1', 'Model 2']);
  match(hidden.blind?.text ?? '', /until nothing is left to score \(1 now\)/);
  ok(!JSON.stringify(hidden).includes('maker/'), 'no name anywhere');
  await touchstone.annotate('i9', { score1: 4, score2: 4 }, 'submitted');
  const shown = await until('the last answer counts', async () => {
    const state = await openInsights();
    return state.counts.startsWith('10 tasks') ? state : undefined;
  });
  deepEqual(shown.models, ['maker/alpha', 'maker/beta']);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('models of several projects are ranked together, by number where a blind one has something left to score', async () => {
  await openJudged('insights-third', 10, ['beta', 'gamma']);
  await openJudged('insights-several');
  const third = join(ownFolder(), 'insights-third');
  const elsewhere = join(ownFolder(), 'insights-nothing');
  mkdirSync(elsewhere, { recursive: true });
  const state = await openInsights({ projects: [third, elsewhere, join(ownFolder(), 'insights-several')] });
  deepEqual(
    state.projects?.map(({ name, isCompared }) => [name, isCompared]),
    [
      ['insights-third', true],
      ['insights-nothing', false],
    ],
    'the open project is not compared with itself',
  );
  const best = state.sections.find(({ id }) => id === 'best');
  ok(best, 'it stands among the sections');
  const grid = best.charts.map(({ chart }) => chart).find((chart) => chart.kind === 'grid');
  deepEqual(grid?.rows.toSorted(), ['maker/alpha', 'maker/beta', 'maker/gamma']);
  match(best.method, /10 tasks of 2 projects, 10 of them judged in more than one/);
  const link = grid?.cells.flat().find((cell) => cell.link !== undefined)?.link;
  await openInsights({ tasks: link ?? '' });
  const summary = await command<QueueSummary>('sortTasks', 'position');
  equal(summary?.title, 'tasks of several projects (9)');
  await command('clearFilter');

  await openJudged('insights-half', 9, ['beta', 'gamma']);
  const half = await openInsights({ projects: [join(ownFolder(), 'insights-several')] });
  const hidden = JSON.stringify(half.sections.find(({ id }) => id === 'best'));
  match(hidden, /Model 1/);
  ok(!hidden.includes('maker/gamma') && hidden.includes('maker/alpha'));
  const without = await openInsights({ projects: [] });
  equal(without.projects, undefined);
  ok(!without.sections.some(({ id }) => id === 'best'));
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('what is asked for in the wrong way is refused', async () => {
  equal(await command('openInsights', { choose: 3 }), undefined);
  equal(await command('openInsights', { tasks: 'no such mark' }), undefined);
});
