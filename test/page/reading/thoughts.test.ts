import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { each } from '../../each.ts';
import { startPages, type ReviewPage } from '../support/page.ts';
import { response, state } from '../support/states.ts';

/** What a model thinks: told while it does, folded afterwards, and no part of its answer. */

let pages: Awaited<ReturnType<typeof startPages>>;
let review: ReviewPage;
before(async () => {
  pages = await startPages();
  review = await pages.open();
});
after(() => pages.close());

const column = (side: 'A' | 'B') => review.page.locator(`.column[data-side="${side}"]`);

test('while a model thinks it is told how much, until its answer comes', async () => {
  const generating = response('A', { state: 'generating', text: '', thoughts: { tokens: 12 } });
  const shown = state({ responses: [generating, response('B')] });
  await review.send({ type: 'state', state: shown });
  const notes = column('A').locator('.response-notes');
  await notes.getByText('Thinking… 12 tokens').waitFor();
  await review.send({ type: 'text', taskId: shown.task.id, side: 'A', delta: '', thought: 1204 });
  await notes.getByText('Thinking… 1,204 tokens').waitFor();
  await review.send({ type: 'text', taskId: shown.task.id, side: 'A', delta: 'An answer' });
  await notes.getByText(/^Thought for .*1,204 tokens$/).waitFor();
  assert.equal(await column('B').locator('.response-notes').isVisible(), false);
});

test('what it thought is folded, opened by a click, and folded again with the next task', async () => {
  const text = 'First **a**.\n\n<script>window.pwned = 1</script><img src=x onerror="window.pwned = 1">';
  const thinks = response('A', { thoughts: { tokens: 1204, text } });
  const responses: [typeof thinks, typeof thinks] = [thinks, response('B')];
  await review.send({ type: 'state', state: state({ responses }) });
  const fold = column('A').locator('details.thoughts');
  await fold.getByText('Thought for 1,204 tokens').waitFor();
  assert.equal(await fold.getByText('First').count(), 0, 'nothing is drawn before it is opened');
  await fold.locator('summary').click();
  await fold.locator('strong').getByText('a').waitFor();
  assert.equal(await review.page.evaluate(() => 'pwned' in window), false);
  assert.equal(await fold.locator('script, img').count(), 0);
  await review.send({ type: 'state', state: state({ responses, serial: 2, task: { id: 'another' } }) });
  await review.page.waitForFunction(
    () => !document.querySelector<HTMLDetailsElement>('details.thoughts')?.open,
  );
  await review.page.getByRole('button', { name: /markdown of response A/ }).click();
  const source = column('A').locator('.response > .markdown > .source').first();
  assert.ok(!(await source.textContent())?.includes('First'), 'it is no part of the text');
});

test('an answer that was cut off says so at its head', async () => {
  const cut = response('B', { cutOff: { tokens: 1024 } });
  await review.send({ type: 'state', state: state({ responses: [response('A'), cut] }) });
  await column('B')
    .getByText('Cut off: the answer reached the token limit · 1,024 tokens · 12.3 s · length')
    .waitFor();
  assert.equal(
    await column('A')
      .getByText(/Cut off/)
      .count(),
    0,
  );
});

test('so does one that a filter ended or that the model refused, without the words of its server', async () => {
  const filtered = response('A', { cutOff: { tokens: 12, reason: 'FINISH_REASON_SAFETY' } });
  const refused = response('B', { cutOff: { tokens: 3, reason: 'model_refused' } });
  await review.send({ type: 'state', state: state({ responses: [filtered, refused] }) });
  await column('A').getByText('A filter ended this answer · 12 tokens · 12.3 s · filter').waitFor();
  await column('B').getByText('The model refused to answer · 3 tokens · 12.3 s · refusal').waitFor();
  assert.ok(!(await review.page.content()).includes('FINISH_REASON'));
});

test('an empty response is a response: it gets its points at once, and is not asked for again', async () => {
  const empty = response('A', { text: '' });
  await review.send({
    type: 'state',
    state: state({ responses: [empty, response('B')], canGenerate: true }),
  });
  await column('A').getByText('The response is empty.').waitFor();
  assert.equal(await column('A').getByRole('button', { name: 'Try again' }).count(), 0);
  await column('A').getByRole('button', { name: 'Give 0 points' }).click();
  const { criteria } = state().rubric;
  const group = (title: string) => column('A').getByRole('radiogroup', { name: title });
  for (const { title } of each(criteria))
    await group(title).getByRole('radio', { name: /^0/, checked: true }).waitFor();
  const given = await review.messages('saveDraft');
  assert.deepEqual([...new Set(given.flatMap(({ answer }) => Object.values(answer.points.A)))], [0]);
});
