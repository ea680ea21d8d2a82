import * as l10n from '@vscode/l10n';
import type { ResponseNumber } from '../domain/annotation.ts';
import { summarise, type ModelSummary, type TaskRuns } from './runSummary.ts';
import type { Store } from '../store/api/store.ts';
import { codeHash, programOf } from '../code/program.ts';
import { inputsToRun } from '../runs/runAll.ts';

/**
 * What the stored runs of these tasks say about each model; nothing is run. `names`: those to be shown; without them those of the models that
 * wrote the responses, which may be others than the project names now.
 */
export async function summaryOf(
  store: Pick<Store, 'taskDetail' | 'samples'>,
  taskIds: readonly string[],
  names?: readonly [string, string],
): Promise<[ModelSummary, ModelSummary]> {
  const tasks: TaskRuns[] = [];
  const writers = { 1: new Set<string>(), 2: new Set<string>() };
  for (const taskId of taskIds) {
    const { current, ...task } = await taskRuns(store, taskId);
    for (const [response, model] of current) writers[response].add(model);
    tasks.push(task);
  }
  return summarise(tasks, names ?? [nameOf(1, writers[1]), nameOf(2, writers[2])]);
}

function nameOf(response: ResponseNumber, writers: ReadonlySet<string>): string {
  return [...writers].filter((name) => name !== '').join(', ') || l10n.t('Response {0}', response);
}

/** Any annotator's view of a task shows its generations and runs; whose answers come along does not matter here. */
const nobody = '';

/** What the stored runs of a task's responses are, with the models that wrote those that are there. */
export async function taskRuns(
  store: Pick<Store, 'taskDetail' | 'samples'>,
  taskId: string,
): Promise<TaskRuns & { current: ReadonlyMap<ResponseNumber, string> }> {
  const [detail, { samples, runs }] = await Promise.all([
    store.taskDetail(taskId, nobody),
    store.samples(taskId),
  ]);
  const current = new Map(samples.filter((s) => !s.replaced).map((s) => [s.response, s.model]));
  return {
    taskId,
    current,
    inputs: inputsToRun(detail),
    samples: samples
      // An answer of another model that stood there once is no sample of this one.
      .filter((sample) => (current.get(sample.response) ?? sample.model) === sample.model)
      .map((sample) => {
        const program = programOf(sample.text, { task: detail.task });
        const hash = program && codeHash(program);
        const own = runs.filter((run) => run.response === sample.response && run.codeHash === hash);
        return {
          response: sample.response,
          current: !sample.replaced,
          hasCode: program !== undefined,
          runs: own.map(({ input, verdict, sandbox }) => ({ inputId: input?.id, verdict, sandbox })),
        };
      }),
  };
}
