import { rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Answer, Corrected, Side } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { ownFolder } from '../../platform/ownFolder.ts';
import { sha256 } from '../../platform/hash.ts';
import { programOf, replaceCode } from '../../code/program.ts';
import { checkShown } from '../answers/answerEdits.ts';
import type { Services } from '../common/services.ts';
import { showError } from '../common/showError.ts';
import type { Projects } from '../session/projects.ts';
import { codeOf, fileExtension, responseOf, responseUri } from './responseDocuments.ts';
import type { Session } from '../session/session.ts';

/** Which answer a correction file belongs to; kept in the store, since the file's name is a hash. */
const linkSchema = z.object({
  taskId: z.string(),
  response: z.union([z.literal(1), z.literal(2)]),
  part: z.enum(['code', 'markdown']),
});
type Link = z.output<typeof linkSchema>;

export interface CorrectionRef {
  taskId: string;
  /** The shown response that is corrected. */
  side: Side;
  part: 'code' | 'markdown';
}

/**
 * Corrections are edited as real files, so that the language's own IntelliSense works on them. What is saved there becomes the
 * annotation's correction at once: the code is put back into the response's markdown.
 */
export class Corrections implements vscode.Disposable {
  readonly #services: Services;
  readonly #projects: Projects;
  readonly #disposables: vscode.Disposable[];
  readonly #opened = new vscode.EventEmitter<vscode.Uri>();
  /** By path, as far as they are open. */
  readonly #links = new Map<string, CorrectionRef>();

  /** A correction's file is open, and `linkOf` knows it. */
  readonly onDidOpen = this.#opened.event;

  constructor(services: Services, projects: Projects) {
    this.#services = services;
    this.#projects = projects;
    this.#disposables = [
      this.#opened,
      vscode.workspace.onDidSaveTextDocument((document) => void this.#saved(document)),
      vscode.workspace.onDidOpenTextDocument((document) => void this.#learn(document.uri)),
      projects.onDidChangeSession(() => {
        this.#links.clear();
        for (const { uri } of vscode.workspace.textDocuments) void this.#learn(uri);
      }),
    ];
  }

  /** Whose correction an open file is. */
  linkOf(uri: vscode.Uri): CorrectionRef | undefined {
    return uri.scheme === 'file' ? this.#links.get(uri.fsPath) : undefined;
  }

  /** Files that are open again after a reload of the window are known by what the store keeps. */
  async #learn(uri: vscode.Uri): Promise<void> {
    const session = this.#projects.session;
    if (!session || uri.scheme !== 'file' || path.dirname(uri.fsPath) !== folderOf(session)) return;
    try {
      const link = await linkOfFile(session, uri.fsPath);
      const side = /-([AB])\.[a-z]+$/.exec(uri.fsPath)?.[1];
      if (!link || (side !== 'A' && side !== 'B') || session !== this.#projects.session) return;
      this.#links.set(uri.fsPath, { taskId: link.taskId, side, part: link.part });
      this.#opened.fire(uri);
    } catch (error) {
      this.#services.log.warn(`correction: ${String(error)}`);
    }
  }

  isOpen(taskId: string): boolean {
    const session = this.#projects.session;
    if (!session) return false;
    const start = path.join(folderOf(session), sha256(taskId, 16));
    return vscode.workspace.textDocuments.some(
      (d) => d.uri.scheme === 'file' && d.uri.fsPath.startsWith(start),
    );
  }

  /** Opens the correction of a response in a diff against it; `side` is asked for when it cannot be told. */
  async open(taskId: string, side: Side | undefined, part: 'code' | 'markdown'): Promise<string | undefined> {
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    const chosen = side ?? this.#chosen(look.annotation?.corrected, look.shownOrder) ?? (await this.#ask());
    if (!chosen) return undefined;
    const response = responseOf(look.shownOrder, chosen);
    const generation = look.generations.find((g) => g.response === response);
    if (!generation)
      throw new TouchstoneError('generation-missing', vscode.l10n.t('This response is not there yet.'), {
        action: vscode.l10n.t('Generate the responses of this task first.'),
      });
    const program = programOf(generation.text, { taskLanguage: look.task.language });
    const real = program ? part : 'markdown';
    const own =
      look.annotation?.corrected === `Response ${response}` ? look.annotation.correction : undefined;
    // A correction that is there already goes on; else the response is where it starts.
    const start = own ?? generation.text;
    const content =
      real === 'markdown'
        ? start
        : (programOf(start, { taskLanguage: look.task.language })?.code ?? program?.code ?? '');
    const file = await this.#file(session, { taskId, response, part: real }, chosen, program?.language);
    await ownFolder(session.folder, '.touchstone', 'corrections');
    const uri = vscode.Uri.file(file);
    const dirty = vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri.toString())?.isDirty;
    if (!dirty) {
      // Made anew, so that nothing is written through a link that a cloned repository brought along.
      await rm(file, { force: true });
      await writeFile(file, content.endsWith('\n') ? content : `${content}\n`, { flag: 'wx' });
    }
    const left = responseUri(
      session,
      look,
      { taskId, side: chosen, part: real },
      real === 'code' ? codeOf(look, response).language : undefined,
    );
    await vscode.commands.executeCommand(
      'vscode.diff',
      left,
      uri,
      vscode.l10n.t('Response {0} ↔ your correction', chosen),
      {
        preview: false,
      },
    );
    return file;
  }

  #chosen(corrected: Corrected | undefined, order: readonly [number, number]): Side | undefined {
    if (corrected === 'Response 1') return order[0] === 1 ? 'A' : 'B';
    if (corrected === 'Response 2') return order[0] === 2 ? 'A' : 'B';
    return undefined;
  }

  async #ask(): Promise<Side | undefined> {
    const picked = await vscode.window.showQuickPick(
      (['A', 'B'] as const).map((side) => ({ label: vscode.l10n.t('Response {0}', side), side })),
      { placeHolder: vscode.l10n.t('Which response do you correct?') },
    );
    return picked?.side;
  }

  async #file(session: Session, link: Link, side: Side, language: string | undefined): Promise<string> {
    // The side as shown: the response's number would tell the order.
    const name = `${sha256(link.taskId, 16)}-${side}`;
    await session.store.setMeta(`correction:${name}`, JSON.stringify(link));
    return path.join(
      folderOf(session),
      `${name}.${link.part === 'markdown' ? 'md' : fileExtension(language)}`,
    );
  }

  async #saved(document: vscode.TextDocument): Promise<void> {
    const session = this.#projects.session;
    if (!session || document.uri.scheme !== 'file' || path.dirname(document.uri.fsPath) !== folderOf(session))
      return;
    try {
      await this.#take(session, document.uri.fsPath, document.getText());
    } catch (error) {
      showError(error, this.#services.log);
    }
  }

  async #take(session: Session, file: string, text: string): Promise<void> {
    const extension = path.extname(file);
    const link = await linkOfFile(session, file);
    if (!link) return;
    const look = await session.look(link.taskId);
    const generation = look.generations.find((g) => g.response === link.response);
    if (!generation) return;
    const base =
      look.annotation?.corrected === `Response ${link.response}` && look.annotation.correction
        ? look.annotation.correction
        : generation.text;
    const correction =
      extension === '.md' ? text : replaceCode(base, text, { taskLanguage: look.task.language });
    if (
      correction === look.annotation?.correction ||
      (!look.annotation?.correction && correction.trim() === generation.text.trim())
    )
      return;
    const former: Answer = look.annotation ?? {};
    const answer = checkShown(
      session.project.config.rubric,
      {
        score1: former.score1,
        score2: former.score2,
        points1: former.points1,
        points2: former.points2,
        comments: former.comments,
        flag: former.flag,
        corrected: `Response ${link.response}`,
        correction,
      },
      'draft',
      look,
    );
    await session.store.act({
      taskId: link.taskId,
      annotator: session.annotator,
      status: 'draft',
      answer,
      guidelinesVersion: session.project.guidelines.version,
      send: false,
    });
    void vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Correction saved with the task'), 4000);
  }

  dispose(): void {
    for (const d of this.#disposables) d.dispose();
  }
}

async function linkOfFile(session: Session, file: string): Promise<Link | undefined> {
  const raw = await session.store.getMeta(`correction:${path.basename(file, path.extname(file))}`);
  return raw === undefined ? undefined : linkSchema.parse(JSON.parse(raw));
}

function folderOf(session: Session): string {
  return path.join(session.folder, '.touchstone', 'corrections');
}
