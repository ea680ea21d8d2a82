import * as vscode from 'vscode';
import type { ResponseNumber } from '../../domain/annotation.ts';
import type { GenerationEngine } from '../../generation/generationEngine.ts';
import { asTouchstoneError, cancelled, TouchstoneError } from '../../platform/errors.ts';
import { blindError } from '../../generation/blindErrors.ts';
import type { GenerationOutcome } from '../../generation/generationOutcome.ts';
import { confirm, flash, offer, withProgress, testConnection } from '../common/notifications.ts';
import { taskPages } from '../../store/api/taskPages.ts';
import { Owner } from '../common/owner.ts';
import { WorkMeter } from '../common/workMeter.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { pickFailed } from './generationFailures.ts';
import { outcomeText, waitText } from './generationText.ts';

/** What has come of a response under way; `thought`: about how many tokens its model has thought so far. */
export interface TextPiece {
  taskId: string;
  response: ResponseNumber;
  delta: string;
  thought?: number;
}

/** Asks the models, shows what comes, and can be stopped. */
export class GenerationController extends ProjectPart {
  readonly #stops = new Map<string, AbortController>();
  readonly #text = this.own(new vscode.EventEmitter<TextPiece>());
  readonly #state = this.own(new vscode.EventEmitter<string>());
  readonly #show: (taskId: string) => Promise<void>;
  readonly #progress = this.own(new vscode.EventEmitter<void>());
  /** Responses that are being asked for. */
  readonly #running = new Map<string, { taskId: string; response: ResponseNumber }>();
  #meter: WorkMeter | undefined;
  #listening: { engine: GenerationEngine; stop: { dispose(): void }[] } | undefined;

  /** How far asking for all of them is. */
  readonly onDidProgress = this.#progress.event;
  /** Pieces of text as they come, and how much a model has thought. */
  readonly onText = this.#text.event;
  /** Asking began or ended for a task. */
  readonly onDidChange = this.#state.event;

  /** `show`: opens a task. */
  constructor(projects: Projects, show: (taskId: string) => Promise<void>) {
    super(projects);
    this.#show = show;
  }

  /** The last time that all were asked for. */
  get meter(): WorkMeter | undefined {
    return this.#meter;
  }

  get running(): Iterable<{ taskId: string; response: ResponseNumber }> {
    return this.#running.values();
  }

  partial(taskId: string, response: ResponseNumber): string | undefined {
    return this.#listening?.engine.partial(taskId, response);
  }

  thoughtSoFar(taskId: string, response: ResponseNumber): number {
    return this.#listening?.engine.thoughtSoFar(taskId, response) ?? 0;
  }

  async #engine(): Promise<GenerationEngine> {
    const session = await this.projects.need();
    const engine = await session.engine();
    if (this.#listening?.engine !== engine) {
      for (const s of this.#listening?.stop ?? []) s.dispose();
      this.#listening = {
        engine,
        stop: [
          engine.onText((piece) => this.#text.fire(piece)),
          engine.onThought(({ tokens, ...of }) => this.#text.fire({ ...of, delta: '', thought: tokens })),
          engine.onState(({ taskId, response, state }) => {
            if (state === 'running') this.#running.set(`${response}:${taskId}`, { taskId, response });
            else this.#running.delete(`${response}:${taskId}`);
            this.#state.fire(taskId);
          }),
        ],
      };
    }
    return engine;
  }

  /** One task: the responses that are missing, or both again when both are there. */
  async generate(taskId: string): Promise<{ taskId: string; generated: number }> {
    const session = await this.projects.need();
    const engine = await this.#engine();
    const look = await session.store.taskDetail(taskId, session.annotator);
    if (look.annotation?.status === 'submitted')
      throw new TouchstoneError(
        'model-bad-request',
        vscode.l10n.t('This task is submitted: its responses stay as they were judged.'),
        vscode.l10n.t('Undo the submit first if you want others.'),
      );
    const both = look.generations.length === 2;
    const question = vscode.l10n.t(
      'Both responses are there. Replace them? Points already given are set aside into the history.',
    );
    if (both && !(await confirm(question, vscode.l10n.t('Generate Again')))) throw cancelled();
    this.#stops.get(taskId)?.abort();
    const stop = new AbortController();
    this.#stops.set(taskId, stop);
    try {
      const generated = await engine.generateTask(taskId, { signal: stop.signal, again: both });
      return { taskId, generated };
    } catch (error) {
      throw blindError(asTouchstoneError(error), session.project.config);
    } finally {
      if (this.#stops.get(taskId) === stop) this.#stops.delete(taskId);
      this.#state.fire(taskId);
    }
  }

  /** Also when it is being asked for by "generate all". */
  stop(taskId: string): void {
    this.#stops.get(taskId)?.abort();
    this.#listening?.engine.cancel(taskId);
  }

  /** All that is being asked for. */
  stopAll(): void {
    this.#listening?.engine.cancel();
  }

  /**
   * All tasks that lack a response, a bounded number at once; or the tasks given (`again`: also where both are there). Its end says what
   * came, what did not, and from where.
   */
  async generateAll(
    which: { taskIds?: readonly string[]; again?: boolean } = {},
  ): Promise<{ generated: number; failed: number }> {
    const engine = await this.#engine();
    const session = await this.projects.need();
    const meter = (this.#meter = new WorkMeter('responses', 0));
    this.#progress.fire();
    const asked = withProgress(vscode.l10n.t('Generating responses'), (report, signal) =>
      engine.generateAll({
        ...which,
        signal,
        onProgress: ({ done: good, total, failed, tokens, atOnce, waits }) => {
          const done = good + failed;
          meter.progress(done, total, tokens, atOnce);
          this.#progress.fire();
          const message =
            failed > 0
              ? vscode.l10n.t('{0} of {1}, {2} failed', done, total, failed)
              : vscode.l10n.t('{0} of {1}', done, total);
          report(waits ? `${message}; ${waitText(waits)}` : message, done / Math.max(1, total));
        },
      }),
    );
    const ended = (how: 'done' | 'stopped'): void => {
      meter.end(how);
      this.#progress.fire();
    };
    const outcome = await asked.then(undefined, (error: unknown) => {
      ended('stopped');
      throw blindError(asTouchstoneError(error), session.project.config);
    });
    ended(outcome.cancelled ? 'stopped' : 'done');
    this.#tell(session, outcome);
    if (outcome.cancelled) throw cancelled();
    const { generated, failed } = outcome;
    return { generated, failed };
  }

  /** Lists what failed: to look at a task, or to ask again. Resolves to whether there is any. */
  async showFailures(): Promise<boolean> {
    const session = await this.projects.need();
    const chosen = await pickFailed(session);
    if (chosen === 'again') await this.generateAll({ taskIds: await failedIn(session) });
    else if (chosen) await this.#show(chosen.taskId);
    return chosen !== undefined;
  }

  #tell(session: Session, outcome: GenerationOutcome): void {
    const { config } = session.project;
    const text = outcomeText(outcome, config);
    this.log.info(`generated ${outcome.generated}, failed ${outcome.failed}`);
    const { lacking, failed, cancelled: stopped } = outcome;
    if (stopped || lacking.length === 0) return flash(`$(check) ${text}`, 8000);
    for (const { ended } of outcome.models)
      if (ended) this.log.debug(`${ended.code}: ${ended.message}`, ended.detail ?? '');
    offer(
      this.log,
      text,
      {
        [vscode.l10n.t('Retry Failed')]: () => this.generateAll({ taskIds: lacking }),
        ...(failed > 0 && { [vscode.l10n.t('Show Failures…')]: () => this.showFailures() }),
        [vscode.l10n.t('Test Connection')]: () => testConnection(),
      },
      'warning',
    );
  }

  override dispose(): void {
    for (const stop of this.#stops.values()) stop.abort();
    for (const s of this.#listening?.stop ?? []) s.dispose();
    super.dispose();
  }
}

/** All tasks with a failed response. */
async function failedIn({ store, annotator }: Session): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of taskPages(store, annotator, { state: 'failed' }))
    ids.push(...page.map(({ id }) => id));
  return ids;
}

/** Whether VS Code offers language models; looked for at first need, since that wakes the extensions which offer them. */
export class OfferedModels extends Owner {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  #listening: vscode.Disposable | undefined;
  #any = false;

  readonly onDidChange = this.#changed.event;

  /** As far as it is known yet. */
  get any(): boolean {
    if (!this.#listening) {
      this.#listening = this.own(vscode.lm.onDidChangeChatModels(() => void this.#look()));
      void this.#look();
    }
    return this.#any;
  }

  async #look(): Promise<void> {
    const found = await Promise.resolve(vscode.lm.selectChatModels()).catch(() => []);
    if (found.length > 0 === this.#any) return;
    this.#any = found.length > 0;
    this.#changed.fire();
  }
}
