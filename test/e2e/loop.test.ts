import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openWorkbench, workbenchReady, type Workbench } from '../host/harness/index.mjs';
import { need, Person } from './support/person.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keysWork } from './support/wait.ts';

interface ReadBack {
  guidelines: string;
  allow_extra_metadata: boolean;
  fields: { name: string; type: string; required: boolean; use_markdown: boolean }[];
  questions: {
    name: string;
    type: string;
    required: boolean;
    values?: number[];
    labels?: string[];
    use_markdown?: boolean;
  }[];
  metadata: { name: string; type: string }[];
  records: {
    id: string;
    fields: Record<string, string>;
    metadata: Record<string, string>;
    status: string;
    responses: Record<string, unknown>;
  }[];
  exported: number;
}

const dataset = `loop-${Date.now()}`;
const key = need('ARGILLA_API_KEY');
/** Lies in the environment, as people have it, and is of no use to any server here. */
const huggingFaceToken = 'hf_ThisTokenMustNotTurnUpAnywhere';
let folder: string;
let workbench: Workbench;
let me: Person;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-loop-'));
  copyFileSync(need('TOUCHSTONE_HUMANEVAL'), join(folder, 'HumanEval.jsonl.gz'));
  workbench = await openWorkbench({
    vsix: need('TOUCHSTONE_VSIX'),
    folder,
    theme: 'Default Dark Modern',
    viewport: { width: 1440, height: 900 },
    settings: {
      'workbench.startupEditor': 'none',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'chat.disableAIFeatures': true,
    },
    // The person types the key; it is not lying about in the environment.
    env: { ARGILLA_API_URL: undefined, ARGILLA_API_KEY: undefined, HF_TOKEN: huggingFaceToken },
  });
  me = new Person(workbench.page, 'loop');
  workbench.page.setDefaultTimeout(20_000);
});

after(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the whole loop, as a person does it', { timeout: 900_000 }, async (t) => {
  const { page } = workbench;
  const step = stepsOf(t, me, workbench);

  await step('makes a project over the 164 HumanEval tasks', async () => {
    await me.openTouchstone();
    await page.getByText('New Project…').first().waitFor();
    await me.picture('1-welcome');
    await page.getByRole('button', { name: 'New Project…' }).first().click();
    await me.answer('Name of the project', dataset);
    await me.choose('A file', 'Where do the tasks come from?');
    await me.choose('HumanEval.jsonl.gz', 'Which file holds the tasks?');
    await me.quickInput('164 tasks. Is this right?');
    await me.picture('2-new-project');
    await me.choose('Use these tasks');
    await me.choose(/OpenAI-compatible server(?!, raw)/, 'Model 1 of 2');
    await me.answer('Address of the server', `${need('LLM_A_URL')}/v1`);
    await me.choose(need('LLM_A_MODEL'), 'Which model is number 1?');
    await me.choose('raw completions', 'Model 2 of 2');
    await me.answer('Address of the server', `${need('LLM_B_URL')}/v1`);
    await me.choose(need('LLM_B_MODEL'), 'Which model is number 2?');
    await me.quickInput(/Everything works/);
    await me.choose('Go on');
    await me.choose('Yes, to this server', 'Push the ratings to Argilla?');
    await me.answer('Address of the Argilla server', need('ARGILLA_API_URL'));
    await me.answer('Workspace', 'argilla');
    await me.answer('Dataset', dataset);
    await me.choose('Later', /Generate their responses/);
    await me.row('To generate').getByText('164').waitFor();
    // It begins in an order of its own, in groups as ever; the rows that are clicked from here on are the first in the order of loading.
    await me.command('Sort Tasks…');
    await me.choose('Order of loading', /By what are the tasks sorted/);
    await me.choose('Ascending', 'In which direction?');
    await me.row('has_close_elements').waitFor();
    await me.picture('3-tasks');
  });

  await step('asks for short answers: touchstone.json is read again when it changes', async () => {
    const file = join(folder, 'touchstone.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as { name: string; parameters: object };
    config.name = 'Short answers';
    config.parameters = { ...config.parameters, max_new_tokens: 256 };
    writeFileSync(file, JSON.stringify(config, null, 2));
    await page.locator('.statusbar-item[aria-label*="Short answers: 0 of 164"]').waitFor();
  });

  const titles = ['has_close_elements', 'separate_paren_groups', 'truncate_number'];

  await step('generates three tasks with two real models', async () => {
    for (const title of titles) {
      await me.row(title).click();
      const frame = await me.review();
      await frame.getByRole('heading', { name: title }).waitFor();
      await me.row(title).hover();
      await me.row(title).locator('.action-label[aria-label*="Generate"]').click();
      await frame.getByRole('button', { name: /Stop/ }).first().waitFor();
      if (title === titles[0]) {
        await me.picture('4-generating');
      }
      // Both have come when the task has moved to "To score".
      await page
        .locator('.pane-body .monaco-list-row', { hasText: 'To score' })
        .getByText(String(titles.indexOf(title) + 1))
        .waitFor({ timeout: 240_000 });
    }
    await me.row('To generate').getByText('161').waitFor();
  });

  let scored = '';
  await step('runs both in the terminal and sees how they end', async () => {
    for (const title of titles) {
      await me.row(title).click();
      const frame = await me.review();
      await frame.getByText(title).first().waitFor();
      await page.keyboard.press('Control+1');
      await keysWork(page, frame);
      await page.keyboard.press('r');
      const ended = frame
        .locator('.runs-table tbody tr:first-child .outcome')
        .filter({ hasText: /^(ran|passed|differs|crashed|timed out)$/ });
      // Whichever comes; that neither does is the error.
      await Promise.any([
        ended.nth(1).waitFor({ state: 'attached', timeout: 30_000 }),
        me.notification('there is no code in it').waitFor({ timeout: 30_000 }),
      ]);
      if ((await ended.count()) === 2) {
        scored = title;
        break;
      }
    }
    ok(scored, 'both responses of one of the tasks hold code');
    await me.picture('5-run');
    const terminals = page.locator('.terminal-tabs-entry');
    equal(await terminals.count(), 0, 'a run brings no terminal forward by itself');
    await page.keyboard.press('Control+`');
    await terminals.nth(1).waitFor();
    await page.keyboard.press('Control+`');
    await terminals.nth(1).waitFor({ state: 'detached' });
  });

  await step('scores by keyboard and corrects in the editor', async () => {
    const frame = await me.review();
    await page.keyboard.press('Control+1');
    await keysWork(page, frame);
    for (const digit of ['1', '0', '1', '0', '0', '1']) await page.keyboard.press(digit);
    await frame.getByText('Draft saved').waitFor();
    await me.row('Drafts').waitFor();
    await me.picture('6-scored');
    await page.keyboard.press('e');
    const choice = frame.getByRole('radiogroup', { name: 'Corrected response' });
    await choice.waitFor();
    await page.keyboard.press('a');
    const editor = page.locator('.monaco-diff-editor .editor.modified .view-lines');
    await editor.waitFor();
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# corrected in the editor\n');
    await me.picture('7-correct');
    await page.keyboard.press('Control+s');
    await page.getByText('Correction saved with the task').waitFor();
    await me.row(scored).click();
    const again = await me.review();
    await page.keyboard.press('Control+1');
    await keysWork(page, again);
    await me.picture('8-corrected');
    await page.keyboard.press('Enter');
    await me.row('Submitted').getByText('1').waitFor();
    await page.locator('.statusbar-item', { hasText: '1/164' }).first().waitFor();
  });

  await step('pushes to Argilla', async () => {
    await me.command('Connect to Argilla…');
    await me.answer(/API key for/, key);
    // One answer was given before anybody was connected.
    await page.getByRole('button', { name: 'Adopt Them' }).click();
    await me.notification('Connected to').waitFor();
    await me.command('Push to Argilla');
    await me.notification(/Argilla: .*records/).waitFor();
    await me.picture('9-pushed');
  });

  await step('Argilla’s own SDK finds it all', async () => {
    const found = readBack();
    deepEqual(
      found.fields.map((f) => [f.name, f.type, f.required, f.use_markdown]),
      ['instruction', 'generation_1', 'generation_2'].map((name) => [name, 'TextField', true, true]),
    );
    deepEqual(
      found.questions.map((q) => [q.name, q.type, q.required]),
      [
        ['score_response_1', 'RatingQuestion', true],
        ['score_response_2', 'RatingQuestion', true],
        ['which_response_corrected', 'LabelQuestion', false],
        ['correction', 'TextQuestion', false],
        ['comments', 'TextQuestion', false],
      ],
    );
    deepEqual(found.questions[0]?.values, [0, 1, 2, 3, 4, 5, 6, 7]);
    deepEqual(found.questions[2]?.labels, ['Response 1', 'Response 2', 'Combination of both', 'Neither']);
    deepEqual(found.metadata, [{ name: 'source-dataset', type: 'TermsMetadataProperty' }]);
    equal(found.allow_extra_metadata, false);
    equal(found.guidelines, readFileSync(join(folder, 'guidelines.md'), 'utf8').trim());
    equal(found.records.length, 3);
    equal(found.exported, 3);
    for (const record of found.records) {
      ok(record.id.startsWith('HumanEval/'));
      equal(record.metadata['source-dataset'], 'HumanEval.jsonl.gz');
      ok(record.fields['instruction']?.includes('def '));
      ok(record.fields['generation_1'] && record.fields['generation_2']);
    }
    const submitted = found.records.filter((r) => r.status === 'submitted');
    equal(submitted.length, 1);
    const answer = submitted[0]?.responses ?? {};
    deepEqual(
      [answer['score_response_1'], answer['score_response_2']].sort(),
      [1, 2],
      'the points 1+0+1 and 0+0+1, in the order that was drawn',
    );
    ok(String(answer['correction']).includes('# corrected in the editor'));
    equal(answer['which_response_corrected'], answer['score_response_1'] === 2 ? 'Response 1' : 'Response 2');
  });

  await step('pushing again changes nothing, also after the extension host was killed', async () => {
    const before = readBack();
    ok(workbench.killExtensionHost() > 0, 'the extension host was killed');
    await page.reload();
    await workbenchReady(page);
    await me.row('Submitted').waitFor();
    const frame = await me.review();
    await frame.getByRole('progressbar', { name: /1 of 164 judged/ }).waitFor();
    await me.command('Push to Argilla');
    // VS Code in a browser keeps secrets in the page's memory: after a reload the key is asked for again.
    await me.answer(/API key for/, key);
    await me.notification(/Argilla: .*records/).waitFor();
    deepEqual(readBack().records, before.records);
  });

  await step('exports the table', async () => {
    await me.command('Export…');
    const exports = await me.exportPage();
    await exports.getByText('164 rows from 164 of 164 tasks').first().waitFor();
    await exports.getByRole('button', { name: 'Export…' }).click();
    const box = page.locator('.quick-input-widget:visible input').first();
    await eventually('VS Code asks where to', async () =>
      (await box.inputValue()).endsWith('annotations.csv'),
    );
    await page.keyboard.press('Enter');
    await me.notification('164 rows written').waitFor();
    ok(readFileSync(join(folder, 'annotations.csv'), 'utf8').includes('# corrected in the editor'));
  });

  await step('no secret is in any file or in a process’s arguments', async () => {
    const secrets = [key, huggingFaceToken];
    const holds = [folder, workbench.dataDir]
      .flatMap((root) => files(root))
      .filter((file) => secrets.some((secret) => readFileSync(file).includes(secret)));
    deepEqual(holds, []);
    const args = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
        } catch {
          return []; // gone meanwhile
        }
      });
    ok(!args.some((line) => secrets.some((secret) => line.includes(secret))));
  });
});

function readBack(): ReadBack {
  const out = execFileSync(
    need('TOUCHSTONE_ARGILLA_PYTHON'),
    [join(import.meta.dirname, 'support', 'read_back.py'), dataset, 'argilla'],
    {
      encoding: 'utf8',
      env: { ...process.env, HF_HUB_OFFLINE: '1' },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return JSON.parse(out.trim().split('\n').at(-1) ?? '') as ReadBack;
}

function files(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
