import * as vscode from 'vscode';
import type { Side } from '../../domain/annotation.ts';
import { asTouchstoneError, isCancelled, TouchstoneError } from '../../platform/errors.ts';
import { ownFolder } from '../../platform/ownFolder.ts';
import type { RunView, SubjectView } from '../../protocol/reviewViews.ts';
import type { MissingPackage } from '../../runs/missingPackage.ts';
import { neutralise, Neutraliser } from '../../runs/process/neutralise.ts';
import type { PreparedRun, RunPlace, RunService } from '../../runs/runService.ts';
import type { RunInput, Subject } from '../../domain/run.ts';
import type { Run } from '../../domain/task.ts';
import type { RunConsent } from './sandboxConsent.ts';
import { offer, showError } from '../common/notifications.ts';
import { keyOf, LiveRuns, type RunAt } from './liveRuns.ts';
import { runHeadOf } from '../../review/runViews.ts';
import { shownInputs } from '../../inputs/programCache.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import { RunServices } from './runServices.ts';
import { heading, verdictLines } from './runReportText.ts';
import { RunTerminals, subjectTitle } from './runTerminals.ts';
import type { Look, Session } from '../session/session.ts';
import { RunTerminal } from './runTerminal.ts';
import { clip, joined, ownTitle, plain } from '../common/taskText.ts';
import { settings } from '../common/services.ts';
import { subjectOf, textOf } from '../common/subjects.ts';

/** How long (ms) a prompt has to stand open. */
const quietMs = 600;
const failed: ReadonlySet<Run['verdict']> = new Set(['crashed', 'differs', 'timed-out']);

/** What a run from the panel or a command is about. */
interface Batch {
  taskId: string;
  subject: Subject;
  shown: SubjectView;
  codeHash: string;
  inputIds: (string | undefined)[];
  stop: AbortController;
  done: Promise<Run[]>;
  terminal?: RunTerminal;
}

/** A program with what it runs with, and where. */
interface Wanted {
  service: RunService;
  prepared: PreparedRun;
  shown: SubjectView;
  /** Of the terminal. */
  title: string;
  inputs: RunInput[];
  asWritten: boolean;
  /** Whatever ran out of time. */
  rest: boolean;
  place: RunPlace | undefined;
}

/** Runs responses in the integrated terminal; only in a trusted workspace and only when asked. */
export class RunController extends ProjectPart {
  readonly #live = this.own(new LiveRuns());
  readonly #batches = new Map<string, Batch>();
  readonly #terminals: RunTerminals;
  /** Packages that programs lack and that were told of outside of a terminal: once each. */
  readonly #toldPackages = new Set<string>();
  readonly services: RunServices;

  /** A run began, ended or printed something; at most ten times a second. */
  readonly onDidChange = this.#live.onDidChange;
  /** All runs of a task are over. */
  readonly onDidEnd = this.#live.onDidEnd;

  constructor(projects: Projects, consent: RunConsent) {
    super(projects);
    this.#terminals = new RunTerminals(projects.services);
    this.services = this.own(new RunServices(projects.services, consent, () => this.stopAll()));
  }

  /** Whether something of a task runs: what the store tells of its runs meanwhile was told by `onDidChange`. */
  isRunning(taskId: string): boolean {
    return this.#live.has(taskId);
  }

  /** Runs of one program that wait, are under way, or ended since others of the task began. */
  live(taskId: string, subject: Subject): RunView[] {
    return this.#live.of(taskId, subject);
  }

  /**
   * Runs the given programs of a task at the same time, each in a terminal of its own: as they are and with all inputs, or with one
   * input alone. Once two inputs of a program ran out of time the others wait: `rest` runs those. Resolves to the runs when all have
   * ended. Errors: `run-untrusted`, `task-missing`, `generation-missing`, `run-no-code` (only when it concerns the one that was asked for),
   * those of `RunService.place`.
   */
  async run(taskId: string, subjects: SubjectView[], inputId?: string, rest = false): Promise<Run[]> {
    const { session, service, look } = await this.#open(taskId);
    const all = await shownInputs(look);
    const chosen = inputId === undefined ? all : all.filter((input) => input.id === inputId);
    if (inputId !== undefined && chosen.length === 0)
      throw new TouchstoneError('task-missing', vscode.l10n.t('This check no longer exists.'));
    const title = plain(clip(ownTitle(look.task, look.namesake), 24));
    const restOf = rest ? (await import('./runWork.ts')).restOf : undefined;
    const prepared = this.#prepareAll(service, look, [...new Set(subjects)])
      .map((one) => ({ ...one, inputs: restOf?.(chosen, look, one.run) ?? chosen }))
      .filter(({ inputs }) => !rest || inputs.length > 0);
    // Asks whoever has to be asked before a terminal opens, and tells once what keeps both from running.
    const places = new Map<string, RunPlace>();
    for (const language of new Set(prepared.map(({ run }) => run.program.language)))
      places.set(language, await service.place(language));
    await ownFolder(session.folder, '.touchstone', 'runs');
    const asWritten = inputId === undefined && !rest;
    const runs = await Promise.all(
      prepared.map(({ shown, run, inputs }) => {
        const place = places.get(run.program.language);
        return this.#start({ service, prepared: run, shown, title, inputs, asWritten, place, rest });
      }),
    );
    return runs.flat();
  }

  /**
   * Opens a shell of the response's language with its code loaded, in a terminal and under the same protection as a run. Resolves once
   * the shell is there. Errors: as `run`, `run-language` (no shell for it).
   */
  async openShell(taskId: string, side: Side): Promise<vscode.Terminal> {
    const { session, service, look } = await this.#open(taskId);
    const [only] = this.#prepareAll(service, look, [side]);
    if (!only) throw new TouchstoneError('run-no-code', vscode.l10n.t('There is no code in it.'));
    await ownFolder(session.folder, '.touchstone', 'runs');
    const stop = new AbortController();
    const out = { stdout: new Neutraliser(), stderr: new Neutraliser() };
    const pty = new RunTerminal();
    const shell = await service.openShell(only.run, {
      signal: stop.signal,
      onOutput: (stream, chunk) => pty.print(out[stream].push(chunk)),
    });
    pty.note(`${shell.runner} · ${shell.protection}`);
    pty.note(vscode.l10n.t('Ctrl+D or Ctrl+C ends this shell.'));
    pty.attach({ write: shell.write, end: shell.end, stop: () => stop.abort() });
    shell.done
      .catch((error: unknown) => pty.note(asTouchstoneError(error).message, 'bad'))
      .finally(() => pty.finish());
    const name = vscode.l10n.t('Response {0}: shell', side);
    const terminal = vscode.window.createTerminal({ name, pty, iconPath: new vscode.ThemeIcon('terminal') });
    terminal.show();
    return terminal;
  }

  async #open(taskId: string): Promise<{ session: Session; service: RunService; look: Look }> {
    mustBeTrusted();
    const { session, look } = await this.projects.look(taskId);
    return { session, look, service: await this.services.of(session) };
  }

  #prepareAll(
    service: RunService,
    look: Look,
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
        const text = vscode.l10n.t('{0}: there is no code in it.', subjectTitle(shown));
        void vscode.window.showWarningMessage(text);
        this.log.warn(asTouchstoneError(error).message);
        return [];
      }
    });
  }

  /** Stops one program's runs, or all of a task. */
  async stop(taskId: string, shown?: SubjectView): Promise<void> {
    for (const batch of this.#batches.values())
      if (batch.taskId === taskId && (shown === undefined || batch.shown === shown)) batch.stop.abort();
  }

  /** Types a line into the terminal of a program that is under way. */
  async sendLine(taskId: string, shown: SubjectView, line: string): Promise<void> {
    for (const batch of this.#batches.values())
      if (batch.taskId === taskId && batch.shown === shown) batch.terminal?.type(line);
  }

  stopAll(): void {
    for (const batch of this.#batches.values()) batch.stop.abort();
  }

  /**
   * A program that runs already is not started again: who asks gets the runs under way, and what is not among them, or of another
   * program by now, comes after them.
   */
  async #start(wanted: Wanted): Promise<Run[]> {
    const { prepared, shown, inputs, asWritten } = wanted;
    const key = keyOf(prepared.taskId, prepared.response);
    const inputIds = [...(asWritten ? [undefined] : []), ...inputs.map((input) => input.id)];
    for (let batch = this.#batches.get(key); batch; batch = this.#batches.get(key)) {
      const going = batch.inputIds;
      const isSame = batch.codeHash === prepared.codeHash && inputIds.every((id) => going.includes(id));
      if (isSame) return batch.done;
      await batch.done;
    }
    const stop = new AbortController();
    const { taskId, response: subject } = prepared;
    this.#live.wait(taskId, subject, inputIds);
    const done = this.#inTerminal(wanted, stop).finally(() => {
      this.#batches.delete(key);
      this.services.recheck();
      this.#live.clear(taskId, subject);
    });
    const { codeHash } = prepared;
    this.#batches.set(key, { taskId, subject, shown, codeHash, inputIds, stop, done });
    return done;
  }

  async #inTerminal(wanted: Wanted, stop: AbortController): Promise<Run[]> {
    const { shown, title } = wanted;
    for (const batch of this.#batches.values()) if (batch.shown === shown) batch.stop.abort();
    const terminal = this.#terminals.open(shown, `Touchstone: ${title}`);
    const batch = this.#batches.get(keyOf(wanted.prepared.taskId, wanted.prepared.response));
    if (batch) batch.terminal = terminal;
    try {
      return await this.#work(wanted, terminal, stop);
    } catch (error) {
      const e = asTouchstoneError(error);
      terminal.note(joined(' ', e.message, e.action), 'bad');
      if (!isCancelled(e)) showError(e, this.log);
      return [];
    } finally {
      terminal.finish();
    }
  }

  #work(
    { service, prepared, shown, inputs, asWritten, place, rest }: Wanted,
    terminal: RunTerminal,
    stop: AbortController,
  ): Promise<Run[]> {
    const { taskId, response: subject, program } = prepared;
    const live = this.#live;
    const fresh = () => ({ stdout: new Neutraliser(), stderr: new Neutraliser() });
    let out = fresh();
    let at: RunAt = { taskId, subject };
    let told = '';
    // A prompt that stands open while nothing more comes: somebody is asked something.
    let quiet: NodeJS.Timeout | undefined;
    const asks = (): void => {
      live.waits(at, true);
      if (settings.revealTerminal() === 'onInput') this.#terminals.reveal(shown);
    };
    const goesOn = (): void => {
      clearTimeout(quiet);
      live.waits(at, false);
    };
    return service.runInputs(prepared, inputs, {
      asWritten,
      place,
      interactive: true,
      signal: stop.signal,
      onStart: (started) => {
        out = fresh();
        at = { taskId, subject, inputId: started.input?.id };
        const about = `${started.runner} · ${program.language} · ${started.protection}`;
        if (about !== told) terminal.note((told = about));
        if (inputs.length > 0) heading(terminal, started.input);
        // Whoever stops one in the terminal does not want the rest either.
        terminal.attach({ write: started.write, end: started.end, stop: () => stop.abort() });
        live.start(at, { runner: started.runner, sandbox: started.sandbox });
      },
      onOutput: (stream, chunk) => {
        const safe = out[stream].push(chunk);
        terminal.print(stream === 'stderr' && safe ? `\x1b[31m${safe}\x1b[39m` : safe);
        live.print(at, stream, safe.replace(/\r\n/g, '\n'));
        goesOn();
        if (at.inputId === undefined && safe !== '' && !safe.endsWith('\n'))
          quiet = setTimeout(asks, quietMs);
      },
      onRun: (run, missing) => {
        goesOn();
        if (settings.revealTerminal() === 'onError' && failed.has(run.verdict)) this.#terminals.reveal(shown);
        for (const stream of ['stdout', 'stderr'] as const) terminal.print(out[stream].flush());
        terminal.freshLine();
        verdictLines(terminal, run);
        if (missing) this.#tellMissing(terminal, missing);
        live.end({ taskId, subject, inputId: run.input?.id }, runHeadOf(run, run.codeHash));
      },
      ...(!rest && {
        onWaiting: ({ length }) =>
          terminal.note(vscode.l10n.t('Two checks ran out of time. Checks that wait: {0}.', length), 'bad'),
      }),
      onUnsupported: (input, error) => {
        heading(terminal, input);
        terminal.note(error.message, 'bad');
        live.end({ taskId, subject, inputId: input.id });
      },
    });
  }

  /** Says which package a program lacks and what would install it; nothing is installed. */
  #tellMissing(terminal: RunTerminal, { name, sentence, command }: MissingPackage): void {
    terminal.note(neutralise(sentence), 'bad');
    if (command === undefined) return;
    terminal.note(vscode.l10n.t('To install it: {0}', neutralise(command)));
    if (this.#toldPackages.has(name)) return;
    this.#toldPackages.add(name);
    const copy = () => vscode.env.clipboard.writeText(command);
    const text = `${sentence} ${vscode.l10n.t('To install it: {0}', command)}`;
    offer(this.log, text, { [vscode.l10n.t('Copy the Command')]: copy });
  }

  override dispose(): void {
    this.stopAll();
    super.dispose();
  }
}

/** Errors: `run-untrusted`. */
export function mustBeTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new TouchstoneError(
    'run-untrusted',
    vscode.l10n.t('Code written by a model runs in trusted workspaces only.'),
    vscode.l10n.t('Trust this workspace if you want to run responses here.'),
  );
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
