import { deepEqual, equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MatrixShown } from '../../../src/ui/matrix/matrixPanel.ts';
import type { RunAllResult } from '../../../src/ui/runs/runAllResponses.ts';
import { test, until } from '../support/harness.ts';
import { command, openProject, otherWindow, right, setting } from '../support/recorded.ts';

/** The matrix inside the editor: what it shows, that it follows what changes and what goes on, and tries again what failed. */

const wrong = 'def f(x):\n    return x - 1';

const openMatrix = async (argument?: object): Promise<MatrixShown & { text?: string }> => {
  const shown = await command<MatrixShown & { text?: string }>('openMatrix', ...(argument ? [argument] : []));
  ok(shown, 'the command has failed');
  return shown;
};

const isOpen = (): boolean =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('touchstone.matrix'),
    );

/** What came of both responses of a task, the better first: which of them is A is nobody's to know. */
function outcomes({ rows }: MatrixShown, id: string): string[] {
  return (rows.find((row) => row.id === id)?.sides ?? []).map(({ outcome }) => outcome).sort();
}

test('it opens with all tasks, and Run All ends in it', async () => {
  await openProject('matrix-all', { one: [right, wrong], two: [wrong, 'def f(x): 1/0'] });
  const first = await openMatrix();
  await until('the page is there', isOpen);
  deepEqual(
    first.rows.map(({ id, state, sides }) => [id, state, sides.map(({ outcome }) => outcome)]),
    [
      ['one', 'to-score', ['not-run', 'not-run']],
      ['two', 'to-score', ['not-run', 'not-run']],
    ],
  );
  equal(first.state.work, undefined);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');

  const ran = await command<RunAllResult>('runAll');
  equal(ran?.made, 8);
  await until('Run All has opened it', isOpen);
  const shown = await openMatrix();
  deepEqual(outcomes(shown, 'one'), ['failed', 'passed']);
  deepEqual(outcomes(shown, 'two'), ['crashed', 'failed']);
  const { work } = shown.state;
  deepEqual([work?.kind, work?.state, work?.done, work?.total], ['runs', 'done', 4, 4]);
  const counted = await until('pass@k is counted', async () => {
    const { state } = await openMatrix();
    return state.isCounting ? undefined : state;
  });
  // What is to be judged blind is two tasks: no figure tells of so few.
  deepEqual(counted.passAt, [[], []]);
  deepEqual(counted.models, ['Model 1', 'Model 2']);
  deepEqual(counted.kinds, [{ label: 'Both models', counts: { passed: 1, failed: 2, crashed: 1 } }]);
  ok(!JSON.stringify(shown).includes('coder'), 'no model is named while something is left to judge blind');
});

test('it follows answers and other windows, and names models once all is submitted', async () => {
  const touchstone = await openProject('matrix-all', { one: [right, wrong], two: [wrong, 'def f(x): 1/0'] });
  await command('runAll');
  await openMatrix();
  const store = await otherWindow('matrix-all');
  const tests = (await touchstone.runs('two')).find(({ input }) => input === 'assert f(1) == 2');
  for (const [hidden, found] of [
    [true, ['ran', 'ran']],
    [false, ['crashed', 'failed']],
  ] as const) {
    await store.hideInput('two', tests?.inputId ?? '', hidden);
    await until(
      'what another window does is seen',
      async () => String(outcomes(await openMatrix(), 'two')) === String(found),
    );
  }
  await store.close();
  for (const id of ['one', 'two']) await touchstone.annotate(id, { score1: 7, score2: 6 }, 'submitted');
  const shown = await until('both are submitted, and counted', async () => {
    const found = await openMatrix();
    return found.state.submitted === 2 && !found.state.isCounting && found.state.passAt[0].length > 0
      ? found
      : undefined;
  });
  deepEqual(shown.state.models, ['tidy-coder-1b', 'swift-coder-1b']);
  deepEqual(
    shown.state.kinds.map(({ label, counts }) => [label, counts]),
    [
      ['tidy-coder-1b', { passed: 1, failed: 1 }],
      ['swift-coder-1b', { failed: 1, crashed: 1 }],
    ],
  );
  const one = shown.rows.find(({ id }) => id === 'one');
  ok(one?.first !== undefined, 'which response is whose is known now');
  deepEqual(
    [one.sides[one.first].score, one.sides[one.first].outcome, one.sides[one.first].tests.judged],
    [7, 'passed', 1],
  );
  const { text } = await openMatrix({ copy: 'csv' });
  equal(await vscode.env.clipboard.readText(), text);
  match(text ?? '', /^task,language,state,response,outcome/);
  match(
    (await openMatrix({ copy: 'markdown' })).text ?? '',
    /^# Matrix of matrix\\-all\n\n\| Model \| pass@1 \|/,
  );
});

test('it is live while programs run', async () => {
  const slow = 'import time\ntime.sleep(3)\n' + right;
  await openProject('matrix-live', { slow: [slow, right] });
  await openMatrix();
  const running = command<RunAllResult>('runAll', { concurrency: 1 });
  const going = await until('it says that programs run', async () => {
    const { state } = await openMatrix();
    return state.work?.state === 'going' && state.work.total === 2 ? state : undefined;
  });
  deepEqual([going.work?.atOnce, going.can.includes('retry')], [1, false]);
  equal((await running)?.made, 4);
  equal((await openMatrix()).state.work?.state, 'done');
});

test('what could not be run is tried again', async () => {
  await openProject('matrix-retry', { one: [right, wrong] });
  await setting('run.runners', { python: { command: ['/no/such/python', '{file}'] } });
  try {
    const ran = await command<RunAllResult>('runAll');
    equal(ran?.made, 0);
    const { state } = await openMatrix();
    equal(state.work?.problems.length, 1);
    equal(state.work.problems[0]?.count, 2);
    ok(state.can.includes('retry'));
  } finally {
    await setting('run.runners', undefined);
  }
  const again = await openMatrix({ retry: true });
  deepEqual(outcomes(again, 'one'), ['failed', 'passed']);
  deepEqual([again.state.work?.problems, again.state.can.includes('retry')], [[], false]);
  equal(
    await command('openMatrix', { copy: 'pdf' }),
    undefined,
    'what is asked for in the wrong way is refused',
  );
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});
