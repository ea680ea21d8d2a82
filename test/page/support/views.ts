import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import type { OpenOptions, ReviewPage } from './page.ts';
import { corrected, endings, halfDone, manyChecks, running, tested } from './runStates.ts';
import { suggested } from './suggestedState.ts';
import { knownTags, tagged } from './taggedState.ts';
import { allDone, response, run, state } from './states.ts';
import { chooseView, openChecks, openRow } from './choose.ts';

/** Something that the page can show, and how one gets there. */
export interface View {
  /** `undefined`: the host has not sent anything yet. */
  state: ReviewState | undefined;
  kept?: OpenOptions['kept'];
  /** What is done once the state is shown. */
  act?: (review: ReviewPage) => Promise<void>;
  /** A modal layer lies on top. */
  covered?: boolean;
  /** Where a narrow panel has no room for it. */
  wideOnly?: boolean;
  /** There is no task to submit. */
  noTask?: boolean;
}

const row = (title: string) => (review: ReviewPage) => openRow(review, title);
const show = (view: string) => (review: ReviewPage) => chooseView(review.page, view);

const openTags = async (review: ReviewPage): Promise<void> => {
  await review.page.keyboard.press('#');
  await review.reply('knownTags', { tags: knownTags });
  await review.page.getByRole('option').nth(5).waitFor();
};

/** Every view of the page, by name. */
export const views: Record<string, View> = {
  loading: { state: undefined, noTask: true },
  unscored: { state: state() },
  'half-done': { state: halfDone() },
  flagged: {
    state: halfDone(),
    act: (review) => review.send({ type: 'do', action: 'flag', fromKey: false }),
  },
  suggested: { state: suggested() },
  tagged: { state: tagged() },
  tagging: { state: tagged(), act: openTags },
  done: { state: allDone(), noTask: true },
  runs: { state: tested() },
  checks: { state: tested(), act: openChecks },
  task: { state: tested(), act: (review) => review.page.keyboard.press('q') },
  comment: {
    state: halfDone(),
    act: (review) => review.send({ type: 'do', action: 'comment', fromKey: false }),
  },
  correcting: { state: halfDone(), act: (review) => review.page.locator('footer .correction').click() },
  'run-open': { state: tested(), act: row('get_value([[1, 2]], (0,))') },
  'checks-of-one': {
    state: manyChecks(),
    async act(review) {
      await openRow(review, 'check(f)');
      await review.page.locator('.check-rows .link').click();
    },
  },
  'run-diff': {
    state: tested(),
    async act(review) {
      await openRow(review, 'for i in range(3):');
      await review.page.locator('.differences .cm-content').waitFor();
    },
  },
  'runs-going': { state: running() },
  endings: { state: endings(), act: row('f("memory")') },
  correction: { state: corrected(), act: row('get_value([[1, 2], [3, 4]], (-1, 0))') },
  'input-form': {
    state: tested(),
    async act(review) {
      await review.send({ type: 'do', action: 'inputs', fromKey: true });
      await review.page.getByRole('textbox', { name: 'Code' }).fill('get_value([], (0, 0))');
      await review.page.getByRole('button', { name: /^More:/ }).click();
    },
  },
  'input-form-empty': {
    state: tested(),
    async act(review) {
      await review.send({ type: 'do', action: 'inputs', fromKey: false });
      await review.page.getByRole('button', { name: 'Save and run' }).click();
    },
  },
  diff: {
    state: tested(),
    async act(review) {
      await show('diff')(review);
      await review.page.locator('.diff .cm-content').first().waitFor();
    },
  },
  'only-b': { state: tested(), act: show('onlyB') },
  source: {
    state: tested(),
    wideOnly: true,
    act: (review) => review.page.getByRole('button', { name: /markdown of response A/ }).click(),
  },
  keys: {
    state: tested(),
    act: (review) => review.send({ type: 'do', action: 'keys', fromKey: false }),
    covered: true,
  },
  guidelines: {
    state: tested(),
    act: (review) => review.send({ type: 'do', action: 'guidelines', fromKey: false }),
    covered: true,
  },
  generating: {
    state: state({
      responses: [
        response('A', {
          state: 'generating',
          text: 'One can walk over the rows and\n\n```python\ndef get_v',
        }),
        response('B', { state: 'generating', text: '', runs: [run({ status: 'running' })] }),
      ],
    }),
  },
  thinking: {
    state: state({
      responses: [
        response('A', {
          thoughts: { tokens: 1204, text: 'Two indices, so **two** steps:\n\n1. the row\n2. the column' },
          cutOff: { tokens: 1024 },
        }),
        response('B', { state: 'generating', text: '', thoughts: { tokens: 1204 } }),
      ],
    }),
    act: (review) => review.page.locator('.column[data-side="A"] .thoughts > summary').click(),
  },
  failed: {
    state: state({
      trusted: false,
      responses: [
        response('A', {
          state: 'failed',
          text: '',
          failure: { message: 'The endpoint is asleep.', action: 'Wake it on its page, then try again.' },
        }),
        response('B', { state: 'missing', text: '' }),
      ],
    }),
    act: (review) => review.page.getByRole('button', { name: 'Submit' }).click(),
  },
  conflict: {
    state: halfDone(),
    async act(review) {
      await review.send({ type: 'do', action: 'comment', fromKey: false });
      await review.page.getByRole('textbox', { name: 'Comments' }).fill('mine');
      await review.message('saveDraft');
      await review.sendState(
        halfDone({ serial: 2, revision: 9, status: 'draft', answer: { comments: 'theirs' } }),
      );
      await review.fail('saveDraft', {
        code: 'argilla-conflict',
        message: 'This answer was changed in another window.',
        action: 'Choose which one to keep.',
      });
    },
  },
  'exchanged-draft': { state: state({ status: 'none', revision: 0, exchanged: 'set-aside' }) },
  'exchanged-task': {
    state: halfDone({ status: 'submitted', exchanged: 'task', task: { withdrawn: true } }),
  },
  'exchanged-responses': { state: halfDone({ status: 'draft', exchanged: 'responses' }) },
  empty: {
    state: state({ responses: [response('A', { text: '' }), response('B', { text: '\n' })] }),
  },
  submitted: {
    state: halfDone({ status: 'submitted', responses: [response('A'), response('B')] }),
  },
  discarded: { state: halfDone({ status: 'discarded' }) },
  'all-judged': {
    state: halfDone({ status: 'submitted', task: { position: 53 }, judged: 54 }),
  },
};

/** Opens a view and does what leads to it. */
export async function openView(
  open: (options: OpenOptions) => Promise<ReviewPage>,
  { state: shown, kept, act }: View,
  options: OpenOptions = {},
): Promise<ReviewPage> {
  const review = await open({ ...options, kept, ...(shown ? { state: shown } : { loading: true }) });
  await act?.(review);
  return review;
}
