import * as vscode from 'vscode';
import type { ResponseNumber, ShownOrder, Side } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { sha256 } from '../../platform/hash.ts';
import { programOf } from '../../code/program.ts';
import type { TaskDetail } from '../../store/api/store.ts';
import type { Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { clip, taskTitle } from '../common/taskText.ts';

export const responseScheme = 'touchstone-response';

export interface ResponseRef {
  taskId: string;
  side: Side;
  /** The program alone, or the whole markdown. */
  part: 'code' | 'markdown';
  /** The correction's text in its place, or the task's own. */
  of?: 'correction' | 'task';
}

const extensions: Record<string, string> = {
  python: 'py',
  javascript: 'js',
  typescript: 'ts',
  bash: 'sh',
  shellscript: 'sh',
  go: 'go',
  rust: 'rs',
  java: 'java',
  c: 'c',
  cpp: 'cpp',
  'c++': 'cpp',
  ruby: 'rb',
  sql: 'sql',
  html: 'html',
  css: 'css',
  json: 'json',
};

export function fileExtension(language: string | undefined): string {
  return (language && extensions[language]) || 'txt';
}

export function responseOf(order: ShownOrder, side: Side): ResponseNumber {
  return order[side === 'A' ? 0 : 1];
}

/** The code of a response, in one piece. Errors: `generation-missing`, `run-no-code`. */
export function codeOf(
  detail: TaskDetail,
  response: ResponseNumber,
): { language: string; code: string; markdown: string } {
  const generation = detail.generations.find((g) => g.response === response);
  if (!generation)
    throw new TouchstoneError('generation-missing', vscode.l10n.t('This response is not there yet.'), {
      action: vscode.l10n.t('Generate the responses of this task first.'),
    });
  const program = programOf(generation.text, { taskLanguage: detail.task.language });
  if (!program) throw new TouchstoneError('run-no-code', vscode.l10n.t('This response holds no code.'));
  return { language: program.language, code: program.code, markdown: generation.text };
}

/** The code (where there is any) or the markdown that a document shows. */
function textOf(detail: TaskDetail & { shownOrder: ShownOrder }, ref: ResponseRef): string {
  if (ref.of === 'task') return detail.task.instruction;
  const response = responseOf(detail.shownOrder, ref.side);
  const markdown =
    ref.of === 'correction'
      ? detail.annotation?.correction
      : detail.generations.find((g) => g.response === response)?.text;
  if (!markdown || ref.part === 'markdown') return markdown ?? '';
  return programOf(markdown, { taskLanguage: detail.task.language })?.code ?? markdown;
}

/** An address whose last part is what an editor tab shows: no model name, no character that a path cannot hold. */
export function responseUri(
  session: Session,
  detail: TaskDetail,
  ref: ResponseRef,
  language?: string,
): vscode.Uri {
  const title =
    clip(taskTitle(detail.task.instruction, detail.task.id), 30)
      .replace(/[^\p{L}\p{N}_.-]+/gu, ' ')
      .trim() || 'task';
  const what = { correction: 'Correction', task: 'Task', response: `Response ${ref.side}` }[
    ref.of ?? 'response'
  ];
  const name = `${title} – ${what}.${ref.part === 'code' ? fileExtension(language) : 'md'}`;
  return vscode.Uri.from({
    scheme: responseScheme,
    path: `/${sha256(session.folder + detail.task.id, 12)}/${name}`,
    query: JSON.stringify(ref),
  });
}

export function refOf(uri: vscode.Uri): ResponseRef | undefined {
  if (uri.scheme !== responseScheme) return undefined;
  try {
    const ref = JSON.parse(uri.query) as Partial<ResponseRef>;
    if (typeof ref.taskId !== 'string' || (ref.side !== 'A' && ref.side !== 'B')) return undefined;
    const part = ref.part === 'markdown' ? 'markdown' : 'code';
    return {
      taskId: ref.taskId,
      side: ref.side,
      part,
      ...(ref.of === 'correction' || ref.of === 'task' ? { of: ref.of } : {}),
    };
  } catch {
    return undefined;
  }
}

/** Responses as read-only documents in their own language. */
export class ResponseDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];
  #listening: { dispose(): void } | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(responseScheme, this),
      projects.onDidChangeSession((session) => {
        this.#listening?.dispose();
        this.#listening = session?.onDidChange(({ taskIds }) => this.#refresh(taskIds));
      }),
    ];
  }

  #refresh(taskIds: string[]): void {
    for (const document of vscode.workspace.textDocuments) {
      const ref = refOf(document.uri);
      if (ref && (taskIds.length === 0 || taskIds.includes(ref.taskId))) this.#changed.fire(document.uri);
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const ref = refOf(uri);
    if (!ref) return '';
    const session = await this.#projects.need();
    return textOf(await session.look(ref.taskId), ref);
  }

  /** Opens one response beside the panel; as code where it holds any. */
  async open(taskId: string, side: Side, viewColumn = vscode.ViewColumn.Beside): Promise<void> {
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    const uri = this.#uri(session, look, side);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn, preview: true });
  }

  /** What the responses answer, as the dataset has it. */
  async openInstruction(taskId: string): Promise<void> {
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    const ref: ResponseRef = { taskId, side: 'A', part: 'markdown', of: 'task' };
    const document = await vscode.workspace.openTextDocument(responseUri(session, look, ref));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  /** Both responses in VS Code's own diff editor. */
  async compare(taskId: string): Promise<void> {
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    const title = `${clip(taskTitle(look.task.instruction, taskId), 30)}: A ↔ B`;
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.#uri(session, look, 'A'),
      this.#uri(session, look, 'B'),
      title,
      {
        preview: true,
      },
    );
  }

  /** A response beside the correction as it is stored, in the diff editor. Errors: `answer-invalid` where there is none. */
  async compareWithCorrection(taskId: string, side: Side): Promise<void> {
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    const left = this.#uri(session, look, side);
    const ref = refOf(left);
    if (!look.annotation?.correction || !ref)
      throw new TouchstoneError('answer-invalid', vscode.l10n.t('There is no correction yet.'), {
        action: vscode.l10n.t('Run "Touchstone: Correct a Response" first.'),
      });
    const { language } = programOf(look.annotation.correction, { taskLanguage: look.task.language }) ?? {};
    await vscode.commands.executeCommand(
      'vscode.diff',
      left,
      responseUri(session, look, { ...ref, of: 'correction' }, language),
      vscode.l10n.t('Response {0} ↔ the correction', side),
      { preview: true },
    );
  }

  /** The document of a response, or of the stored correction, that has a text on lines of its own. */
  async uriWith(
    taskId: string,
    of: Side | 'correction',
    has: (text: string) => boolean,
  ): Promise<vscode.Uri> {
    const session = await this.#projects.need();
    const look = await session.look(taskId);
    const first = this.#uri(session, look, of === 'correction' ? 'A' : of);
    const ref: ResponseRef = {
      taskId,
      side: of === 'correction' ? 'A' : of,
      part: refOf(first)?.part ?? 'code',
      ...(of === 'correction' ? { of } : {}),
    };
    const language =
      of === 'correction'
        ? programOf(look.annotation?.correction ?? '', { taskLanguage: look.task.language })?.language
        : ref.part === 'code'
          ? codeOf(look, responseOf(look.shownOrder, of)).language
          : undefined;
    return has(textOf(look, ref))
      ? responseUri(session, look, ref, language)
      : responseUri(session, look, { ...ref, part: 'markdown' });
  }

  #uri(session: Session, look: TaskDetail & { shownOrder: ShownOrder }, side: Side): vscode.Uri {
    try {
      const { language } = codeOf(look, responseOf(look.shownOrder, side));
      return responseUri(session, look, { taskId: look.task.id, side, part: 'code' }, language);
    } catch (error) {
      if (error instanceof TouchstoneError && error.code === 'run-no-code')
        return responseUri(session, look, { taskId: look.task.id, side, part: 'markdown' });
      throw error;
    }
  }

  dispose(): void {
    this.#listening?.dispose();
    for (const d of this.#disposables) d.dispose();
  }
}
