import { responseOf } from '../../domain/sides.ts';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { showDiff } from '../common/textDocuments.ts';
import { generationOf } from '../common/subjects.ts';
import {
  correctionContent,
  correctionFolder,
  isCorrectionFile,
  isTaken,
  linkOfFile,
  readyCorrection,
  takeCorrection,
  takeUntaken,
  type Taking,
} from '../../answers/correctionFiles.ts';
import { correctedToView } from '../../annotation/answerView.ts';
import type { Side } from '../../domain/annotation.ts';
import { asTouchstoneError } from '../../platform/errors.ts';
import { sha256 } from '../../platform/hash.ts';
import { programOf } from '../../code/program.ts';
import { pickSide } from '../session/commands.ts';
import { flash, offer, showError } from '../common/notifications.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import { codeOf, fileExtension, responseUri, type ResponseRef } from './responseDocuments.ts';
import type { Look, Session } from '../session/session.ts';

/** How long (ms) the store may take for one before it is marked. */
const patienceMs = 250;
/** How long (ms) one that the store refused waits for the next attempt; then twice as long, and at most this. */
const againMs = 1000;
const longestMs = 60_000;

export type CorrectionRef = Omit<ResponseRef, 'of'>;

/**
 * Corrections are edited as real files, so that the language's own IntelliSense works on them. What is saved there becomes the
 * annotation's correction at once: the code is put back into the response's markdown. What cannot become that yet stays in its file,
 * is marked there, and is tried again.
 */
export class Corrections extends ProjectPart {
  readonly #opened = this.own(new vscode.EventEmitter<vscode.Uri>());
  /** By path, as far as they are open. */
  readonly #links = new Map<string, CorrectionRef>();
  /** At files whose text the answer does not hold. */
  readonly #marks = this.own(vscode.languages.createDiagnosticCollection('touchstone-corrections'));
  /** Those that the store refused, in the order in which they were saved. */
  readonly #refused = new Set<string>();
  #again: NodeJS.Timeout | undefined;
  #wait = againMs;
  /** One after another: a file is never written while it is read. */
  #work: Promise<unknown> = Promise.resolve();

  /** A correction's file is open, and `linkOf` knows it. */
  readonly onDidOpen = this.#opened.event;

  constructor(projects: Projects) {
    super(projects);
    this.own(
      vscode.workspace.onDidSaveTextDocument((document) => void this.#saved(document)),
      vscode.workspace.onDidOpenTextDocument((document) => void this.#learn(document.uri)),
      projects.onDidChange((change) => {
        if (!isOther(change)) return;
        this.#links.clear();
        if (change.project && projects.session) void this.#lookThrough(projects.session);
        for (const { uri } of vscode.workspace.textDocuments) void this.#learn(uri);
      }),
      { dispose: () => clearTimeout(this.#again) },
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Whose correction an open file is. */
  linkOf(uri: vscode.Uri): CorrectionRef | undefined {
    return uri.scheme === 'file' ? this.#links.get(uri.fsPath) : undefined;
  }

  /** Files that are open again after a reload of the window are known by what the store keeps. */
  async #learn(uri: vscode.Uri): Promise<void> {
    const session = this.projects.session;
    if (!session || !isOurs(session, uri)) return;
    try {
      const link = await linkOfFile(session, uri.fsPath);
      const side = /-([AB])\.[a-z]+$/.exec(uri.fsPath)?.[1];
      if (!link || (side !== 'A' && side !== 'B') || session !== this.projects.session) return;
      this.#links.set(uri.fsPath, { taskId: link.taskId, side, part: link.part });
      this.#opened.fire(uri);
    } catch (error) {
      this.log.warn(`correction: ${String(error)}`);
    }
  }

  isOpen(taskId: string): boolean {
    const session = this.projects.session;
    if (!session) return false;
    const start = path.join(correctionFolder(session), sha256(taskId, 16));
    return vscode.workspace.textDocuments.some(
      (d) => d.uri.scheme === 'file' && d.uri.fsPath.startsWith(start),
    );
  }

  /** Opens the correction of a response in a diff against it; `side` is asked for when it cannot be told. */
  async open(taskId: string, side: Side | undefined, part: 'code' | 'markdown'): Promise<string | undefined> {
    const { session, look } = await this.projects.look(taskId);
    const chosen =
      side ?? correctedSide(look) ?? (await pickSide(vscode.l10n.t('Which response do you correct?')));
    if (!chosen) return undefined;
    const response = responseOf(look.shownOrder, chosen);
    const generation = generationOf(look, response);
    const program = programOf(generation.text, { task: look.task });
    const real = program ? part : 'markdown';
    const own =
      look.annotation?.corrected === `Response ${response}` ? look.annotation.correction : undefined;
    // The side as shown: the response's number would tell the order.
    const name = `${sha256(taskId, 16)}-${chosen}.${real === 'markdown' ? 'md' : fileExtension(program?.language)}`;
    const uri = vscode.Uri.file(path.join(correctionFolder(session), name));
    const ready = await this.#inTurn(async () => {
      // What is being edited is not written; it is taken when it is saved.
      if (vscode.workspace.textDocuments.some((d) => d.uri.toString() === uri.toString() && d.isDirty))
        return {};
      return readyCorrection(session, {
        link: { taskId, response, part: real },
        name,
        // A correction that is there already goes on; else the response is where it starts.
        content: correctionContent(own ?? generation.text, generation, { part: real, task: look.task }),
        generation,
        annotation: look.annotation,
      });
    });
    this.#tellReady(uri, ready);
    const left = responseUri(
      session,
      look,
      { taskId, side: chosen, part: real },
      real === 'code' ? codeOf(look, response).language : undefined,
    );
    const title = vscode.l10n.t('Response {0} ↔ your correction', chosen);
    await showDiff(left, uri, title, { preview: false });
    return uri.fsPath;
  }

  #tellReady(uri: vscode.Uri, ready: Partial<Awaited<ReturnType<typeof readyCorrection>>>): void {
    const { kept, taking, failed } = ready;
    if (failed !== undefined) {
      this.#refuse(uri.fsPath, failed);
      showError(failed, this.log);
    } else if (kept === undefined && taking) this.#heard(uri.fsPath, taking);
    else if (ready.file !== undefined) this.#clear(uri.fsPath);
    if (kept !== undefined)
      offer(
        this.log,
        vscode.l10n.t(
          'The correction’s file held a text that the answer does not have. It is kept beside it as {0}.',
          path.basename(kept),
        ),
        { [vscode.l10n.t('Open It')]: () => vscode.window.showTextDocument(vscode.Uri.file(kept)) },
        'warning',
      );
  }

  async #saved(document: vscode.TextDocument): Promise<void> {
    const { uri } = document;
    const session = this.projects.session;
    if (!isOfSomeProject(uri)) return;
    if (!session || !isOurs(session, uri)) {
      // It is found when that project is opened; at start-up it is being opened just now.
      this.#mark(uri.fsPath, vscode.l10n.t('its project is not open'));
      if (session) flash(vscode.l10n.t('$(warning) Correction kept in its file until its project is open'));
      return;
    }
    const [file, text] = [uri.fsPath, document.getText()];
    const waits = setTimeout(() => this.#mark(file, vscode.l10n.t('the store is busy')), patienceMs);
    try {
      this.#heard(file, await this.#inTurn(() => takeCorrection(session, file, { text, asked: true })));
    } catch (error) {
      this.#refuse(file, error);
      showError(error, this.log);
    } finally {
      clearTimeout(waits);
    }
  }

  /** What was saved while nobody could take it, or changed by another program. Never rejects. */
  async #lookThrough(session: Session): Promise<void> {
    try {
      const untaken = await this.#inTurn(() => takeUntaken(session));
      for (const { file, taking, failed } of untaken)
        if (taking) this.#heard(file, taking);
        else this.#refuse(file, failed);
      const left = untaken.filter(({ taking }) => !taking || !isTaken(taking)).map(({ taskId }) => taskId);
      if (left.length > 0)
        offer(
          this.log,
          vscode.l10n.t('Corrections in files are not saved with their tasks: {0}', left.join(', ')),
          {
            [vscode.l10n.t('Show')]: () => vscode.commands.executeCommand('workbench.actions.view.problems'),
          },
          'warning',
        );
    } catch (error) {
      this.log.warn(`corrections: ${asTouchstoneError(error).message}`);
    }
  }

  #heard(file: string, taking: Taking): void {
    if (taking === 'foreign' || isTaken(taking)) this.#clear(file);
    if (taking === 'taken') flash(vscode.l10n.t('$(check) Correction saved with the task'));
    if (taking === 'replaced')
      flash(vscode.l10n.t('$(check) Correction saved; the one before it is in the task’s history'));
    if (taking === 'judged')
      this.#mark(
        file,
        vscode.l10n.t('the task is submitted or discarded; save the file again to take it in'),
      );
    if (taking === 'clash')
      this.#mark(
        file,
        vscode.l10n.t('the answer holds another one by now; save the file again to take it in'),
      );
    if (taking === 'exchanged') {
      this.#mark(file, vscode.l10n.t('the response was exchanged since; it stays in this file'));
      flash(vscode.l10n.t('$(warning) Correction not saved with the task: its response was exchanged'));
    }
  }

  /** The store would not take it: it is tried again until it does. */
  #refuse(file: string, error: unknown): void {
    this.#mark(file, asTouchstoneError(error).message);
    this.#refused.delete(file);
    this.#refused.add(file);
    this.#again ??= setTimeout(() => void this.#tryAgain(), this.#wait);
  }

  async #tryAgain(): Promise<void> {
    this.#again = undefined;
    this.#wait = Math.min(this.#wait * 2, longestMs);
    const { session } = this.projects;
    const files = [...this.#refused].filter((file) => session && isOurs(session, vscode.Uri.file(file)));
    for (const file of session ? files : []) {
      if (!this.#refused.has(file)) continue; // saved meanwhile
      try {
        this.#heard(
          file,
          await this.#inTurn(() => takeCorrection(session as Session, file, { asked: true })),
        );
        this.#refused.delete(file);
      } catch (error) {
        this.log.warn(`correction: ${asTouchstoneError(error).message}`);
        break; // the others would be refused as well, and follow it
      }
    }
    if (this.#refused.size === 0) this.#wait = againMs;
    else this.#again ??= setTimeout(() => void this.#tryAgain(), this.#wait);
  }

  #mark(file: string, why: string): void {
    const text = vscode.l10n.t('This correction is not saved with its task: {0}', why);
    const mark = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), text, vscode.DiagnosticSeverity.Warning);
    mark.source = 'Touchstone';
    this.#marks.set(vscode.Uri.file(file), [mark]);
  }

  #clear(file: string): void {
    this.#refused.delete(file);
    this.#marks.delete(vscode.Uri.file(file));
  }
}

/** The shown response that is corrected, where it is one. */
export function correctedSide({ annotation, shownOrder }: Look): Side | undefined {
  const shown = annotation?.corrected && correctedToView(annotation.corrected, shownOrder);
  return shown === 'A' || shown === 'B' ? shown : undefined;
}

function isOurs(session: Session, uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && path.dirname(uri.fsPath) === correctionFolder(session);
}

/** Whether it lies where some project, open or not, has its corrections. */
function isOfSomeProject({ scheme, fsPath }: vscode.Uri): boolean {
  return (
    scheme === 'file' &&
    isCorrectionFile(path.basename(fsPath)) &&
    path.dirname(fsPath).endsWith(path.join('.touchstone', 'corrections'))
  );
}
