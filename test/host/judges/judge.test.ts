import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InsightsState } from '../../../src/protocol/insightsMessages.ts';
import type { JudgedTasks } from '../../../src/ui/judge/judgeController.ts';
import { startOpenAi, streamAnswer } from '../../servers/inference/openai.ts';
import { api, ownFolder, sampleFolder } from '../support/extension.ts';
import { after, test, until } from '../support/harness.ts';
import { command, otherWindow } from '../support/recorded.ts';

const criteria = ['documentation', 'example', 'correctness'];

/** A judge that gives "good" all points and the rest none, prefers what it reads first, and has nothing to say of "odd". */
const server = startOpenAi({
  async before(request, response) {
    if (!request.path.endsWith('/chat/completions')) return false;
    const { messages } = request.body as { messages: { content: string }[] };
    const prompt = messages[0]?.content ?? '';
    const text = /<response-([0-9a-f]+)>\n([\s\S]*)\n<\/response-\1>/.exec(prompt)?.[2];
    const points = text?.includes('good') ? [2, 2, 3] : [0, 0, 0];
    const scores = criteria.map((id, i) => [id, { reason: `Because of ${text}.`, points: points[i] }]);
    const answer = prompt.includes('"winner"')
      ? { reason: 'First.', winner: 'first' }
      : (Object.fromEntries(scores) as object);
    await streamAnswer(
      response,
      true,
      [text?.includes('odd') ? 'No idea.' : JSON.stringify(answer)],
      request.body,
    );
    return true;
  },
});
after(async () => (await server).stop());

async function openJudging(name: string, responses: readonly [string, string][]): ReturnType<typeof api> {
  const folder = join(ownFolder(), name);
  mkdirSync(folder, { recursive: true });
  const sample = JSON.parse(readFileSync(join(sampleFolder(), 'touchstone.json'), 'utf8')) as object;
  const columns = { instruction: 'instruction', id: 'id', generations: ['a', 'b'] };
  const { url } = await server;
  const config = {
    ...sample,
    ...{ name, tasks: { source: 'file', path: 'tasks.jsonl', columns } },
    judges: [{ id: 'strict', name: 'some-model', provider: 'openai', url }],
  };
  const rows = responses.map(([a, b], i) => ({ id: `j${i}`, instruction: `Write number ${i}.`, a, b }));
  writeFileSync(join(folder, 'guidelines.md'), 'Judge.');
  writeFileSync(join(folder, 'tasks.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  const touchstone = await api();
  await touchstone.openProject(vscode.Uri.file(folder));
  return touchstone;
}

test('one task, many, all: judges are asked for what is missing, and what came is told', async () => {
  await openJudging('judge-all', [
    ['good', 'bad'],
    ['odd', 'good'],
    ['bad', 'bad'],
  ]);
  const one = await command<JudgedTasks>('judge', 'j0');
  deepEqual([one?.suggestions, one?.comparisons, one?.failed], [2, 2, 0]);
  const all = await command<JudgedTasks>('judge', { tasks: 'all' });
  deepEqual([all?.suggestions, all?.comparisons, all?.kept, all?.failed], [3, 4, 4, 1]);
  deepEqual(all?.reasons, [{ message: 'The answer holds no JSON object.', count: 1 }]);
  deepEqual([all.ended, all.cancelled, all.skipped], [[], false, 0]);
  equal((await command<JudgedTasks>('judge', { tasks: ['j0'], again: true }))?.suggestions, 2);
  equal(await command('judge', { tasks: 'none' }), undefined, 'what cannot be meant is refused');

  const store = await otherWindow('judge-all');
  try {
    const [first, second] = await store.suggestions('j0');
    deepEqual([first?.agent, first?.value], ['strict', { documentation: 2, example: 2, correctness: 3 }]);
    deepEqual(second?.value, { documentation: 0, example: 0, correctness: 0 });
    match(first?.reasons?.['example'] ?? '', /^Because of good/);
    equal((await store.judgements('j0')).length, 4);
    deepEqual(
      (await store.judgeFailures()).map(({ taskId, attempts }) => [taskId, attempts]),
      [['j1', 3]],
    );
  } finally {
    await store.close();
  }
  const sent = JSON.stringify((await server).requests);
  const { models } = JSON.parse(readFileSync(join(ownFolder(), 'judge-all', 'touchstone.json'), 'utf8')) as {
    models: { name: string }[];
  };
  ok(models.length === 2 && models.every(({ name }) => !sent.includes(name)), 'no model is named to a judge');
});

test('the insights hold the judge against what people said', async () => {
  const responses = Array.from({ length: 9 }, (_, i): [string, string] =>
    i % 2 ? ['good', 'bad'] : ['bad', 'good'],
  );
  const touchstone = await openJudging('judge-insights', responses);
  await command('judge', { tasks: 'all' });
  for (let i = 0; i < 8; i++)
    await touchstone.annotate(`j${i}`, { score1: i % 2 ? 7 : 0, score2: i % 2 ? 0 : 6 }, 'submitted');
  const { sections } = (await command<InsightsState>('openInsights')) ?? {};
  const judge = sections?.find(({ id }) => id === 'judge');
  match(
    judge?.sentence ?? '',
    /^strict gave 75 % of the scores of 8 tasks as people did, 100 % within 1 point\./,
  );
  ok(sections?.some(({ id }) => id === 'judgeBias'));
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

test('the prompt opens as a new file with our own words, and counts once it is saved', async () => {
  await openJudging('judge-prompt', [['good', 'bad']]);
  const file = await command<string>('editJudgePrompt');
  equal(file, join(ownFolder(), 'judge-prompt', 'judge.md'));
  const editor = await until(
    'it is open',
    () =>
      vscode.window.activeTextEditor?.document.getText().includes('{{response}}') &&
      vscode.window.activeTextEditor,
  );
  ok(editor && !existsSync(file ?? ''), 'nothing is written before it is saved');
  writeFileSync(file ?? '', editor.document.getText().replace('careful, strict', 'lenient'));
  const before = (await server).requests.length;
  await command('judge', 'j0');
  const asked = JSON.stringify((await server).requests.slice(before));
  ok(asked.includes('You are a lenient reviewer'));
  writeFileSync(file ?? '', 'Give points.');
  equal(await command('judge', 'j0'), undefined, 'a prompt without its parts is refused');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
});
