import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ResponseNumber, Side } from '../annotation/types.ts';
import { asTouchstoneError, TouchstoneError } from '../platform/errors.ts';
import { ownFolder } from '../platform/folder.ts';
import type { RunView } from '../protocol/review.ts';
import { Neutraliser } from '../runs/display.ts';
import { programOf } from '../runs/extract.ts';
import { runnerSettingsSchema, type RunnerSettings } from '../runs/runners.ts';
import { codeHash, RunService, type PreparedRun, type StartedRun } from '../runs/service.ts';
import type { Run } from '../store/types.ts';
import { settings, type Services } from './context.ts';
import { showError } from './errors.ts';
import type { Projects } from './projects.ts';
import { responseOf } from './responses.ts';
import type { Session } from './session.ts';
import { RunTerminal } from './terminal.ts';
import { clip, plain, taskTitle } from './text.ts';

interface Running {
  side: Side;
  view: RunView;
  stop: () => void;
}

const shownOutput = 20_000;
/** Milliseconds until a run goes on without a terminal that does not open. */
const openLimitMs = 5000;

/** Runs responses in the integrated terminal; only in a trusted workspace and only when asked. */
export class RunController implements vscode.Disposable {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #running = new Map<string, Running>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #programs = new Map<string, { markdown: string; hash: string | undefined }>();
  #service: { session: Session; service: RunService } | undefined;

  /** A run began, ended or printed something. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services, projects: Projects) {
    this.#services = services;
    this.#projects = projects;
  }

  running(taskId: string, response: ResponseNumber): RunView | undefined {
    return this.#running.get(key(taskId, response))?.view;
  }

  /** Hash of what a run of this response would run, to tell a run of other code. */
  codeHash(taskId: string, response: ResponseNumber, markdown: string): string | undefined {
    const k = key(taskId, response);
    const known = this.#programs.get(k);
    if (known?.markdown === markdown) return known.hash;
    const program = programOf(markdown, { taskLanguage: this.#languages.get(taskId) });
    const hash = program && codeHash(program);
    this.#programs.set(k, { markdown, hash });
    if (this.#programs.size > 100) this.#programs.delete(this.#programs.keys().next().value ?? '');
    return hash;
  }

  readonly #underWay = new Map<string, Promise<Run | undefined>>();
  /** By side: settled when VS Code has heard that the last task has ended. */
  readonly #ended = new Map<Side, Promise<void>>();
  readonly #languages = new Map<string, string | undefined>();

  /** Runs the given sides of a task at the same time, each in a terminal of its own. Resolves when all have ended. */
  async run(taskId: string, sides: Side[]): Promise<Run[]> {
    if (!vscode.workspace.isTrusted)
      throw new TouchstoneError(
        'run-untrusted',
        vscode.l10n.t('Code written by a model runs in trusted workspaces only.'),
        {
          action: vscode.l10n.t('Trust this workspace if you want to run responses here.'),
        },
      );
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    this.#languages.set(taskId, look.task.language);
    await ownFolder(session.folder, '.touchstone', 'runs');
    const service = this.#serviceOf(session);
    const title = plain(clip(taskTitle(look.task.instruction, taskId), 24));
    const prepared = sides.flatMap((side) => {
      const response = responseOf(look.shownOrder, side);
      const generation = look.generations.find((g) => g.response === response);
      if (!generation)
        throw new TouchstoneError(
          'generation-missing',
          vscode.l10n.t('Response {0} is not there yet.', side),
          {
            action: vscode.l10n.t('Generate the responses of this task first.'),
          },
        );
      try {
        return [{ side, run: service.prepare(taskId, response, generation.text, look.task) }];
      } catch (error) {
        // One response without code does not keep the other from running.
        if (sides.length === 1) throw error;
        const e = asTouchstoneError(error);
        void vscode.window.showWarningMessage(vscode.l10n.t('Response {0}: there is no code in it.', side));
        this.#services.log.warn(e.message);
        return [];
      }
    });
    const runs = await Promise.all(prepared.map(({ side, run }) => this.#start(service, run, side, title)));
    return runs.filter((run) => run !== undefined);
  }

  stop(taskId: string, side?: Side): void {
    void this.#projects.need().then(async (session) => {
      const { shownOrder } = await session.look(taskId);
      for (const s of side ? [side] : (['A', 'B'] as const))
        this.#running.get(key(taskId, responseOf(shownOrder, s)))?.stop();
    });
  }

  stopAll(): void {
    for (const run of this.#running.values()) run.stop();
  }

  #serviceOf(session: Session): RunService {
    if (this.#service?.session === session) return this.#service.service;
    const service = new RunService({
      store: session.store,
      folder: path.join(session.folder, '.touchstone', 'runs'),
      settings: () => ({ runners: interpreters(), timeoutMs: settings.timeoutMs }),
    });
    this.stopAll(); // of another project, whose store may be closed by now
    this.#service = { session, service };
    void service.sweep().catch((error: unknown) => this.#services.log.warn(String(error)));
    return service;
  }

  /**
   * Resolves to undefined when it could not be started; the user has been told then. A response that runs already is not started
   * again: who asks gets the run under way.
   */
  #start(service: RunService, prepared: PreparedRun, side: Side, title: string): Promise<Run | undefined> {
    const k = key(prepared.taskId, prepared.response as ResponseNumber);
    const underWay = this.#underWay.get(k);
    if (underWay) return underWay;
    const run = this.#open(service, prepared, side, title, k).finally(() => this.#underWay.delete(k));
    this.#underWay.set(k, run);
    return run;
  }

  async #open(
    service: RunService,
    prepared: PreparedRun,
    side: Side,
    title: string,
    k: string,
  ): Promise<Run | undefined> {
    // VS Code takes a side's task for active until it has heard of its end, and would ask what to do.
    const before = this.#ended.get(side);
    let release = (): void => undefined;
    this.#ended.set(side, new Promise((resolve) => (release = resolve)));
    for (const [other, run] of this.#running) if (other !== k && run.side === side) run.stop();
    await before;
    return new Promise((resolve) => {
      const terminal = new RunTerminal(async (t) => {
        try {
          const run = await this.#inTerminal(service, prepared, t, side, k);
          resolve(run);
          // A failing program is an expected outcome and shown as such; a task that fails would put up a notification.
          return 0;
        } catch (error) {
          const e = asTouchstoneError(error);
          t.note([e.message, e.action].filter(Boolean).join(' '), 'bad');
          showError(error, this.#services.log);
          resolve(undefined);
          return 0;
        } finally {
          this.#running.delete(k);
          this.#changed.fire();
        }
      });
      const task = new vscode.Task(
        { type: 'touchstone', response: side },
        vscode.TaskScope.Workspace,
        vscode.l10n.t('Response {0}', side),
        `Touchstone: ${title}`,
        new vscode.CustomExecution(() => Promise.resolve(terminal)),
      );
      task.presentationOptions = {
        reveal: vscode.TaskRevealKind.Always,
        panel: vscode.TaskPanelKind.Dedicated,
        focus: false,
        clear: true,
        echo: false,
        showReuseMessage: false,
      };
      const unseen = setTimeout(() => {
        this.#services.log.warn('VS Code opened no terminal; the response runs without one.');
        terminal.open();
      }, openLimitMs);
      terminal.onDidOpen(() => clearTimeout(unseen));
      vscode.tasks.executeTask(task).then(
        (execution) => void ended(execution).then(release),
        (error: unknown) => {
          clearTimeout(unseen);
          release();
          showError(error, this.#services.log);
          resolve(undefined);
        },
      );
    });
  }

  async #inTerminal(
    service: RunService,
    prepared: PreparedRun,
    terminal: RunTerminal,
    side: Side,
    k: string,
  ): Promise<Run> {
    const out = { stdout: new Neutraliser(), stderr: new Neutraliser() };
    const text = { stdout: '', stderr: '' };
    let started: StartedRun | undefined = undefined;
    started = await service.start(prepared, {
      onOutput: (stream, chunk) => {
        const safe = out[stream].push(chunk);
        terminal.print(stream === 'stderr' && safe ? `\x1b[31m${safe}\x1b[39m` : safe);
        if (text[stream].length < shownOutput) {
          text[stream] += safe.replace(/\r\n/g, '\n');
          this.#show(k, side, prepared, started, text);
        }
      },
    });
    terminal.note(`${started.runner} · ${prepared.program.language} · ${started.protection}`);
    this.#show(k, side, prepared, started, text);
    terminal.attach(started);
    const run = await started.done;
    for (const stream of ['stdout', 'stderr'] as const) terminal.print(out[stream].flush());
    const seconds = `${(run.durationMs / 1000).toFixed(2)} s`;
    if (run.truncatedBytes > 0)
      terminal.note(vscode.l10n.t('{0} more bytes are not shown', run.truncatedBytes));
    if (run.timedOut) terminal.note(vscode.l10n.t('stopped after {0}: time limit', seconds), 'bad');
    else if (run.stopped) terminal.note(vscode.l10n.t('stopped after {0}', seconds), 'bad');
    else if (run.exitCode === 0) terminal.note(vscode.l10n.t('exit code 0 after {0}', seconds), 'good');
    else if (run.signal) terminal.note(vscode.l10n.t('ended by {0} after {1}', run.signal, seconds), 'bad');
    else terminal.note(vscode.l10n.t('exit code {0} after {1}', run.exitCode ?? '?', seconds), 'bad');
    return run;
  }

  #show(
    k: string,
    side: Side,
    prepared: PreparedRun,
    started: StartedRun | undefined,
    text: { stdout: string; stderr: string },
  ): void {
    this.#running.set(k, {
      side,
      stop: () => started?.stop(),
      view: {
        id: `running:${k}`,
        status: 'running',
        stdout: text.stdout.slice(0, shownOutput),
        stderr: text.stderr.slice(0, shownOutput),
        truncatedBytes: 0,
        runner: started?.runner ?? prepared.program.language,
        sandbox: 'none',
        stale: false,
      },
    });
    this.#changed.fire();
  }

  dispose(): void {
    this.stopAll();
    this.#changed.dispose();
  }
}

function ended(execution: vscode.TaskExecution): Promise<void> {
  if (!vscode.tasks.taskExecutions.includes(execution)) return Promise.resolve();
  return new Promise((resolve) => {
    const listening = vscode.tasks.onDidEndTask((event) => {
      if (event.execution !== execution) return;
      listening.dispose();
      resolve();
    });
  });
}

/** The user's own interpreters. Errors: `config-invalid`. */
function interpreters(): RunnerSettings {
  const parsed = runnerSettingsSchema.safeParse(settings.interpreters);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TouchstoneError(
    'config-invalid',
    vscode.l10n.t(
      'The setting touchstone.run.interpreters, {0}: {1}',
      issue?.path.join('.') ?? '',
      issue?.message ?? '',
    ),
  );
}

function key(taskId: string, response: ResponseNumber): string {
  return `${response}:${taskId}`;
}
