import * as vscode from 'vscode';
import type { ShownOrder } from '../../domain/annotation.ts';
import { asTouchstoneError, isCancelled, TouchstoneError } from '../../platform/errors.ts';
import { ownFolder } from '../../platform/ownFolder.ts';
import type { RunView, SubjectView } from '../../protocol/reviewMessages.ts';
import { Neutraliser } from '../../runs/process/neutralise.ts';
import type { PreparedRun, RunPlace, RunService } from '../../runs/runService.ts';
import type { RunInput, Subject } from '../../domain/run.ts';
import type { Run, TaskDetail } from '../../store/api/store.ts';
import type { RunConsent } from './sandboxConsent.ts';
import type { Services } from '../common/services.ts';
import { showError } from '../common/showError.ts';
import { keyOf, LiveRuns } from './liveRuns.ts';
import { shownInputs } from '../common/programCache.ts';
import type { Projects } from '../session/projects.ts';
import { responseOf } from '../editors/responseDocuments.ts';
import { MissingPackages } from './missingPackageNotice.ts';
import { RunServices } from './runServices.ts';
import { heading, verdictLines } from './runReportText.ts';
import { RunTerminals, subjectTitle } from './runTerminals.ts';
import type { Session } from '../session/session.ts';
import type { RunTerminal } from './runTerminal.ts';
import { clip, plain, taskTitle } from '../common/taskText.ts';

/** What a run from the panel or a command is about. */
interface Batch {
  taskId: string;
  subject: Subject;
  shown: SubjectView;
  inputIds: (string | undefined)[];
  stop: AbortController;
  done: Promise<Run[]>;
}

/** With what a program runs, and where. */
interface Wanted {
  inputs: RunInput[];
  asWritten: boolean;
  place: RunPlace | undefined;
}

/** Runs responses in the integrated terminal; only in a trusted workspace and only when asked. */
export class RunController implements vscode.Disposable {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #live = new LiveRuns();
  readonly #batches = new Map<string, Batch>();
  readonly #terminals: RunTerminals;
  readonly #missing = new MissingPackages();
  readonly services: RunServices;

  /** A run began, ended or printed something; at most ten times a second. */
  readonly onDidChange = this.#live.onDidChange;

  constructor(services: Services, projects: Projects, consent: RunConsent) {
    this.#services = services;
    this.#projects = projects;
    this.#terminals = new RunTerminals(services);
    this.services = new RunServices(services, consent, () => this.stopAll());
  }

  /** Runs of one program that are under way or wait. */
  live(taskId: string, subject: Subject): RunView[] {
    return this.#live.of(taskId, subject);
  }

  /**
   * Runs the given programs of a task at the same time, each in a terminal of its own: as they are and with all inputs, or with one
   * input alone. Resolves to the runs when all have ended. Errors: `run-untrusted`, `task-missing`, `generation-missing`, `run-no-code`
   * (only when it concerns the one that was asked for), those of `RunService.place`.
   */
  async run(taskId: string, subjects: SubjectView[], inputId?: string): Promise<Run[]> {
    const { session, service, look } = await this.#open(taskId);
    const all = await shownInputs(look);
    const chosen = inputId === undefined ? all : all.filter((input) => input.id === inputId);
    if (inputId !== undefined && chosen.length === 0)
      throw new TouchstoneError('task-missing', vscode.l10n.t('This input is not there any more.'));
    const title = plain(clip(taskTitle(look.task.instruction, taskId), 24));
    const prepared = this.#prepareAll(service, look, [...new Set(subjects)]);
    // Asks whoever has to be asked before a terminal opens, and tells once what keeps both from running.
    const places = new Map<string, RunPlace>();
    for (const language of new Set(prepared.map(({ run }) => run.program.language)))
      places.set(language, await service.place(language));
    await ownFolder(session.folder, '.touchstone', 'runs');
    const asWritten = inputId === undefined;
    const runs = await Promise.all(
      prepared.map(({ shown, run }) =>
        this.#start(service, run, shown, title, {
          inputs: chosen,
          asWritten,
          place: places.get(run.program.language),
        }),
      ),
    );
    return runs.flat();
  }

  /** The program of a response or the correction, ready to run. Errors: as `run`. */
  async prepare(taskId: string, shown: SubjectView): Promise<{ service: RunService; prepared: PreparedRun }> {
    const { service, look } = await this.#open(taskId);
    const [only] = this.#prepareAll(service, look, [shown]);
    if (!only) throw new TouchstoneError('run-no-code', vscode.l10n.t('There is no code in it.'));
    return { service, prepared: only.run };
  }

  async #open(
    taskId: string,
  ): Promise<{ session: Session; service: RunService; look: TaskDetail & { shownOrder: ShownOrder } }> {
    mustBeTrusted();
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    return { session, look, service: await this.services.of(session) };
  }

  #prepareAll(
    service: RunService,
    look: TaskDetail & { shownOrder: ShownOrder },
    subjects: SubjectView[],
  ): { shown: SubjectView; run: PreparedRun }[] {
    return subjects.flatMap((shown) => {
      const text = textOf(look, shown);
      if (text === undefined && subjects.length > 1 && shown === 'correction') return [];
      if (text === undefined) throw missing(shown);
      try {
        return [{ shown, run: service.prepare(look.task.id, subjectOf(look, shown), text, look.task) }];
      } catch (error) {
        // One response without code does not keep the other from running.
        if (subjects.length === 1) throw error;
        const e = asTouchstoneError(error);
        void vscode.window.showWarningMessage(
          vscode.l10n.t('{0}: there is no code in it.', subjectTitle(shown)),
        );
        this.#services.log.warn(e.message);
        return [];
      }
    });
  }

  /** Stops one program's runs, or all of a task. */
  async stop(taskId: string, shown?: SubjectView): Promise<void> {
    for (const batch of this.#batches.values())
      if (batch.taskId === taskId && (shown === undefined || batch.shown === shown)) batch.stop.abort();
  }

  stopAll(): void {
    for (const batch of this.#batches.values()) batch.stop.abort();
  }

  /**
   * A program that runs already is not started again: who asks gets the runs under way, and what is not among them comes after
   * them.
   */
  async #start(
    service: RunService,
    prepared: PreparedRun,
    shown: SubjectView,
    title: string,
    { inputs, asWritten, place }: Wanted,
  ): Promise<Run[]> {
    const key = keyOf(prepared.taskId, prepared.response);
    const inputIds = [...(asWritten ? [undefined] : []), ...inputs.map((input) => input.id)];
    for (let batch = this.#batches.get(key); batch; batch = this.#batches.get(key)) {
      const going = batch.inputIds;
      if (inputIds.every((id) => going.includes(id))) return batch.done;
      await batch.done;
    }
    const stop = new AbortController();
    const { taskId, response: subject } = prepared;
    this.#live.wait(taskId, subject, inputIds);
    const options = { inputs, asWritten, place };
    const done = this.#inTerminal(service, prepared, shown, title, stop, options).finally(() => {
      this.#batches.delete(key);
      this.services.recheck();
      this.#live.clear(taskId, subject);
    });
    this.#batches.set(key, { taskId, subject, shown, inputIds, stop, done });
    return done;
  }

  async #inTerminal(
    service: RunService,
    prepared: PreparedRun,
    shown: SubjectView,
    title: string,
    stop: AbortController,
    options: Wanted,
  ): Promise<Run[]> {
    for (const batch of this.#batches.values()) if (batch.shown === shown) batch.stop.abort();
    const terminal = this.#terminals.open(shown, `Touchstone: ${title}`);
    try {
      return await this.#work(service, prepared, terminal, stop, options);
    } catch (error) {
      const e = asTouchstoneError(error);
      terminal.note([e.message, e.action].filter(Boolean).join(' '), 'bad');
      if (!isCancelled(e)) showError(e, this.#services.log);
      return [];
    } finally {
      terminal.finish();
    }
  }

  async #work(
    service: RunService,
    prepared: PreparedRun,
    terminal: RunTerminal,
    stop: AbortController,
    { inputs, asWritten, place }: Wanted,
  ): Promise<Run[]> {
    const { taskId, response: subject, program } = prepared;
    const live = this.#live;
    const fresh = (): { stdout: Neutraliser; stderr: Neutraliser } => ({
      stdout: new Neutraliser(),
      stderr: new Neutraliser(),
    });
    let out = fresh();
    let current: string | undefined;
    let told = '';
    return service.runInputs(prepared, inputs, {
      asWritten,
      place,
      interactive: true,
      signal: stop.signal,
      onStart: (started) => {
        out = fresh();
        current = started.input?.id;
        const about = `${started.runner} · ${program.language} · ${started.protection}`;
        if (about !== told) terminal.note((told = about));
        if (inputs.length > 0) heading(terminal, started.input);
        // Whoever stops one in the terminal does not want the rest either.
        terminal.attach({ write: started.write, end: started.end, stop: () => stop.abort() });
        live.start(taskId, subject, current, { runner: started.runner, sandbox: started.sandbox });
      },
      onOutput: (stream, chunk) => {
        const safe = out[stream].push(chunk);
        terminal.print(stream === 'stderr' && safe ? `\x1b[31m${safe}\x1b[39m` : safe);
        live.print(taskId, subject, current, stream, safe.replace(/\r\n/g, '\n'));
      },
      onRun: (run, missing) => {
        for (const stream of ['stdout', 'stderr'] as const) terminal.print(out[stream].flush());
        terminal.freshLine();
        verdictLines(terminal, run);
        if (missing) this.#missing.tell(terminal, missing);
        live.end(taskId, subject, run.input?.id);
      },
      onUnsupported: (input, error) => {
        heading(terminal, input);
        terminal.note(error.message, 'bad');
        live.end(taskId, subject, input.id);
      },
    });
  }

  dispose(): void {
    this.stopAll();
    this.#live.dispose();
    this.services.dispose();
  }
}

/** Errors: `run-untrusted`. */
export function mustBeTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new TouchstoneError(
    'run-untrusted',
    vscode.l10n.t('Code written by a model runs in trusted workspaces only.'),
    { action: vscode.l10n.t('Trust this workspace if you want to run responses here.') },
  );
}

export function subjectOf(look: { shownOrder: ShownOrder }, shown: SubjectView): Subject {
  return shown === 'correction' ? shown : responseOf(look.shownOrder, shown);
}

/** The markdown of a response or the correction; undefined where there is none. */
export function textOf(
  look: TaskDetail & { shownOrder: ShownOrder },
  shown: SubjectView,
): string | undefined {
  if (shown === 'correction') return look.annotation?.correction;
  const response = responseOf(look.shownOrder, shown);
  return look.generations.find((g) => g.response === response)?.text;
}

function missing(shown: SubjectView): TouchstoneError {
  return shown === 'correction'
    ? new TouchstoneError('run-no-code', vscode.l10n.t('There is no correction yet.'), {
        action: vscode.l10n.t('Correct a response first.'),
      })
    : new TouchstoneError('generation-missing', vscode.l10n.t('Response {0} is not there yet.', shown), {
        action: vscode.l10n.t('Generate the responses of this task first.'),
      });
}
