import { PageHands, type Counter } from './counter.ts';
import type { Case } from './material.ts';
import { eventually, type Panel } from './panel.ts';

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
  const add = async (input: string): Promise<void> => {
    await hands.key('i');
    await panel.frame.locator('.input-form textarea:focus').waitFor();
    await hands.type(input);
    await hands.key('Control+Enter');
  };
  if (inputs === 'typed') for (const input of one.inputs) await add(input);
  await hands.key('r');
  let ran = await runsEnded(panel, id, inputs === 'typed' ? 2 : 0);
  // With too few, the annotator types what is missing, and that runs at once.
  for (const input of one.inputs.slice(ran)) {
    await add(input);
    ran = await runsEnded(panel, id, ran + 1);
  }
  for (const points of inShownOrder(panel, one)) for (const n of points) await hands.key(String(n));
  await panel.scored(6);
  const title = await panel.title();
  await hands.key('Enter');
  await eventually('the next task is shown, or all are judged', async () => {
    if ((await panel.title()) !== title) return true;
    return panel.query('SELECT 1 FROM annotations WHERE status = ?', 'submitted').length === 10;
  });
  return ran;
}

/** Waits until nothing runs and both responses ran with at least `atLeast` inputs; resolves to how many that are. */
async function runsEnded(panel: Panel, taskId: string, atLeast: number): Promise<number> {
  const tested = (): number => {
    const rows = panel.query<{ response: string; n: number }>(
      `SELECT response, count(DISTINCT input_id) AS n FROM runs JOIN tasks ON position = task
         WHERE id = ? AND input_id <> '' AND response IN ('1', '2') GROUP BY response`,
      taskId,
    );
    return rows.length === 2 ? Math.min(...rows.map((row) => row.n)) : 0;
  };
  const asIs = (): number =>
    panel.query(
      `SELECT DISTINCT response FROM runs JOIN tasks ON position = task WHERE id = ? AND response IN ('1', '2')`,
      taskId,
    ).length;
  await eventually(
    `both responses of ${taskId} ran with ${atLeast} inputs or more`,
    async () =>
      asIs() === 2 &&
      tested() >= atLeast &&
      (await panel.frame.locator('[data-status="running"], [data-status="waiting"]').count()) === 0,
    120_000,
  );
  return tested();
}

/** The points in the order of what is shown as A and B. */
function inShownOrder(panel: Panel, one: Case): number[][] {
  const [order] = panel.query<{ first: number }>(
    'SELECT first FROM orders JOIN tasks ON position = task WHERE id = ?',
    one.task.id,
  );
  return order?.first === 2 ? [...one.points].reverse() : one.points;
}
