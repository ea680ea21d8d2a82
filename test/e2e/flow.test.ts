import { deepEqual, equal, ok } from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { each } from '../each.ts';
import { openWorkbench, type Workbench } from '../host/harness/index.mjs';
import { startOpenAi } from '../servers/inference/openai.ts';
import type { TestServer } from '../servers/inference/server.ts';
import { extensionHostThread } from './support/hostThread.ts';
import { need, Person } from './support/person.ts';
import { stepsOf } from './support/steps.ts';
import { Traffic } from './support/traffic.ts';
import { eventually, keysWork } from './support/wait.ts';

/** What an act costs, counted in the log of the extension itself: statements of the store, messages of the page, drawings of the tree. */

const checks = [1, 2, 3, 4, 5].map((n) => `assert f(${n}) == ${n + 1}`);
const noisy = `import sys, time
def f(x):
    end = time.monotonic() + 2
    while time.monotonic() < end:
        for _ in range(50):
            print("a line of a program that prints very much, " * 2)
        sys.stdout.flush()
        time.sleep(0.05)
    return x + 1`;
const right = 'def f(x):\n    return x + 1';

let folder: string;
let workbench: Workbench;
let models: TestServer;
let me: Person;
let traffic: Traffic;

/** A project in a folder of its own. */
function project(name: string, config: Record<string, unknown>, tasks: Record<string, unknown>[]): void {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'guidelines.md'), 'Read both.\n');
  writeFileSync(join(home, 'tasks.jsonl'), tasks.map((task) => JSON.stringify(task)).join('\n'));
  const criteria = ['documentation', 'example', 'correctness'].map((id) => ({ id, title: id, max: 3 }));
  writeFileSync(
    join(home, 'touchstone.json'),
    JSON.stringify({ name, guidelines: 'guidelines.md', rubric: { criteria }, blind: true, ...config }),
  );
}

const markdown = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;
const recorded = {
  instruction: 'instruction',
  id: 'id',
  generations: ['a', 'b'],
  tests: 'tests',
  language: 'language',
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-flow-'));
  models = await startOpenAi({ pieces: ['```python\n', right, '\n```'] });
  const named = ['one', 'two'].map((name) => ({
    name,
    provider: 'openai',
    url: `${models.url}/v1`,
    chatTemplate: 'none',
  }));
  const both = [
    { name: 'one', provider: 'openai', url: models.url },
    { name: 'two', provider: 'openai', url: models.url },
  ];
  const few = Array.from({ length: 4 }, (_, i) => ({
    id: `few${i}`,
    instruction: `Write number ${i}.`,
    language: 'python',
    a: markdown(right),
    b: markdown(right),
    tests: checks,
  }));
  project('1-few', { models: both, tasks: { source: 'file', path: 'tasks.jsonl', columns: recorded } }, few);
  const many = Array.from({ length: 50 }, (_, n) => `assert f(${n}) == ${n + 1}`);
  const loud = {
    id: 'loud',
    instruction: 'Print.',
    language: 'python',
    a: markdown(noisy),
    b: markdown(noisy),
    tests: many,
  };
  project('2-loud', { models: both, tasks: { source: 'file', path: 'tasks.jsonl', columns: recorded } }, [
    loud,
  ]);
  const asked = Array.from({ length: 1000 }, (_, i) => ({
    id: `asked${i}`,
    instruction: `Write number ${i}.`,
  }));
  const columns = { instruction: 'instruction', id: 'id' };
  project('3-asked', { models: named, tasks: { source: 'file', path: 'tasks.jsonl', columns } }, asked);
  workbench = await openWorkbench({
    vsix: need('TOUCHSTONE_VSIX'),
    folder,
    logLevel: 'touchstone.touchstone=trace',
    settings: { 'touchstone.generation.concurrency': 16 },
  });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'flow');
  traffic = new Traffic(() => workbench.extHostLog());
});

after(async () => {
  await workbench?.close();
  await models?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The panel with this task. */
async function opened(title: string): Promise<FrameLocator> {
  await me.row(title).click();
  const frame = await me.review();
  await frame.getByRole('heading', { name: title }).waitFor();
  // What is found out in the background when the first task is opened is told, too.
  for (const found of ['Sandboxed', /comments on/])
    await frame.getByText(found).first().waitFor({ state: 'attached' });
  return frame;
}

test('an act costs what it is worth', { timeout: 500_000 }, async (t) => {
  const { page } = workbench;
  const step = stepsOf(t, me, workbench);
  const costsLittle = async (digit: string, where = ''): Promise<void> => {
    await traffic.begin();
    await page.keyboard.press(digit);
    await eventually('it is saved', async () =>
      traffic.since().some((line) => /^page review in saveDraft/.test(line)),
    );
    await traffic.quiet();
    const seen = traffic.since();
    const cost = traffic.statements(seen);
    t.diagnostic(`digit ${digit} ${where}: ${cost.total} statements (${cost.calls.join(', ')})`);
    ok(each(cost.calls, 'call').some((call) => call.startsWith('act ')));
    ok(cost.total <= 15, `${cost.total} statements: ${cost.calls.join(', ')}`);
    deepEqual(traffic.messages(seen, 'in'), ['saveDraft']);
    deepEqual(traffic.messages(seen, 'out'), ['saveDraft']);
  };

  await step('a digit: few statements, one answer, no snapshot', async () => {
    await me.openTouchstone();
    await me.row('Write number 0').waitFor();
    let frame = await opened('Write number 0');
    await keysWork(page, frame);
    // The first of a task makes a draft of it; on the second task less is known than on the one that was opened first.
    for (const [digit, task] of [
      ['1'],
      ['2'],
      ['1', 'Write number 2'],
      ['2'],
      ['1', 'Write number 0'],
    ] as const) {
      if (task) {
        frame = await opened(task);
        await keysWork(page, frame);
      }
      await costsLittle(digit, task);
    }
  });

  const queues = [
    ['words', 'Write number', undefined, '“Write number”'],
    // What is looked for is in the responses alone.
    ['words and a state', 'return x', 'to score', 'to score'],
  ] as const;
  for (const [kind, words, state, message] of queues)
    await step(`a digit in a queue chosen by ${kind} costs as little`, async () => {
      await me.command('Filter Tasks…');
      await me.quickInput('Type words to look for');
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
      const shown = page.locator('.pane-body .message');
      await shown.filter({ hasText: `“${words}”` }).waitFor();
      if (state) {
        await me.command('Filter Tasks…');
        await me.quickInput('Type words to look for');
        await me.choose('State');
        await me.quickInput('Which states?');
        await page.keyboard.type(state);
        await page.keyboard.press('Enter');
        await me.quickInput('Type words to look for');
        await page.keyboard.press('Enter');
      }
      await shown.filter({ hasText: message }).waitFor();
      const open = page.locator('.pane-body .monaco-list-row', { hasText: /Write number (?:1|3)/ }).first();
      const title = /Write number \d/.exec(await open.innerText())?.[0] ?? '';
      await keysWork(page, await opened(title));
      for (const digit of ['1', '2']) await costsLittle(digit, `${title} in the queue`);
      await me.command('Show All Tasks');
      await shown.filter({ hasText: message }).waitFor({ state: 'detached' });
    });

  await step('R with 12 runs: one command, few transactions, two snapshots', async () => {
    await keysWork(page, await opened('Write number 0'));
    await traffic.begin();
    await page.keyboard.press('r');
    const frame = await me.review();
    await frame.locator('.facts-of.tests .fact', { hasText: '5/5' }).nth(1).waitFor({ timeout: 60_000 });
    await traffic.quiet();
    const seen = traffic.since();
    // Those that agree and pass are one row.
    await frame.locator('.fold-row .row-button').evaluate((button: HTMLElement) => button.click());
    const outcomes = frame.locator('.runs-table tbody .outcome').filter({ hasText: /^(ran|passed)$/ });
    equal(await outcomes.count(), 12);
    const writes = traffic.statements(seen).calls.filter((call) => call.startsWith('putRun'));
    const states = traffic.messages(seen, 'out').filter((name) => name === 'state');
    t.diagnostic(`R: ${writes.length} transactions, ${states.length} snapshots`);
    deepEqual(
      seen.filter((line) => line.startsWith('command ')),
      ['command runBoth'],
    );
    ok(writes.length <= 3 && writes.length > 0, `${writes.length} transactions`);
    ok(states.length <= 2 && states.length > 0, `${states.length} snapshots`);
  });

  await step('a submit: one message out, two back', async () => {
    const frame = await me.review();
    await keysWork(page, frame);
    for (const digit of '332332') await page.keyboard.press(digit);
    await traffic.begin();
    await page.keyboard.press('Enter');
    await frame.getByText('Write number 1').first().waitFor();
    await traffic.quiet();
    const seen = traffic.since();
    t.diagnostic(
      `submit: in ${traffic.messages(seen, 'in').join()}, out ${traffic.messages(seen, 'out').join()}`,
    );
    deepEqual(traffic.messages(seen, 'in'), ['submit']);
    deepEqual(traffic.messages(seen, 'out').slice(0, 1), ['submit']);
    ok(traffic.messages(seen, 'out').length <= 2, traffic.messages(seen, 'out').join());
  });

  await step('guidelines that are saved are read once and shown once', async () => {
    const file = join(folder, '1-few', 'guidelines.md');
    await traffic.begin();
    appendFileSync(file, 'Then judge.\n');
    await eventually('they are read', async () => traffic.since().includes('project read'));
    await traffic.quiet();
    const seen = traffic.since();
    deepEqual(seen.filter((line) => line === 'project read').length, 1);
    deepEqual(traffic.messages(seen, 'out').filter((name) => name === 'state').length, 1);
    deepEqual(
      seen.filter((line) => line.startsWith('tree drawn')),
      [],
    );
    // The same again changes nothing.
    writeFileSync(file, readFileSync(file));
    await eventually(
      'they are read again',
      async () => traffic.since().filter((line) => line === 'project read').length === 2,
    );
    await traffic.quiet();
    deepEqual(traffic.messages(traffic.since(), 'out').filter((name) => name === 'state').length, 1);
  });

  await step('a program that prints very much', async () => {
    await me.command('Select Project…');
    await me.choose('2-loud', 'Which project?');
    await me.row('Print.').click();
    const frame = await me.review();
    await keysWork(page, frame);
    await traffic.begin();
    const thread = extensionHostThread(workbench.serverPid);
    const share = async (): Promise<number> => {
      const began = { at: performance.now(), cpu: thread() };
      await eventually('for a while', async () => performance.now() - began.at > 5000, 30_000);
      return ((thread() - began.cpu) / (performance.now() - began.at)) * 1000;
    };
    // What VS Code does in this thread by itself, and what a busy machine makes of it, is not the program's.
    const idle = await share();
    const from = performance.now();
    await page.keyboard.press('r');
    await eventually('it prints', async () => traffic.messages(traffic.since(), 'out').includes('runs'));
    const shares = [await share(), await share(), await share()].map((busy) => busy - idle);
    const bytes = (traffic.bytes(traffic.since(), 'out') / (performance.now() - from)) * 1000;
    const shown = shares.map((busy) => `${(busy * 100).toFixed(1)} %`).join(', ');
    t.diagnostic(
      `${Math.round(bytes / 1000)} kB/s to the page, ${shown} of the host's thread (idle ${(idle * 100).toFixed(1)} %)`,
    );
    ok(bytes <= 100_000, `${Math.round(bytes)} bytes a second`);
    ok(Math.min(...shares) <= 0.05, shown);
    await frame.getByRole('button', { name: /^Stop/ }).first().click();
  });

  await step('Generate All over 1,000 tasks never redraws the root of the tree', async () => {
    await me.command('Select Project…');
    await me.choose('3-asked', 'Which project?');
    await me.row('To generate').waitFor();
    await traffic.begin();
    await me.command('Generate All');
    await me.row(/To score.*1000/).waitFor({ timeout: 240_000 });
    await traffic.quiet();
    const drawn = traffic.since().filter((line) => line.startsWith('tree drawn'));
    t.diagnostic(`the tree was drawn ${drawn.length} times, in part`);
    ok(drawn.length > 0);
    deepEqual(
      drawn.filter((line) => line === 'tree drawn: all'),
      [],
    );
  });
});
