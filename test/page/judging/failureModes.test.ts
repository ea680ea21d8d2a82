import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StoredSuggestion } from '../../../src/domain/annotationHistory.ts';
import { serious } from '../support/axe.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { response, state } from '../support/states.ts';
import { scored } from '../support/suggestedState.ts';
import { knownTags, presets, tagged, use } from '../support/taggedState.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

const box = (review: ReviewPage) => review.page.getByRole('combobox', { name: /Failure mode/ });
const chips = (review: ReviewPage, side: 'A' | 'B') =>
  review.page.locator(`.tags[data-side="${side}"] .tag-chip`).allTextContents();

/** Opens the box, with what was named before. */
async function openBox(review: ReviewPage): Promise<void> {
  const before = (await review.messages('knownTags')).length;
  await review.page.keyboard.press('#');
  await review.message('knownTags', before + 1);
  await review.reply('knownTags', { tags: knownTags });
}

type Key = Record<'key', string> &
  Partial<Record<'code', string> & Record<'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey', boolean>>;

const options = (review: ReviewPage) => review.page.getByRole('option').allTextContents();

test('100 responses are tagged by keyboard with two keys beside each word', async () => {
  const review = await pages.open({ state: state({ task: { id: 'task-0' } }) });
  const words = ['off by one', 'slow', 'wrong type', 'no example', 'invents an API'];
  let [keys, letters, scores] = [0, 0, 0];
  const press = async (key: string): Promise<void> => {
    keys++;
    await review.page.keyboard.press(key);
  };
  for (let n = 0; n < 50; n++) {
    if (n > 0) await review.sendState(state({ task: { id: `task-${n}` } }));
    for (const side of ['A', 'B'] as const) {
      const word = words[(2 * n + (side === 'A' ? 0 : 1)) % words.length] ?? '';
      await press('#');
      for (const letter of word) await press(letter === ' ' ? 'Space' : letter);
      await press('Enter');
      letters += word.length;
      // Scoring goes from A to B by itself, and the next failure mode is of what is being scored.
      for (const digit of '213') {
        scores++;
        await press(digit);
      }
    }
  }
  const sent = await review.messages('tag');
  assert.equal(sent.length, 100);
  assert.deepEqual(
    sent.map(({ taskId, side, name }) => [taskId, side, name]),
    Array.from({ length: 100 }, (_, i) => [
      `task-${Math.floor(i / 2)}`,
      i % 2 === 0 ? 'A' : 'B',
      words[i % words.length],
    ]),
  );
  assert.equal(keys - letters - scores, 200);
  assert.deepEqual(review.consoleErrors, []);
  await review.close();
});

test('a few letters choose what was named before, and what is new is added as it is typed', async () => {
  const review = await pages.open({ state: state({ config: { failureModes: presets } }) });
  await openBox(review);
  await review.page.getByRole('option', { name: 'Slow' }).waitFor();
  assert.deepEqual(await options(review), [
    'Off by one41',
    'Wrong type',
    'Does not run',
    'Ignores the instruction',
    'Slow12',
    'Infinite loop3',
    'Off-topic prose before the code1',
  ]);
  assert.equal(await box(review).getAttribute('aria-activedescendant'), null);
  await review.page.keyboard.type('of');
  assert.deepEqual(await options(review), ['Off by one41', 'Off-topic prose before the code1', 'New: of']);
  const active = await box(review).getAttribute('aria-activedescendant');
  assert.equal(await review.page.locator(`#${active ?? ''}`).getAttribute('aria-selected'), 'true');
  await review.page.keyboard.press('Enter');
  assert.equal((await review.message('tag')).name, 'Off by one');
  assert.deepEqual(await chips(review, 'A'), ['Off by one']);

  // A name that holds it elsewhere is not meant by it.
  await openBox(review);
  await review.page.keyboard.type('loop');
  assert.deepEqual(await options(review), ['New: loop', 'Infinite loop3']);
  await review.page.keyboard.press('ArrowDown');
  await review.page.keyboard.press('Enter');
  assert.equal((await review.message('tag', 2)).name, 'Infinite loop');

  // What it was called before it was merged.
  await openBox(review);
  await review.page.keyboard.type('fence');
  assert.deepEqual(await options(review), ['New: fence']);
  await review.page.keyboard.press('Escape');
  assert.equal(await box(review).count(), 0);
  assert.equal((await review.messages('tag')).length, 2);
  await review.close();
});

test('digits choose those of the project while nothing is typed; Shift+Enter is for the other response', async () => {
  const review = await pages.open({ state: state({ config: { failureModes: presets } }) });
  for (const key of ['#', '2']) await review.page.keyboard.press(key);
  assert.deepEqual(await chips(review, 'A'), ['Wrong type']);
  await review.page.keyboard.press('#');
  await review.page.keyboard.type('no tests');
  await review.page.keyboard.press('Shift+Enter');
  assert.deepEqual(await chips(review, 'B'), ['no tests']);
  assert.deepEqual(
    (await review.messages('tag')).map(({ side, name, texts }) => [side, name, texts !== undefined]),
    [
      ['A', 'Wrong type', true],
      ['B', 'no tests', true],
    ],
  );
  // What is there is not offered again, and its number stays that of the project.
  await openBox(review);
  assert.deepEqual((await options(review)).slice(0, 2), ['Off by one41', 'Does not run']);
  await review.page.keyboard.press('3');
  assert.equal((await review.message('tag', 3)).name, 'Does not run');
  // The last one goes with a key, too.
  await review.page.keyboard.press('#');
  await review.page.keyboard.press('Backspace');
  assert.deepEqual(await chips(review, 'A'), ['Wrong type']);
  assert.equal((await review.message('untag')).tag, 'does not run');
  await review.close();
});

test('the sign is known by its character, and is text where text is written', async () => {
  const review = await pages.open();
  const press = (init: Key) =>
    review.page.evaluate((how) => {
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...how }),
      );
    }, init);
  // US, German, French (AltGr), British on a Mac (Option).
  const keyboards: Key[] = [
    { key: '#', code: 'Digit3', shiftKey: true },
    { key: '#', code: 'Backslash' },
    { key: '#', code: 'Digit3', ctrlKey: true, altKey: true },
    { key: '#', code: 'Digit3', altKey: true },
  ];
  for (const keyboard of keyboards) {
    await press(keyboard);
    assert.equal(await box(review).count(), 1, JSON.stringify(keyboard));
    await review.page.keyboard.press('Escape');
    assert.equal(await box(review).count(), 0);
  }
  for (const other of [
    { key: '3', code: 'Digit3' },
    { key: '#', code: 'Digit3', ctrlKey: true },
    { key: '#', metaKey: true },
  ])
    await press(other);
  assert.equal(await box(review).count(), 0);
  await review.send({ type: 'do', action: 'comment', fromKey: true });
  await review.page.keyboard.type('see #3');
  assert.equal(await box(review).count(), 0);
  assert.equal(await review.page.getByRole('textbox', { name: 'Comments' }).inputValue(), 'see #3');
  await review.close();
});

test('a key before it that goes to the other response takes the box along, however late it comes', async () => {
  const review = await pages.open();
  await review.page.keyboard.press('b');
  await review.page.keyboard.press('#');
  await review.page.keyboard.type('slow');
  await review.send({ type: 'do', action: 'focusB', fromKey: true });
  assert.equal(await box(review).inputValue(), 'slow');
  await review.page.keyboard.press('Enter');
  assert.deepEqual(await chips(review, 'B'), ['slow']);
  // Also where it was added before that key has done what it does.
  await review.page.keyboard.press('a');
  await review.page.keyboard.press('#');
  await review.page.keyboard.type('wrong');
  await review.page.keyboard.press('Enter');
  assert.equal((await review.messages('tag')).length, 1);
  await review.send({ type: 'do', action: 'focusA', fromKey: true });
  assert.deepEqual(await chips(review, 'A'), ['wrong']);
  await review.close();
});

test('what the host refuses goes again, with the reason', async () => {
  const review = await pages.open({ state: tagged() });
  assert.deepEqual(await chips(review, 'B'), ['Off by one']);
  await review.page.keyboard.press('#');
  await review.page.keyboard.type('late');
  await review.page.keyboard.press('Enter');
  assert.equal((await chips(review, 'A')).at(-1), 'late');
  await review.fail('tag', { code: 'texts-changed', message: 'The response was exchanged.' });
  assert.ok(!(await chips(review, 'A')).includes('late'));
  assert.ok(await review.page.getByText('The response was exchanged.').first().isVisible());
  await review.close();
});

test('chips say what they are, and go by a button', async () => {
  const review = await pages.open({ state: tagged({ tags: [use('Slow', { response: 2, lines: [3, 4] })] }) });
  await openBox(review);
  const list = review.page.getByRole('list', { name: 'Failure modes of response A' });
  assert.deepEqual(await list.getByRole('listitem').allTextContents(), ['Slow · line 3–4']);
  await list.getByRole('button', { name: 'Remove failure mode “Slow · line 3–4” of response A' }).click();
  const { tag, lines, side } = await review.message('untag');
  assert.deepEqual([tag, lines, side], ['slow', [3, 4], 'A']);
  assert.deepEqual(await chips(review, 'A'), []);
  await openBox(review);
  assert.deepEqual(await serious(review, 'all'), []);
  assert.deepEqual(await review.violations(), []);
  await review.close();
});

test('a name is text, whatever it holds', async () => {
  const review = await pages.open({
    state: tagged({ tags: [use('<img src=x onerror=alert(1)>', { response: 2 })] }),
  });
  assert.deepEqual(await chips(review, 'A'), ['<img src=x onerror=alert(1)>']);
  assert.equal(await review.page.locator('.tag-chip img').count(), 0);
  assert.deepEqual([await review.violations(), review.forbidden], [[], []]);
  await review.close();
});

test('what is selected in the code of a response says of which lines it is', async () => {
  const text = 'Here it is:\n\n```python\ndef f(x):\n    y = x\n    return y\n```\nDone.';
  const review = await pages.open({ state: state({ responses: [response('A'), response('B', { text })] }) });
  await review.page.evaluate(() => {
    const code = document.querySelector('.column[data-side="B"] pre code') as Element;
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    while (walker.nextNode()) nodes.push(walker.currentNode as Text);
    const nodeWith = (words: string) => nodes.find(({ data }) => data.includes(words)) as Text;
    const [start, end] = [nodeWith('y ='), nodeWith('return')];
    getSelection()?.setBaseAndExtent(start, start.data.indexOf('y ='), end, end.data.indexOf('return') + 3);
  });
  await review.page.keyboard.press('#');
  assert.equal(await box(review).getAttribute('aria-label'), 'Failure mode of response B, line 5–6');
  await review.page.keyboard.type('slow');
  await review.page.keyboard.press('Enter');
  const { side, lines, name } = await review.message('tag');
  assert.deepEqual([side, lines, name], ['B', [5, 6], 'slow']);
  assert.deepEqual(await chips(review, 'B'), ['slow · line 5–6']);
  await review.close();
});

const proposed: StoredSuggestion = {
  agent: 'judge',
  origin: 'judge',
  field: 'tags',
  value: [
    { response: 1, tag: 'Off by one' },
    { response: 2, tag: 'Slow', lines: [2, 3] },
    { response: 2, tag: 'wrong type' },
  ],
  score: 0.8,
  at: '2026-01-01T11:00:00.000Z',
};

test('what a machine proposes is offered once both responses are scored, and taken over by a click', async () => {
  const given = { suggestions: [proposed], tags: [use('Wrong type', { response: 2 })] };
  const before = await pages.open({ state: state({ ...given, status: 'draft' }) });
  assert.deepEqual([await chips(before, 'A'), await chips(before, 'B')], [['Wrong type'], []]);
  await before.close();
  const outdated = { ...given, suggestions: [{ ...proposed, outdated: true }] };
  const scores = { status: 'draft' as const, answer: scored };
  const late = await pages.open({ state: state({ ...outdated, ...scores }) });
  assert.deepEqual(await chips(late, 'B'), []);
  await late.close();

  // Response 1 is B; what is named already is not offered.
  const review = await pages.open({ state: state({ ...given, ...scores }) });
  assert.deepEqual(
    [await chips(review, 'A'), await chips(review, 'B')],
    [['Wrong type', 'Slow · line 2–3'], ['Off by one']],
  );
  assert.equal(
    await review.page.locator('.column[data-side=A] .name-tag').getAttribute('data-count'),
    '1 +1',
  );
  assert.deepEqual(await serious(review, 'all'), []);
  await openBox(review);
  await review.page.keyboard.press('Escape');
  assert.deepEqual(await serious(review, 'all'), []);
  const offer = review.page.getByRole('button', {
    name: 'Accept failure mode “Slow · line 2–3” for response A. Suggested by judge (80 % sure)',
  });
  await offer.click();
  const { side, name, lines } = await review.message('tag');
  assert.deepEqual([side, name, lines], ['A', 'Slow', [2, 3]]);
  assert.equal(await offer.count(), 0);
  assert.deepEqual(await chips(review, 'A'), ['Wrong type', 'Slow · line 2–3']);
  await review.close();
});
