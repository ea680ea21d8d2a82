import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startPages, type ReviewPage } from '../support/page.ts';
import { input, response, run, state } from '../support/states.ts';
import { choose, openChecks, openRow } from '../support/choose.ts';

/** Text of models, datasets and programs does nothing in the page but be read. */

interface Corpus {
  markdown: { name: string; text: string }[];
  runs: { name: string; stdout: string; stderr: string }[];
}

const corpus = JSON.parse(
  await readFile(new URL('../../corpora/hostile/markdown.json', import.meta.url), 'utf8'),
) as Corpus;

let pages: Awaited<ReturnType<typeof startPages>>;
let review: ReviewPage;
before(async () => {
  pages = await startPages();
  review = await pages.open();
});
after(() => pages.close());

const allowedElements = new Set(
  'a blockquote br button code div em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong table tbody td th thead tr ul'.split(
    ' ',
  ),
);
const allowedAttributes = new Set(
  'class data-href role tabindex title start type aria-label aria-hidden hidden'.split(' '),
);

/** What is in the places for foreign text that must not be there. */
function foreignNodes(): Promise<string[]> {
  return review.page.evaluate(
    ([elements, attributes]) => {
      const found: string[] = [];
      for (const node of document.querySelectorAll(
        '.markdown *, .details-input *, .run-texts *, .input-title *, .gist *',
      )) {
        if (!elements.includes(node.localName)) found.push(`<${node.localName}>`);
        for (const { name, value } of node.attributes) {
          if (!attributes.includes(name)) found.push(`<${node.localName} ${name}>`);
          if (name === 'data-href' && !/^(https?:\/\/|mailto:)/.test(value)) found.push(`${name}=${value}`);
        }
      }
      // CodeMirror, where outputs differ, sets images without a source beside its widgets.
      if (
        document.querySelector(
          'body > :not(script, p, div, main, dialog), base, iframe, object, embed, svg, img:not(.cm-widgetBuffer)',
        )
      )
        found.push('element outside its place');
      return found;
    },
    [[...allowedElements], [...allowedAttributes]] as const,
  );
}

async function assertQuiet(): Promise<void> {
  assert.deepEqual(await foreignNodes(), []);
  assert.equal(await review.page.evaluate(() => 'pwned' in window), false, 'no script ran');
  assert.deepEqual(review.forbidden, [], 'no request, dialog, window or navigation');
  assert.deepEqual(await review.violations(), [], 'the policy had nothing to stop');
  assert.deepEqual(review.consoleErrors, []);
  assert.deepEqual(
    (await review.messages('error')).map(({ message }) => message),
    [],
  );
}

test('the corpus is big enough', () => {
  assert.ok(corpus.markdown.length + corpus.runs.length >= 40);
  assert.equal(new Set(corpus.markdown.map(({ name }) => name)).size, corpus.markdown.length);
});

for (const [index, { name, text }] of corpus.markdown.entries())
  test(`markdown: ${name}`, async () => {
    const task = {
      id: `hostile-${index}`,
      instruction: text,
      context: { note: text },
    };
    await review.sendState(
      state({
        config: { blind: false },
        task,
        responses: [
          response('A', { text, model: text.slice(0, 200) }),
          response('B', { text: `Before\n\n${text}\n\nafter` }),
        ],
        guidelines: { text, version: `v${index}` },
        answer: { ...state().answer, correction: text, comments: text },
      }),
    );
    await assertQuiet();
    // All that can be clicked in it only ever asks the host to open an http or mail address.
    const clicks = await review.page.evaluate(() => {
      const links = [...document.querySelectorAll<HTMLElement>('.response a')].slice(0, 20);
      for (const link of links)
        for (const type of ['click', 'auxclick', 'dblclick'])
          link.dispatchEvent(
            new MouseEvent(type, {
              bubbles: true,
              cancelable: true,
              button: type === 'auxclick' ? 1 : 0,
              ctrlKey: true,
            }),
          );
      return links.length;
    });
    const opened = await review.messages('openLink');
    if (clicks > 0) assert.ok(opened.length > 0);
    for (const { href } of opened) assert.match(href, /^(https?:\/\/|mailto:)/);
    await assertQuiet();
  });

const acts = '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]';

/** Texts and attributes of the runs, the criteria's evidence and the live regions that hold characters which act. */
function acting(): Promise<string[]> {
  return review.page.evaluate((pattern) => {
    const bad = new RegExp(pattern);
    const found: string[] = [];
    for (const node of document.querySelectorAll('.evidence, .score, [role=status], [role=alert]')) {
      if (bad.test(node.textContent)) found.push(`text of ${node.className}`);
      for (const inner of node.querySelectorAll('*'))
        for (const { name, value } of inner.attributes)
          if (bad.test(value)) found.push(`${inner.localName} ${name}`);
    }
    return found;
  }, acts);
}

/** A snapshot in which every place for foreign text of inputs, runs, hints and the sandbox holds one. */
function everywhere(id: string, stdout: string, stderr: string) {
  const one = input({
    id,
    code: `${stdout}\n${stderr}`,
    stdin: stdout,
    args: [stdout, stderr],
    expectedValue: stderr,
    expectedOutput: stdout,
    origin: 'example',
    from: 2, // shown as A
  });
  const two = run({
    id: `a-${id}`,
    inputId: id,
    status: 'differs',
    value: stdout,
    stdout,
    stderr,
    signal: stderr,
    runner: stdout,
    sandbox: stderr,
  });
  const hints = ['documentation', 'correctness'].map((criterion) => ({
    criterion,
    tone: 'bad' as const,
    text: stdout,
  }));
  return state({
    inputs: [one],
    sandbox: { name: stdout, isolated: true, sentence: stderr },
    responses: [
      response('A', { runs: [two], hints }),
      response('B', {
        runs: [{ ...two, id: `b-${id}`, status: 'crashed', value: stderr, stdout: stderr }],
        hints,
      }),
    ],
    answer: { correction: '```python\nx = 1\n```\n' },
    correctionRuns: [{ ...two, id: `c-${id}`, status: 'passed', limit: 'memory', compiling: true }],
  });
}

const texts = [
  ...corpus.runs,
  ...corpus.markdown.map(({ name, text }) => ({
    name: `markdown ${name}`,
    stdout: text,
    stderr: `${text}\nend`,
  })),
];
for (const [index, { name, stdout, stderr }] of texts.entries())
  test(`inputs, runs and hints: ${name}`, async () => {
    await review.sendState(everywhere(`i-${index}`, stdout, stderr));
    await openChecks(review);
    await review.page.locator('tbody .row-button').nth(1).click();
    await review.page.waitForFunction(() => document.querySelectorAll('.run-texts pre').length >= 4);
    await assertQuiet();
    assert.deepEqual(await acting(), []);
    // As text in a form it is what it is, so that it can be changed.
    await review.page.getByRole('button', { name: 'Change this check' }).click();
    const typed = await review.page.getByRole('textbox', { name: 'Stdin' }).inputValue();
    assert.equal(typed, stdout.replace(/\r\n?/g, '\n'));
    await review.page.keyboard.press('Escape');
    await review.page.keyboard.press('Delete');
    assert.deepEqual(await acting(), []);
    await assertQuiet();
  });

test('escapes are shown as what they are', async () => {
  const one = run({ id: 'shown', stdout: 'a\u001b[31mb\r\nc\u202ed' });
  await review.sendState(state({ responses: [response('A', { runs: [one] }), response('B')] }));
  await openRow(review, 'The program itself');
  const pre = review.page.locator('[data-subject=A] .run-texts pre');
  await pre.waitFor();
  assert.equal(await pre.textContent(), 'a␛[31mb\nc⟨U+202E⟩d');
});

test('hostile text in the diff view', async () => {
  const left = corpus.markdown
    .slice(0, 60)
    .map(({ text }) => text)
    .join('\n\n');
  await review.sendState(
    state({
      responses: [response('A', { text: left }), response('B', { text: left.replaceAll('pwned', 'pwned2') })],
    }),
  );
  await choose(review.page.getByRole('radio', { name: 'Diff' }));
  await review.page.locator('.cm-content').first().waitFor();
  assert.equal(
    await review.page.locator('.diff img, .diff script, .diff iframe, .diff svg, .diff a').count(),
    0,
  );
  await choose(review.page.getByRole('radio', { name: 'Side by side' }));
  await assertQuiet();
});
