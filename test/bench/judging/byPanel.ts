import { PageHands, type Counter } from './counter.ts';
import { total, type Case } from './material.ts';
import type { Panel } from './panel.ts';
import { eventually } from '../../e2e/support/wait.ts';

/** Where the inputs come from. `found`: those of the task's tests and examples. `typed`: two that the annotator types. */
export type Inputs = 'found' | 'typed';

/** One judgement in Touchstone's panel, the shown task being that of the case. Resolves to the number of inputs that ran. */
export async function judgeByPanel(
  panel: Panel,
  one: Case,
  counter: Counter,
  inputs: Inputs,
): Promise<number> {
  const hands = new PageHands(panel.page, counter);
  const { id } = one.task;
  const form = panel.frame.locator('.input-form');
  /** Saves it, and runs both responses with it. `last`: without an empty form for another one. */
  const add = async (input: string, last: boolean): Promise<void> => {
    await form.locator('textarea:focus').first().waitFor();
    await hands.type(input);
    await hands.key(last ? 'Control+Enter' : 'Control+Shift+Enter');
    if (last) await form.waitFor({ state: 'hidden' });
  };
  // Not an act: VS Code hears that the panel has the focus a moment later than a person's eye, and before a person's hand.
  await panel.focus();
  let ran = 0;
  if (inputs === 'found') {
    await hands.key('r');
    ran = await runsEnded(panel, id, 0);
  }
  // What is missing of two is typed by the annotator.
  const missing = one.inputs.slice(ran);
  if (missing.length > 0) await hands.key('i');
  for (const [index, input] of missing.entries()) {
    await add(input, index === missing.length - 1);
    ran = await runsEnded(panel, id, ran + 1);
  }
  for (const points of inShownOrder(panel, one)) for (const n of points) await hands.key(String(n));
  await panel.scored(6);
  const title = await panel.title();
  await hands.key('Enter');
  // Both at or below 4: a correction is asked for, and a second Enter goes without.
  if (one.points.every((points) => total(points) <= 4)) {
    await panel.frame.locator('.notice', { hasText: 'ask for a correction' }).waitFor();
    await hands.key('Enter');
  }
  await eventually('the next task is shown, or all are judged', async () => {
    if ((await panel.title()) !== title) return true;
    return panel.query('SELECT 1 FROM annotations WHERE status = ?', 'submitted').length === 10;
  });
  return ran;
}

/**
 * Waits until both responses ran with the same inputs, at least so many, and nothing runs any more; resolves to how many that are.
 * What ran is read in the database, what goes on in the page.
 */
async function runsEnded(panel: Panel, taskId: string, atLeast: number): Promise<number> {
  const shown = panel.frame.locator('.runs-table tbody th .input-title:not(.as-written)');
  const going = panel.frame.locator('.run-all.going');
  let tested = 0;
  await eventually(
    `both responses of ${taskId} ran with ${atLeast} inputs or more`,
    async () => {
      const rows = panel.query<{ response: string; inputs: number }>(
        `SELECT response, count(DISTINCT input_id) FILTER (WHERE input_id <> '') AS inputs
           FROM runs JOIN tasks ON position = task
           WHERE tasks.id = ? AND response IN ('1', '2') GROUP BY response`,
        taskId,
      );
      const [first, second] = rows.map((row) => row.inputs);
      if (first === undefined || first !== second || first < atLeast) return false;
      tested = first;
      const wanted = atLeast > 0 ? tested : await shown.count();
      return tested === wanted && (await going.count()) === 0;
    },
    120_000,
  );
  return tested;
}

/** The points in the order of what is shown as A and B. */
function inShownOrder(panel: Panel, one: Case): number[][] {
  const [order] = panel.query<{ first: number }>(
    'SELECT first FROM orders JOIN tasks ON position = task WHERE tasks.id = ?',
    one.task.id,
  );
  return order?.first === 2 ? [...one.points].reverse() : one.points;
}
