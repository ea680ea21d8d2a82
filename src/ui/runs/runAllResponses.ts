import * as vscode from 'vscode';
import * as z from 'zod';
import { taskStates, type ResponseNumber, type TaskState } from '../../domain/annotation.ts';
import type { ModelSummary } from '../../insights/runSummary.ts';
import { ownFolder } from '../../platform/ownFolder.ts';
import type { RunAllCounts, RunAllOptions, RunAllProgress } from '../../runs/runAll.ts';
import { checked } from '../common/checked.ts';
import { withProgress } from '../common/notifications.ts';
import { settings } from '../common/services.ts';
import { joined } from '../common/taskText.ts';
import { WorkMeter } from '../common/workMeter.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import { mustBeTrusted, type RunController } from './runController.ts';
import type { Session } from '../session/session.ts';

const argumentsSchema = z
  .strictObject({
    /** Only tasks in this state, or with these words. */
    state: z.enum(taskStates as [TaskState, ...TaskState[]]).optional(),
    text: z.string().optional(),
    taskIds: z.array(z.string()).optional(),
    /** Also what was run already. */
    again: z.boolean().optional(),
    /** Also the checks of responses of which two ran out of time. */
    rest: z.boolean().optional(),
    concurrency: z.number().int().min(1).max(64).optional(),
  })
  .default({});

/** What the command resolves to. */
export interface RunAllResult extends RunAllCounts {
  models: [ModelSummary, ModelSummary];
}

/** Runs every generation of the project, and tells how far that is. */
export class RunEverything extends ProjectPart {
  readonly #runs: RunController;
  readonly #began = this.own(new vscode.EventEmitter<void>());
  readonly #progress = this.own(new vscode.EventEmitter<void>());
  readonly #running = new Map<string, { taskId: string; response: ResponseNumber }>();
  #meter: WorkMeter | undefined;
  #stop: AbortController | undefined;

  /** It begins: what can be asked was asked. */
  readonly onDidBegin = this.#began.event;
  readonly onDidProgress = this.#progress.event;

  constructor(projects: Projects, runs: RunController) {
    super(projects);
    this.#runs = runs;
  }

  /** The last time that it was done. */
  get meter(): WorkMeter | undefined {
    return this.#meter;
  }

  /** Responses whose programs run now. */
  get running(): Iterable<{ taskId: string; response: ResponseNumber }> {
    return this.#running.values();
  }

  stop(): void {
    this.#stop?.abort();
  }

  /**
   * Runs what is missing. Errors: `run-untrusted`, `answer-invalid` (the arguments), `cancelled`, those of `runAll`.
   */
  async run(argument: unknown): Promise<RunAllResult> {
    mustBeTrusted();
    const usage = 'runAll takes { state?, text?, taskIds?, again?, rest?, concurrency? }.';
    const wanted = checked(argumentsSchema, argument, 'answer-invalid', () => usage);
    const { state, text, taskIds, again, rest, concurrency = settings.runConcurrency() } = wanted;
    const session = await this.projects.need();
    const [{ runAll, summaryOf, taskIdsOf }, service] = await Promise.all([
      import('./runWork.ts'),
      this.#runs.services.of(session),
    ]);
    await ownFolder(session.folder, '.touchstone', 'runs');
    const { store, annotator } = session;
    const ids = taskIds ?? (await taskIdsOf(store, annotator, { state, text }));
    const meter = (this.#meter = new WorkMeter('runs', concurrency));
    const stop = (this.#stop = new AbortController());
    const options = {
      store,
      service,
      annotator,
      taskIds: ids,
      again,
      rest,
      concurrency,
      ...this.#told(meter),
    };
    this.#began.fire();
    let counts: RunAllCounts;
    try {
      counts = await withProgress(vscode.l10n.t('Running responses'), (report, signal) => {
        const onProgress = ({ done, total }: RunAllProgress): void => {
          meter.progress(done, total);
          this.#progress.fire();
          report(vscode.l10n.t('{0} of {1}', done, total), done / Math.max(1, total));
        };
        return runAll({ ...options, onProgress, signal: AbortSignal.any([signal, stop.signal]) });
      });
      meter.end('done');
    } catch (error) {
      meter.end('stopped');
      throw error;
    } finally {
      this.#progress.fire();
    }
    return { ...counts, models: await summaryOf(store, ids, await shownNames(session)) };
  }

  #told(meter: WorkMeter): Pick<RunAllOptions, 'onRunning' | 'onProblem'> {
    return {
      onRunning: (taskId, response, isRunning) => {
        if (isRunning) this.#running.set(`${response}:${taskId}`, { taskId, response });
        else this.#running.delete(`${response}:${taskId}`);
        this.#progress.fire();
      },
      onProblem: (taskId, { message, action }) => meter.problem(taskId, joined(' ', message, action)),
    };
  }

  override dispose(): void {
    this.stop();
    super.dispose();
  }
}

/** "Response 1" and "Response 2" while work is open in a blind project (as in the tree's title), else those of the models. */
async function shownNames(session: Session): Promise<[string, string] | undefined> {
  const { blind } = session.project.config;
  const { byState } = await session.store.counts(session.annotator);
  const open = byState['to-score'] + byState.draft;
  if (blind && open > 0) return [vscode.l10n.t('Response {0}', 1), vscode.l10n.t('Response {0}', 2)];
  return undefined;
}
