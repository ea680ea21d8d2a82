import { deepEqual, doesNotMatch, equal, ok } from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { openWorkbench, runCommand, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { eventually, keysWork } from './support/wait.ts';
import { each } from '../each.ts';

/** Texts of datasets, models and programs do nothing in the workbench but be read. */

const repo = join(import.meta.dirname, '..', '..');
const corpus = (name: string): unknown =>
  JSON.parse(readFileSync(join(repo, 'test', 'corpora', 'hostile', `${name}.json`), 'utf8'));
const { markdown } = corpus('markdown') as { markdown: { name: string; text: string }[] };
const { prints } = corpus('terminal') as { prints: { name: string; code: string; shown: string }[] };

const link = '[click](command:workbench.action.terminal.new)';
const perTask = 8;
/** Ids are kept as they are, so they hold what can be stored: no NUL, no half characters. */
const ids = markdown
  .map(({ text }) => text)
  .filter((text) => text.isWellFormed() && !/\0/.test(text) && text.length < 120);
const groups = Array.from({ length: Math.ceil(markdown.length / perTask) }, (_, n) =>
  markdown.slice(n * perTask, (n + 1) * perTask).map(({ text }) => text),
);

function rows(): Record<string, string>[] {
  const hostile = groups.map((texts, n) => ({
    id: ids[n] ?? `hostile-${n}`,
    task: texts[n % texts.length] ?? '',
    one: texts.join('\n\n'),
    two: texts.toReversed().join('\n\nand\n\n'),
    note: texts.at(-1) ?? '',
    '<img src=x onerror=window.pwned=1>': texts[0] ?? '',
  }));
  const program = (file: string): string =>
    [
      '```python',
      'import sys',
      ...prints.map(({ code }) => `print("${code}", file=sys.${file})`),
      `print("the end of ${file}", file=sys.${file})`,
      '```',
    ].join('\n');
  const escapes = {
    id: 'escapes',
    task: 'Write `escapes()`.',
    one: program('stdout'),
    two: program('stderr'),
    note: '',
  };
  return [
    ...hostile,
    escapes,
    // Twice the same id: a warning that names it.
    { ...escapes, id: link },
    { ...escapes, id: link },
  ];
}

let folder: string;
let workbench: Workbench;
let me: Person;
/** What must not happen, as it happened. */
const happened: string[] = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-hostile-'));
  const sample = join(repo, 'media', 'sample');
  cpSync(join(sample, 'guidelines.md'), join(folder, 'guidelines.md'));
  const config = JSON.parse(readFileSync(join(sample, 'touchstone.json'), 'utf8')) as Record<string, unknown>;
  config['name'] = link;
  config['tasks'] = {
    source: 'file',
    path: 'tasks.jsonl',
    columns: { instruction: 'task', id: 'id', generations: ['one', 'two'] },
  };
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  writeFileSync(
    join(folder, 'tasks.jsonl'),
    rows()
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  workbench = await openWorkbench({
    vsix: need('TOUCHSTONE_VSIX'),
    folder,
    // Rows of the terminal as elements, to be read.
    settings: { 'terminal.integrated.gpuAcceleration': 'off' },
  });
  const { page, context } = workbench;
  page.setDefaultTimeout(20_000);
  me = new Person(page, 'hostile');
  const own = new URL(workbench.url).host;
  page.on('dialog', (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) happened.push(`navigation: ${frame.url()}`);
  });
  context.on('page', (popup) => happened.push(`popup: ${popup.url()}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.host !== own && !isOwnFile(url))
      happened.push(`request: ${request.url()}`);
  });
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('hostile texts do nothing in the workbench', { timeout: 400_000 }, async (t) => {
  const { page } = workbench;
  const total = groups.length + 2;
  const step = (name: string, play: () => Promise<void>): Promise<void> =>
    t.test(name, async () => {
      try {
        await play();
      } catch (error) {
        await me.failurePicture(`hostile-${name}`);
        throw error;
      }
    });

  await step('the corpora are big enough', async () => {
    ok(markdown.length >= 40);
    await me.openTouchstone();
    await page
      .locator('.statusbar-item', { hasText: `0/${total}` })
      .first()
      .waitFor();
  });

  await step('the tree shows text only', async () => {
    await me.row('To score').waitFor();
    const tree = page.locator('.pane-body .monaco-list-rows').first();
    await eventually(
      'all rows are there',
      async () => (await tree.locator('.monaco-list-row').count()) >= total + 1,
    );
    equal(await tree.locator('img, script, iframe, object, style, svg, form').count(), 0);
    equal(await tree.locator('a[href]:not([href=""])').count(), 0);
    for (const row of [1, 2, 3, 4, 5]) {
      const hover = await me.tooltip(tree.locator('.monaco-list-row').nth(row), /·\s+To score/);
      equal(await hover.locator('img, script, iframe, svg, a[href], a[data-href]').count(), 0);
      await page.mouse.move(700, 12);
      await hover.waitFor({ state: 'detached' });
    }
    await assertQuiet();
  });

  await step('the panel shows every text and does nothing', async () => {
    let links = 0;
    for (let n = 1; n <= groups.length; n++) {
      await page.locator('.pane-body .monaco-list-row').nth(n).click();
      const frame = await me.review();
      await frame.getByTitle(`Task ${n} of ${total}`).first().waitFor();
      // Rendered for good: the last of the page's parts has the task's texts too.
      await eventually('the texts are there', async () => {
        const texts = await frame.locator('.response').allInnerTexts();
        return texts.length === 2 && texts.every((text) => text.trim() !== '');
      });
      links += await clickEverything(frame);
      await assertQuiet();
    }
    ok(links > 0, 'the texts have links');
    equal(await page.locator('.terminal-tabs-entry, .terminal-wrapper').count(), 0, 'no link ran a command');
  });

  await step('the list of tasks and the guidelines of a stranger show text only', async () => {
    await me.command('Open Task…');
    await me.quickInput('Which task?');
    const list = page.locator('.quick-input-list');
    await list.locator('.monaco-list-row').nth(3).waitFor();
    equal(await list.locator('img, script, iframe, svg, a[href]').count(), 0);
    await page.keyboard.press('Escape');
    await assertQuiet();
  });

  await step('a notification has no links of the dataset', async () => {
    await me.command('Load Tasks');
    const told = me.notification('Skipped 1 row with errors');
    await told.waitFor();
    ok((await told.innerText()).includes('click'), 'it names the id');
    equal(await told.locator('.notification-list-item-message a').count(), 0);
    await assertQuiet();
  });

  await step('terminal escapes are marks in the terminal and in the panel', async () => {
    await page.evaluate(() => navigator.clipboard.writeText('clean'));
    await me.row('escapes').click();
    const frame = await me.review();
    await frame
      .getByTitle(`Task ${groups.length + 1} of ${total}`)
      .first()
      .waitFor();
    const ended = frame.locator('.runs-table tbody tr:first-child .outcome').filter({ hasText: /^ran$/ });
    await keysWork(page, frame);
    await page.keyboard.press('r');
    await ended.nth(1).waitFor({ state: 'attached' });
    await page.keyboard.press('Control+`');
    // VS Code may add a shell of its own.
    const tabs = page.locator('.terminal-tabs-entry:visible', { hasText: /Response [AB]/ });
    await tabs.nth(1).waitFor();
    await runCommand(page, 'View: Toggle Maximized Panel'); // high enough for all the lines
    const streams = [await readTerminal('Response A'), await readTerminal('Response B')];
    deepEqual(streams.sort(), ['stderr', 'stdout']);
    await runCommand(page, 'View: Toggle Maximized Panel');
    const names = await tabs.allInnerTexts();
    equal(names.length, 2);
    for (const name of names) doesNotMatch(name, /pwned/);
    deepEqual(names.map((name) => /Response [AB]/.exec(name)?.[0]).sort(), ['Response A', 'Response B']);
    doesNotMatch(await page.title(), /pwned/);
    equal(await page.evaluate(() => navigator.clipboard.readText()), 'clean');

    await frame.getByRole('button', { name: /^Checks/ }).click();
    await frame.getByRole('button', { name: 'The program itself' }).click();
    const outputs = frame.locator('.outputs pre');
    await eventually('the output of both is shown', async () => (await outputs.count()) === 2);
    for (const text of await outputs.allTextContents()) {
      for (const { name, shown } of each(prints)) ok(text.includes(shown), name);
      // eslint-disable-next-line no-control-regex
      doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
    await assertQuiet();
  });

  await step('the workbench still answers', async () => {
    await me.command('Next Task to Score');
    const frame = await me.review();
    await frame.getByTitle(`Task ${total} of ${total}`).first().waitFor();
    await assertQuiet();
  });

  /** Opens the terminal of a response, and finds every escape in it as marks. Resolves to the stream that it shows. */
  async function readTerminal(title: string): Promise<string> {
    let text = '';
    let stream: string | undefined;
    const entry = page.locator('.terminal-tabs-entry:visible', { hasText: title });
    await entry.click({ position: { x: 8, y: 8 } }); // beside its buttons
    await eventually(`the terminal of ${title} shows its output`, async () => {
      text = (await page.locator('.terminal-wrapper.active .xterm-rows').innerText()).replaceAll(
        '\u00a0',
        ' ',
      );
      stream = /the end of (\w+)/.exec(text)?.[1];
      return stream !== undefined;
    });
    // A long line may be broken in two.
    const joined = text.replaceAll('\n', '');
    for (const { name, shown } of each(prints)) ok(joined.includes(shown), `${stream}: ${name}`);
    return stream ?? '';
  }
});

/** The page's own scripts and styles, which VS Code's service worker answers for: they never leave the browser. */
function isOwnFile(url: URL): boolean {
  const file = /\/extensions\/touchstone\.touchstone-[\d.]+\/dist\/webview\/[\w/.-]+$/;
  return url.host.endsWith('.vscode-resource.vscode-cdn.net') && file.test(url.pathname);
}

/** Presses every link that the page made of the texts, but those that may open a browser. Resolves to the number of all links. */
async function clickEverything(frame: FrameLocator): Promise<number> {
  return frame.locator('body').evaluate(() => {
    const links = document.querySelectorAll<HTMLElement>('.markdown a, .task-text a');
    for (const node of links) {
      if (/^(https?|mailto):/.test(node.dataset['href'] ?? '')) continue;
      for (const type of ['click', 'auxclick'])
        node.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
    }
    return links.length;
  });
}

async function assertQuiet(): Promise<void> {
  const { page } = workbench;
  let looked = 0;
  for (const frame of page.frames()) {
    const set = await frame
      .evaluate(() => 'pwned' in window)
      .catch((error: Error) => {
        // A frame may go while it is looked at; any other error is no answer.
        if (frame.isDetached() || /context was destroyed|frame (?:was|got) detached/i.test(error.message))
          return undefined;
        throw error;
      });
    if (set === undefined) continue;
    looked++;
    equal(set, false, `no script ran in ${frame.url()}`);
  }
  ok(looked > 0, 'a frame was looked into');
  deepEqual(happened, []);
}
