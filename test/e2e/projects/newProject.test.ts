import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { openWorkbench, type Workbench } from '../../host/harness/index.mjs';
import { startOpenAi } from '../../servers/inference/openai.ts';
import { sendJson, type TestServer } from '../../servers/inference/server.ts';
import { need, Person } from '../support/person.ts';
import { stepsOf } from '../support/steps.ts';
import { eventually } from '../support/wait.ts';

/** *New Project…* with files and servers as people have them: every project is right without an edit of its file. */

const long = (words: string): string => `${words}\n\n\`\`\`python\ndef f(x):\n    return x\n\`\`\`\n`;
const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const key = 'sk-new-project-1234';

let folder: string;
let workbench: Workbench;
let me: Person;
let urlOfPlain = '';
/** One that is as it should be, one that thinks and refuses parameters, one that wants a key and knows its models alone. */
let plain: TestServer | undefined, thinking: TestServer, locked: TestServer;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-new-'));
  const put = (name: string, content: string | Uint8Array): void =>
    writeFileSync(join(folder, name), content);
  put(
    'humaneval.jsonl',
    lines(
      [0, 1].map((n) => ({
        task_id: `HumanEval/${n}`,
        prompt: `def add_${n}(a, b):\n    """ Adds two numbers. """\n`,
        canonical_solution: '    return a + b\n',
        test: `def check(candidate):\n    assert candidate(1, 2) == 3\n`,
        entry_point: `add_${n}`,
      })),
    ),
  );
  put(
    'aufgaben.csv',
    Buffer.from(
      'problem;language\r\nSchreibe eine Funktion für Umlaute.;python\r\nÄhnlich, aber kürzer.;python\r\n',
      'latin1',
    ),
  );
  put(
    'chat.jsonl',
    `${lines([1, 2, 3].map((n) => ({ messages: [{ role: 'user', content: `Write number ${n}.` }] })))}\n{"messages": [\n`,
  );
  put(
    'named.jsonl',
    lines(
      [1, 2].map((n) => ({
        instruction: `Compare ${n}.`,
        alpha: long('Here is the whole module.'),
        beta: long('So be it.'),
      })),
    ),
  );
  const pairs = [1, 2].map((n) => ({
    prompt: `Pair ${n}.`,
    response_a: long('One.'),
    response_b: long('Two.'),
    model_a: 'llama',
    model_b: 'qwen',
  }));
  put('pairs.json', JSON.stringify({ data: pairs }));
  put(
    'table.parquet',
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'question', data: ['Sort a list.', 'Reverse a list.'], type: 'STRING' },
          { name: 'lang', data: ['python', 'python'], type: 'STRING' },
        ],
      }),
    ),
  );
  plain = await startOpenAi({ pieces: ['def ', 'add(a, b): ', 'return a + b'], models: ['tiny-coder'] });
  urlOfPlain = plain.url;
  thinking = await startOpenAi({
    pieces: ['<think>', 'Two ', 'numbers.', '</think>\n', 'def ', 'add'],
    models: ['deep-thinker'],
    before: (request, response) => {
      if (!request.path.endsWith('/completions') || !('max_tokens' in (request.body as object))) return false;
      const message =
        "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.";
      sendJson(response, 400, { error: { message, param: 'max_tokens', code: 'unsupported_parameter' } });
      return true;
    },
  });
  locked = await startOpenAi({ key, models: ['qwen2.5-coder:7b', 'llama3:latest'] });
  workbench = await openWorkbench({ vsix: need('TOUCHSTONE_VSIX'), folder });
  workbench.page.setDefaultTimeout(20_000);
  me = new Person(workbench.page, 'newProject');
});

after(async () => {
  await workbench?.close();
  for (const server of [plain, thinking, locked]) await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Config {
  name: string;
  tasks: { path: string; columns: Record<string, unknown> };
  models: { name: string; provider?: string; url?: string }[];
}

const written = (place: string): Config =>
  JSON.parse(readFileSync(join(folder, place, 'touchstone.json'), 'utf8')) as Config;

/** Begins a project and chooses its file; what the list of columns says. */
async function begin(name: string, file: string): Promise<void> {
  await me.command('New Project…');
  const first = name !== 'one';
  if (first) await me.answer(/This folder has a project already/, name);
  await me.answer('Name of the project', name);
  await me.choose('A file', 'Where do the tasks come from?');
  await me.choose(file, 'Which file holds the tasks?');
}

const use = (count: string | RegExp): Promise<void> => me.choose('Use these tasks', count);

async function server(number: number, url: string): Promise<void> {
  await me.choose('OpenAI-compatible server', `Model ${number} of 2`);
  await me.answer('Address of the server', url);
}

/** The last steps: the test has found nothing wrong, Argilla is not wanted; the first task is open, which is any. */
async function finish(title: RegExp, way?: 'Generate now' | 'Later'): Promise<void> {
  await me.choose('Not now', 'Push the ratings to Argilla?');
  if (way) await me.choose(way, /Generate their responses/);
  const frame = await me.review();
  await frame.getByRole('heading', { name: title }).waitFor();
  const body = frame.locator('body');
  await eventually('the panel has the focus', () => body.evaluate(() => document.hasFocus()));
}

async function goOn(): Promise<void> {
  await me.quickInput(/Everything works/);
  await me.choose('Go on');
}

test('six files and three servers make right projects', { timeout: 300_000 }, async (t) => {
  const step = stepsOf(t, me, workbench);
  await me.openTouchstone();

  await step('HumanEval, asked of a server that is as it should be', async () => {
    await begin('one', 'humaneval.jsonl');
    await me.quickInput('2 tasks. Is this right?');
    await me.picture('preview');
    await use('2 tasks. Is this right?');
    for (const number of [1, 2]) {
      await server(number, urlOfPlain);
      await me.choose('tiny-coder', `Which model is number ${number}?`);
    }
    await me.quickInput(/Everything works/);
    await me.picture('test');
    await goOn();
    await finish(/add_[01]/, 'Later');
    const { tasks, models } = written('');
    deepEqual(tasks.columns, {
      instruction: 'prompt',
      id: 'task_id',
      tests: 'test',
      entryPoint: 'entry_point',
      reference: 'canonical_solution',
    });
    deepEqual(
      models.map(({ name, url }) => [name, url]),
      Array(2).fill(['tiny-coder', urlOfPlain]),
    );
    await me.row('To generate').getByText('2').waitFor();
    equal(
      (JSON.parse(readFileSync(join(folder, 'touchstone.json'), 'utf8')) as { order: string }).order,
      'random',
    );
  });

  await step('a table of Excel in Windows’ own letters, left half-way; models that think', async () => {
    await begin('two', 'aufgaben.csv');
    await me.quickInput(/2 tasks/);
    await workbench.page.keyboard.press('Escape');
    await me.command('New Project…');
    await me.choose('Go on where you were', 'A project was begun here');
    await use(/2 tasks/);
    for (const number of [1, 2]) {
      await server(number, `${thinking.url}/v1/chat/completions`);
      await me.choose('deep-thinker', `Which model is number ${number}?`);
    }
    await goOn();
    await finish(/Schreibe eine Funktion|Ähnlich/, 'Generate now');
    await me.row('To score').getByText('2').waitFor();
    const { tasks } = written('two');
    deepEqual(
      [tasks.path, tasks.columns['instruction'], tasks.columns['language']],
      ['aufgaben.csv', 'problem', 'language'],
    );
  });

  await step('conversations with a bad line; a key, and a name that the server does not know', async () => {
    await begin('three', 'chat.jsonl');
    await me.quickInput(/3 tasks; 1 rows cannot be used/);
    await workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'line 4' })
      .first()
      .waitFor();
    await use(/3 tasks/);
    await server(1, locked.url);
    await me.answer(/wants a key/, key);
    await me.choose('Another name', 'Which model is number 1?');
    await me.answer(/Name of model 1/, 'qwen2.5-coder');
    await server(2, locked.url);
    await me.choose('llama3:latest', 'Which model is number 2?');
    await me.quickInput(/Something is wrong/);
    await me.picture('wrong-name');
    await me.choose('Use the model qwen2.5-coder:7b');
    await goOn();
    await finish(/Write number [123]\./, 'Later');
    const text = readFileSync(join(folder, 'three', 'touchstone.json'), 'utf8');
    ok(!text.includes(key), 'the key is in no file');
    deepEqual(
      written('three').models.map(({ name }) => name),
      ['qwen2.5-coder:7b', 'llama3:latest'],
    );
  });

  await step('recorded responses under the models’ names are no facts', async () => {
    await begin('four', 'named.jsonl');
    await use(/2 tasks/);
    await finish(/Compare [12]\./);
    deepEqual(written('four').tasks.columns['generations'], ['alpha', 'beta']);
    const frame = await me.review();
    equal(await frame.getByText(/alpha|beta/).count(), 0, 'nobody is named');
    await me.row('To score').getByText('2').waitFor();
  });

  await step('pairs whose models the table names', async () => {
    await begin('five', 'pairs.json');
    await use(/2 tasks/);
    await finish(/Pair [12]\./);
    deepEqual(
      written('five').models.map(({ name }) => name),
      ['llama', 'qwen'],
    );
    equal(await (await me.review()).getByText(/llama|qwen/).count(), 0);
  });

  await step('Parquet, whose columns are chosen otherwise', async () => {
    await begin('six', 'table.parquet');
    await me.choose('Language', /2 tasks/);
    await me.choose('None', 'Language');
    await use(/2 tasks/);
    for (const number of [1, 2]) {
      await server(number, urlOfPlain);
      await me.choose('tiny-coder', `Which model is number ${number}?`);
    }
    await goOn();
    await finish(/Sort a list\.|Reverse a list\./, 'Later');
    equal(written('six').tasks.columns['language'], undefined);
    equal(written('six').tasks.columns['instruction'], 'question');
  });

  await step('the end of a run says what did not come, and what can be done', async () => {
    const { page } = workbench;
    await plain?.stop();
    plain = undefined;
    await me.command('Generate All Missing Responses');
    const told = me.notification(/0 responses came\. \d failed: The server cannot be reached\./);
    await told.waitFor();
    await told.getByText('Show Failures…').click();
    await me.quickInput('Responses that failed');
    await me.picture('failures');
    await me.choose(/Sort a list|Reverse a list/);
    const frame = await me.review();
    await frame.getByText('The server cannot be reached.').first().waitFor();
    await frame.getByRole('button', { name: 'Test connection' }).first().click();
    await page.locator('.monaco-dialog-box').getByText('Test All the Same').click();
    await me.quickInput(/Something is wrong/);
    await me.picture('server-is-gone');
    await page.keyboard.press('Escape');
  });
});
