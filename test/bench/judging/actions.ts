import { ArgillaPage } from './argillaPage.ts';
import { judgeByPanel, type Inputs } from './byPanel.ts';
import { judgeByTerminal, type Way } from './byTerminal.ts';
import { Counter } from './counter.ts';
import { guidelines, tenCases, tenTasksProject, total, type Case } from './material.ts';
import { Panel, type StoredAnswer } from './panel.ts';
import { Shell } from './shell.ts';

/**
 * Counts the actions of whole judgements: both responses are run with two inputs each, both are scored, the answer is submitted.
 * The same ten tasks in Argilla's web page beside a terminal and in Touchstone's panel, each in two ways. Every act is really
 * done; in the end both stores must hold the ten answers.
 */
export async function benchActions(vsix: string): Promise<void> {
  const cases = tenCases();
  const counts: Counts = {};
  const { config } = tenTasksProject(true);
  const panels: [Inputs, boolean][] = [
    ['found', true],
    ['typed', false],
  ];
  let workbench: Panel | undefined;
  try {
    for (const [inputs, tests] of panels) {
      await workbench?.close();
      workbench = await openPanel(vsix, tests);
      counts[`panel, inputs ${inputs}`] = await judgeAllByPanel(workbench, cases, inputs);
    }
    if (!workbench) return;
    for (const way of ['plain', 'terse'] as const) {
      const argilla = await ArgillaPage.open(workbench.workbench.browser, {
        config,
        guidelines: { text: guidelines, version: 'v1' },
        tasks: cases.map((one) => one.task),
      });
      counts[`Argilla, ${way}`] = await judgeAllByTerminal(argilla, cases, way);
      await argilla.close();
    }
  } catch (error) {
    await workbench?.failurePicture();
    throw error;
  } finally {
    await workbench?.close();
  }
  report(cases, counts);
}

type Counts = Record<string, Map<string, Counter>>;

function openPanel(vsix: string, tests: boolean): Promise<Panel> {
  const { files } = tenTasksProject(tests);
  // What does not end is stopped as soon as in the terminal.
  const settings = { 'touchstone.run.timeoutSeconds': 5 };
  return Panel.open({ vsix, files, settings }, 'merge_intervals');
}

async function judgeAllByPanel(panel: Panel, cases: Case[], inputs: Inputs): Promise<Map<string, Counter>> {
  const counted = new Map<string, Counter>();
  for (const one of cases) {
    const counter = new Counter();
    const ran = await judgeByPanel(panel, one, counter, inputs);
    if (ran < 2) throw new Error(`${one.task.id}: the responses ran with ${ran} inputs`);
    counted.set(one.task.id, counter);
    console.log(`panel, inputs ${inputs}: ${one.task.id}: ${counter.actions} actions, ${ran} inputs ran`);
  }
  checkStored('Touchstone', panel.stored(), cases);
  return counted;
}

async function judgeAllByTerminal(
  argilla: ArgillaPage,
  cases: Case[],
  way: Way,
): Promise<Map<string, Counter>> {
  const counted = new Map<string, Counter>();
  const shell = await Shell.open();
  try {
    while (counted.size < cases.length) {
      // The server's order of pending records is its own.
      const text = (await argilla.field('instruction').textContent()) ?? '';
      const one = cases.find(({ task }) => task.entryPoint !== undefined && text.includes(task.entryPoint));
      if (!one || counted.has(one.task.id)) throw new Error(`Argilla shows an unexpected record: ${text}`);
      const counter = new Counter();
      await judgeByTerminal(argilla, shell, one, counter, way);
      counted.set(one.task.id, counter);
    }
    checkStored('Argilla', await argilla.stored(), cases);
    return counted;
  } finally {
    shell.close();
  }
}

function checkStored(where: string, stored: StoredAnswer[], cases: Case[]): void {
  for (const { task, points } of cases) {
    const wanted = points.map(total).join();
    const found = stored.filter((one) => one.taskId === task.id && one.status === 'submitted');
    if (found.length !== 1 || found[0]?.scores.join() !== wanted)
      throw new Error(`${where} does not hold ${wanted} for ${task.id}: ${JSON.stringify(found)}`);
  }
}

function report(cases: Case[], counts: Counts): void {
  const names = Object.keys(counts);
  const line = (first: string, cells: (string | number)[]): void =>
    console.log(
      `| ${first.padEnd(28)} | ${cells.map((cell, i) => String(cell).padStart(names[i]?.length ?? 0)).join(' | ')} |`,
    );
  const sum = (name: string, of: (counter: Counter) => number): number =>
    [...(counts[name]?.values() ?? [])].reduce((all, counter) => all + of(counter), 0);

  console.log('\nactions of one judgement (a typed text counts once)\n');
  line('task', names);
  line(
    '---',
    names.map(() => '---:'),
  );
  for (const { task } of cases)
    line(
      task.id,
      names.map((name) => counts[name]?.get(task.id)?.actions ?? '–'),
    );
  line(
    'all ten',
    names.map((name) => sum(name, (c) => c.actions)),
  );
  for (const kind of ['key', 'text', 'paste', 'click', 'window'] as const)
    line(
      `… ${kind}`,
      names.map((name) => sum(name, (c) => c.kinds[kind])),
    );
  line(
    'each character counted',
    names.map((name) => sum(name, (c) => c.presses)),
  );
  console.log('');
  for (const ours of names.filter((name) => name.startsWith('panel')))
    for (const theirs of names.filter((name) => name.startsWith('Argilla'))) {
      const ratio = sum(ours, (c) => c.actions) / sum(theirs, (c) => c.actions);
      const presses = sum(ours, (c) => c.presses) / sum(theirs, (c) => c.presses);
      console.log(
        `${ours} / ${theirs}: ${ratio.toFixed(2)} (each character counted: ${presses.toFixed(2)}); aim ≤ 0.50`,
      );
    }
}
