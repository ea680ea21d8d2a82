import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { ownFolder } from '../../platform/ownFolder.ts';
import { sha256 } from '../../platform/hash.ts';
import type { ReviewState } from '../../protocol/reviewState.ts';
import type { PythonParser } from '../../code/codeFacts.ts';
import type { RunService, RunSettings } from '../../runs/runService.ts';
import { noSandbox } from '../../runs/sandbox/noSandbox.ts';
import { RunWorker } from '../../runs/worker/runWorkerClient.ts';
import type { RunConsent } from './sandboxConsent.ts';
import { settings, type Services } from '../common/services.ts';
import { LruCache } from '../../platform/memoize.ts';
import type { Session } from '../session/session.ts';
import { Owner } from '../common/owner.ts';
import { flash } from '../common/notifications.ts';

/** What stands between a run and the machine, as the panel says it. */
export type Protection = ReviewState['sandbox'];

/**
 * The run service of the open project, made at first use: its parts are loaded then. Programs are started in a worker thread, so that
 * neither their output nor the watching of their processes holds the extension host's thread.
 */
export class RunServices extends Owner {
  readonly #services: Services;
  readonly #consent: RunConsent;
  readonly #onLeave: () => void;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  /** What Python said of a program: hints are asked for after each run, and the program stays the same. */
  readonly #read = new LruCache<Promise<string | undefined>>(100);
  #worker: RunWorker | undefined;
  #made: { session: Session; service: Promise<RunService> } | undefined;
  #protection: Protection | undefined;
  #looking = false;
  /** What is known was looked up since something changed. */
  #fresh = false;

  /** What is known about the protection changed. */
  readonly onDidChange = this.#changed.event;

  /** @param onLeave another project's programs are asked for */
  constructor(services: Services, consent: RunConsent, onLeave: () => void) {
    super();
    this.#services = services;
    this.#consent = consent;
    this.#onLeave = onLeave;
    this.own(
      vscode.workspace.onDidChangeConfiguration((e) => {
        if (!e.affectsConfiguration('touchstone.run')) return;
        this.#fresh = false;
        this.#changed.fire();
      }),
    );
  }

  of(session: Session): Promise<RunService> {
    if (this.#made?.session === session) return this.#made.service;
    if (this.#made) this.#onLeave();
    const service = this.#make(session);
    this.#made = { session, service };
    service.catch(() => {
      if (this.#made?.service === service) this.#made = undefined;
    });
    return service;
  }

  /** The same for programs of the data set, that nobody asked for: nothing is stored with the responses, and nobody is asked. */
  async unwatched(session: Session): Promise<RunService> {
    await this.of(session);
    return this.#make(session, true);
  }

  async #make(session: Session, unwatched = false): Promise<RunService> {
    const { RunService } = await import('./runWork.ts');
    const script = vscode.Uri.joinPath(this.#services.extension.extensionUri, 'dist', 'run-worker.js').fsPath;
    const worker = (this.#worker ??= new RunWorker(script));
    const service = new RunService({
      store: unwatched ? { putRun: () => Promise.resolve() } : session.store,
      folder: path.join(session.folder, '.touchstone', 'runs'),
      start: (options) => worker.startRun(options),
      settings: runSettings,
      mayRunBare: async (reason) => !unwatched && (await this.#consent.ask(session.folder, reason)),
      projectFolder: session.folder,
      foreignFolders: vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath),
      onPrepare: (sentence) => flash(`$(sync~spin) ${sentence}`, 10_000),
    });
    if (unwatched) return service;
    void service.sweep().catch((error: unknown) => this.#services.log.warn(String(error)));
    return service;
  }

  /** As far as it is known yet; looks for a sandbox and tells (`onDidChange`) when there is more to say. */
  get protection(): Protection {
    if (!vscode.workspace.isTrusted)
      return {
        name: 'none',
        isolated: false,
        sentence: vscode.l10n.t('Nothing runs here: the workspace is not trusted.'),
      };
    if (!this.#fresh && !this.#looking) {
      this.#looking = true;
      void this.#look()
        .then((protection) => {
          const changed = JSON.stringify(protection) !== JSON.stringify(this.#protection);
          this.#protection = protection;
          if (changed) this.#changed.fire();
        })
        .catch((error: unknown) => this.#services.log.warn(String(error)))
        .finally(() => (this.#looking = false));
    }
    const looking = { name: '', isolated: false, sentence: vscode.l10n.t('Looking for a sandbox…') };
    return this.#protection ?? looking;
  }

  /** Where there was none, one may have been installed, or the user was asked meanwhile. */
  recheck(): void {
    if (this.#protection?.isolated !== true) this.#fresh = false;
  }

  async #look(): Promise<Protection> {
    this.#fresh = true;
    const mode = settings.sandbox();
    const { probeSandbox } = await import('./runWork.ts');
    const probe = mode === 'off' ? { sandbox: noSandbox } : await probeSandbox();
    if (probe.sandbox) {
      const { name, isolated } = probe.sandbox;
      return { name, isolated, sentence: probe.sandbox.describe() };
    }
    const what =
      mode === 'required'
        ? vscode.l10n.t('Nothing runs: a sandbox is required.')
        : vscode.l10n.t('You are asked before anything runs without a sandbox.');
    return { name: 'none', isolated: false, sentence: `${what} ${probe.reason}` };
  }

  /** Whether a run of this project would start without a question. */
  async runsSilently(session: Session): Promise<boolean> {
    if (!vscode.workspace.isTrusted) return false;
    if (settings.sandbox() === 'off' || this.#consent.given(session.folder)) return true;
    const { findSandbox } = await import('./runWork.ts');
    return (await findSandbox()) !== undefined;
  }

  /** Python for reading code, not for running it; undefined where nothing may be started. */
  async python(session: Session): Promise<PythonParser | undefined> {
    if (!vscode.workspace.isTrusted) return undefined;
    const service = await this.of(session);
    await ownFolder(session.folder, '.touchstone', 'runs');
    return (script, stdin) =>
      this.#read.get(sha256(`${sha256(script.code)} ${stdin}`), () => service.readWithPython(script, stdin));
  }

  override dispose(): void {
    void this.#worker?.dispose();
    super.dispose();
  }
}

/** Errors: `config-invalid`. */
async function runSettings(): Promise<RunSettings> {
  const { parseRunnerSettings } = await import('./runWork.ts');
  const runners = parseRunnerSettings(settings.runners());
  const preferred = { python: await preferredPython() };
  return { sandbox: settings.sandbox(), limits: settings.limits(), runners, preferred };
}

/** The part of the Python extension's API that is used (https://www.npmjs.com/package/@vscode/python-extension). */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): unknown;
    resolveEnvironment(environment: unknown): Promise<unknown>;
  };
}

const resolvedSchema = z.object({
  executable: z.object({ uri: z.object({ fsPath: z.string() }).optional() }),
});

/**
 * The interpreter that was chosen in the Python extension, or the one that the user's settings name; undefined where neither says
 * any. A workspace's own setting counts in trusted workspaces alone: VS Code's rule for that extension, and nothing runs elsewhere.
 */
async function preferredPython(): Promise<string | undefined> {
  return (await chosen()) ?? configured();
}

async function chosen(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension) return undefined;
  try {
    const { environments } = await extension.activate();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    // Its path may be a folder, or nothing at all: resolved, it names the interpreter.
    const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
    return resolvedSchema.safeParse(environment).data?.executable.uri?.fsPath;
  } catch {
    return undefined; // another version of it, or one that failed: what else is there counts
  }
}

function configured(): string | undefined {
  const value: unknown = vscode.workspace.getConfiguration('python').get('defaultInterpreterPath');
  if (typeof value !== 'string' || !/[\\/]/.test(value)) return undefined; // a bare name is found in PATH anyway
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const path = folder === undefined ? value : value.replaceAll('${workspaceFolder}', folder);
  return path.includes('${') ? undefined : path;
}
