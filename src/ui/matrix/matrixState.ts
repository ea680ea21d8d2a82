import * as l10n from '@vscode/l10n';
import type { MatrixTask } from '../../domain/matrix.ts';
import type { MatrixState } from '../../protocol/matrixMessages.ts';
import type { WorkMeter } from '../common/workMeter.ts';
import type { Session } from '../session/session.ts';
import { kindsOf, matrixRow, writersOf, type MatrixRules } from './matrixRow.ts';
import type { MatrixRows } from './matrixRows.ts';
import type { MatrixSums } from './matrixSums.ts';

/** What is known of one project for one annotator, as long as the page is open. */
export interface Open {
  session: Session;
  rules: MatrixRules;
  rows: MatrixRows;
  sums: MatrixSums;
  models: [string, string];
  /** Something is left to judge blind. */
  isBlind: boolean;
}

/** What stands above the table. */
export function matrixState(
  { session, rows, rules, sums, isBlind, models: named }: Open,
  { meter, isTrusted }: { meter: WorkMeter | undefined; isTrusted: boolean },
): MatrixState {
  const tasks = rows.all();
  const models = isBlind ? named : writersOf(tasks, named);
  const wrong = wrongResponses(tasks, rules);
  const view = meter?.view();
  const canRetry = meter?.kind === 'runs' ? meter.failedTasks.length > 0 : wrong.ids.length > 0;
  return {
    project: session.project.config.name,
    models,
    blind: rules.config.blind,
    passAt: sums.latest,
    isCounting: sums.isCounting,
    kinds: kindsOf(tasks, models, isBlind ? l10n.t('Both models') : undefined),
    complete: rows.isComplete,
    total: tasks.length,
    submitted: tasks.filter(({ state }) => state === 'submitted').length,
    ...(view && { work: view.kind === 'responses' ? { ...view, problems: wrong.problems } : view }),
    can: [
      ...(isTrusted ? ['runAll'] : []),
      ...(session.canGenerate && tasks.some(({ state }) => state === 'to-generate') ? ['generateAll'] : []),
      ...(canRetry && meter?.isGoing !== true ? ['retry'] : []),
      ...(!rules.config.blind || rules.reveals ? ['byModel'] : []),
    ],
  };
}

/** Tasks whose models were asked for a response that did not come, and why, each reason once. */
export function wrongResponses(
  tasks: readonly MatrixTask[],
  rules: MatrixRules,
): { ids: string[]; problems: { text: string; count: number }[] } {
  const wrong = tasks.filter(({ responses }) => responses.some(({ failure }) => failure !== undefined));
  const counts = new Map<string, number>();
  for (const { sides } of wrong.map((task) => matrixRow(task, rules)))
    for (const { failure } of sides)
      if (failure !== undefined) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return { ids: wrong.map(({ id }) => id), problems: [...counts].map(([text, count]) => ({ text, count })) };
}
