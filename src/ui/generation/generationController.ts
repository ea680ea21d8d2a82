import * as vscode from 'vscode';
import type { ResponseNumber } from '../../domain/annotation.ts';
import type { GenerationEngine } from '../../generation/generationEngine.ts';
import { asTouchstoneError, cancelled, TouchstoneError } from '../../platform/errors.ts';
import { blindError } from '../../generation/blindErrors.ts';
import { confirm, withProgress } from '../common/notifications.ts';
import { Owner } from '../common/owner.ts';
import { ProjectPart } from '../session/projects.ts';

/** Asks the models, shows what comes, and can be stopped. */
export class GenerationController extends ProjectPart {
  readonly #stops = new Map<string, AbortController>();
  readonly #text = this.own(
    new vscode.EventEmitter<{ taskId: string; response: ResponseNumber; delta: string }>(),
  );
  readonly #state = this.own(new vscode.EventEmitter<string>());
  #listening: { engine: GenerationEngine; stop: { dispose(): void }[] } | undefined;

  readonly onText = this.#text.event;
  /** Asking began or ended for a task. */
  readonly onDidChange = this.#state.event;

  partial(taskId: string, response: ResponseNumber): string | undefined {
    return this.#listening?.engine.partial(taskId, response);
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
          engine.onState(({ taskId }) => this.#state.fire(taskId)),
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

  /** All tasks that lack a response, a bounded number at once; or the tasks given (`again`: also where both are there). */
  async generateAll(
    which: { taskIds?: readonly string[]; again?: boolean } = {},
  ): Promise<{ generated: number; failed: number }> {
    const engine = await this.#engine();
    const { config } = (await this.projects.need()).project;
    const asked = withProgress(vscode.l10n.t('Generating responses'), (report, signal) =>
      engine.generateAll({
        ...which,
        signal,
        onProgress: ({ done: good, total, failed }) => {
          const done = good + failed;
          const message =
            failed > 0
              ? vscode.l10n.t('{0} of {1}, {2} failed', done, total, failed)
              : vscode.l10n.t('{0} of {1}', done, total);
          report(message, done / Math.max(1, total));
        },
      }),
    );
    const result = await asked.then(undefined, (error: unknown) => {
      throw blindError(asTouchstoneError(error), config);
    });
    if (result.failed > 0)
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          '{0} responses failed; the reasons stand with the tasks, and "Generate" tries them again.',
          result.failed,
        ),
      );
    this.log.info(`generated ${result.generated}, failed ${result.failed}`);
    return result;
  }

  override dispose(): void {
    for (const stop of this.#stops.values()) stop.abort();
    for (const s of this.#listening?.stop ?? []) s.dispose();
    super.dispose();
  }
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
