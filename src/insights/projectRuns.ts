import { summarise, type ModelSummary, type TaskRuns } from './runSummary.ts';
import type { Store } from '../store/api/store.ts';
import { codeHash, programOf } from '../code/program.ts';
import { inputsToRun } from '../runs/runAll.ts';

/** What the stored runs of these tasks say about each model. `names` are those to be shown; nothing is run. */
export async function summaryOf(
  store: Pick<Store, 'taskDetail' | 'samples'>,
  taskIds: readonly string[],
  names: readonly [string, string],
): Promise<[ModelSummary, ModelSummary]> {
  const tasks: TaskRuns[] = [];
  for (const taskId of taskIds) tasks.push(await taskRuns(store, taskId));
  return summarise(tasks, names);
}

/** Any annotator's view of a task shows its generations and runs; whose answers come along does not matter here. */
const nobody = '';

async function taskRuns(store: Pick<Store, 'taskDetail' | 'samples'>, taskId: string): Promise<TaskRuns> {
  const [detail, { samples, runs }] = await Promise.all([
    store.taskDetail(taskId, nobody),
    store.samples(taskId),
  ]);
  const current = new Map(samples.filter((s) => !s.replaced).map((s) => [s.response, s.model]));
  return {
    taskId,
    inputs: inputsToRun(detail),
    samples: samples
      // An answer of another model that stood there once is no sample of this one.
      .filter((sample) => (current.get(sample.response) ?? sample.model) === sample.model)
      .map((sample) => {
        const program = programOf(sample.text, { taskLanguage: detail.task.language });
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
