import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages, type ReviewPage } from '../support/page.ts';
import { faintTexts } from '../support/contrast.ts';
import { halfDone } from '../support/runStates.ts';
import { openView, views } from '../support/views.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

test('the measure of contrast sees colours through backgrounds, opacity and shadow roots', async () => {
  const review = await pages.open();
  await review.page.evaluate(() => {
    const box = document.createElement('div');
    box.style.cssText = 'background: rgb(0 0 0); color: rgb(255 255 255); opacity: 0.5';
    box.textContent = 'half of white on half of black, over white';
    const host = document.createElement('div');
    host.style.cssText = 'background: rgb(255 255 255); color: rgb(255 255 255)';
    host.attachShadow({ mode: 'open' }).innerHTML = '<b>white on white</b>';
    const white = document.createElement('div');
    white.style.cssText = 'background: rgb(255 255 255)';
    white.append(box, host);
    document.body.replaceChildren(white);
  });
  const { faint } = await faintTexts(review, 21);
  assert.deepEqual(
    faint.map(({ text, ratio, behind }) => [text, ratio, behind]),
    [
      ['half of white on half of black, over white', 3.98, 'rgb(128 128 128)'],
      ['white on white', 1, 'rgb(255 255 255)'],
    ],
  );
  await review.close();
});

/** What would move: elements and generated content that animate or take time to change, through shadow roots. */
function moving(review: ReviewPage): Promise<string[]> {
  return review.page.evaluate(() => {
    const found = new Set<string>();
    const visit = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        for (const pseudo of [undefined, '::before', '::after']) {
          const { animationName, transitionDuration, transitionDelay } = getComputedStyle(element, pseudo);
          const times = `${transitionDuration}, ${transitionDelay}`.split(', ');
          if (animationName !== 'none' || times.some((time) => parseFloat(time) > 0))
            found.add(`${element.localName}.${element.className}${pseudo ?? ''}`);
        }
        if (element.shadowRoot) visit(element.shadowRoot);
      }
    };
    visit(document.body);
    return [...found];
  });
}

test('nothing moves where motion is not wanted, by the system or by VS Code', async () => {
  for (const view of ['generating', 'runs-going', 'half-done'] as const) {
    const shown = views[view];
    assert.ok(shown);
    const review = await openView(pages.open, shown);
    assert.deepEqual(await moving(review), [], `${view}, by the system`);
    await review.page.emulateMedia({ reducedMotion: 'no-preference' });
    if (view === 'generating') assert.notDeepEqual(await moving(review), [], 'it would move');
    await review.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    assert.deepEqual(await moving(review), [], `${view}, by VS Code`);
    await review.page.emulateMedia({ reducedMotion: 'reduce' });
    await review.close();
  }
});

test('there is one region for what is said politely, and one for alerts', async () => {
  const review = await pages.open({ state: halfDone() });
  const regions = await review.page.evaluate(() =>
    [...document.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log]')].map((one) =>
      one.getAttribute('role'),
    ),
  );
  assert.deepEqual(regions, ['status', 'alert']);
  await review.close();
});

test('Tab goes through the page in the order in which it is read', async () => {
  const undo = { what: 'submitted', taskId: 'task-3', instruction: 'Write `f(x)`.', count: 1 } as const;
  const review = await pages.open({ state: halfDone({ offers: { undo } }) });
  // From the beginning: the text of A had the focus.
  await review.page.evaluate(() => {
    const start = document.createElement('button');
    document.body.prepend(start);
    start.focus();
  });
  const stops: string[] = [];
  for (let i = 0; i < 80; i += 1) {
    await review.page.keyboard.press('Tab');
    const name = await review.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return '';
      const group = element.closest('[role=radiogroup]');
      return (
        (group ?? element).getAttribute('aria-label') ||
        element.id ||
        element.textContent.trim() ||
        element.localName
      );
    });
    if (name === '' || stops[0] === name) break;
    stops.push(name);
  }
  const order = [
    'View',
    'Guidelines',
    'Keys',
    'Run response A',
    'Copy response A',
    'Text of response A',
    'Response A: Comments, docstrings',
    'Response A: Runs, works',
    'Run response B',
    'Response B: Runs, works',
    'Checks: open the list',
    'First check that failed',
    'Suggest checks',
    'Add a check',
    'Run all: both responses with all checks',
    'Correction',
    'Flag task',
    'Undo',
    'Discard',
    'Submit',
  ];
  const places = order.map((wanted) => stops.findIndex((stop) => stop.startsWith(wanted)));
  assert.ok(
    places.every((place) => place >= 0),
    JSON.stringify(stops),
  );
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
    JSON.stringify(stops),
  );
  await review.close();
});
