import type { TaskDetail } from '../../domain/task.ts';
import * as vscode from 'vscode';
import * as z from 'zod';
import { queryOf, showBeside, showDiff } from '../common/textDocuments.ts';
import { generationOf, textOf } from '../common/subjects.ts';
import { responseOf } from '../../domain/sides.ts';
import type { ResponseNumber, ShownOrder, Side } from '../../domain/annotation.ts';
import { touches } from '../../domain/change.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { sha256 } from '../../platform/hash.ts';
import { programOf } from '../../code/program.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { clip, pathPart, taskTitle } from '../common/taskText.ts';

export const responseScheme = 'touchstone-response';

const refSchema = z.object({
  taskId: z.string(),
  side: z.enum(['A', 'B']),
  /** The program alone, or the whole markdown. */
  part: z.enum(['code', 'markdown']),
  /** The correction's text in its place, or the task's own. */
  of: z.enum(['correction', 'task']).optional(),
});

export type ResponseRef = z.output<typeof refSchema>;

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

/** The code of a response, in one piece. Errors: `generation-missing`, `run-no-code`. */
export function codeOf(detail: TaskDetail, response: ResponseNumber): { language: string; code: string } {
  const { text } = generationOf(detail, response);
  const program = programOf(text, { task: detail.task });
  if (!program) throw new TouchstoneError('run-no-code', vscode.l10n.t('This response holds no code.'));
  return program;
}

/** The code (where there is any) or the markdown that a document shows. */
function shownText(detail: TaskDetail & { shownOrder: ShownOrder }, ref: ResponseRef): string {
  if (ref.of === 'task') return detail.task.instruction;
  const markdown = textOf(detail, ref.of ?? ref.side);
  if (!markdown || ref.part === 'markdown') return markdown ?? '';
  return programOf(markdown, { task: detail.task })?.code ?? markdown;
}

/** An address whose last part is what an editor tab shows: no model name, no character that a path cannot hold. */
export function responseUri(
  session: Session,
  detail: TaskDetail,
  ref: ResponseRef,
  language?: string,
): vscode.Uri {
  const title = pathPart(clip(taskTitle(detail.task.instruction, detail.task.id), 30), 'task');
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
  return uri.scheme === responseScheme ? queryOf(uri, refSchema) : undefined;
}

/** Responses as read-only documents in their own language. */
export class ResponseDocuments extends ProjectPart implements vscode.TextDocumentContentProvider {
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    super(projects);
    this.own(
      vscode.workspace.registerTextDocumentContentProvider(responseScheme, this),
      projects.onDidChange((change) => {
        if (isOther(change)) this.#refresh(() => true);
        else this.#refresh((taskId) => touches(change.tasks, taskId, 'task', 'response', 'answer'));
      }),
    );
  }

  #refresh(wanted: (taskId: string) => boolean): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      const ref = refOf(uri);
      if (ref && wanted(ref.taskId)) this.#changed.fire(uri);
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const ref = refOf(uri);
    if (!ref) return '';
    const session = await this.projects.need();
    return shownText(await session.look(ref.taskId), ref);
  }

  /** Opens one response beside the panel; as code where it holds any. */
  async open(taskId: string, side: Side, viewColumn = vscode.ViewColumn.Beside): Promise<void> {
    const { session, look } = await this.projects.look(taskId);
    await showBeside(this.#uri(session, look, side), viewColumn);
  }

  /** What the responses answer, as the dataset has it. */
  async openInstruction(taskId: string): Promise<void> {
    const { session, look } = await this.projects.look(taskId);
    const ref: ResponseRef = { taskId, side: 'A', part: 'markdown', of: 'task' };
    await showBeside(responseUri(session, look, ref));
  }

  /** Both responses in VS Code's own diff editor. */
  async compare(taskId: string): Promise<void> {
    const { session, look } = await this.projects.look(taskId);
    const title = `${clip(taskTitle(look.task.instruction, taskId), 30)}: A ↔ B`;
    await showDiff(this.#uri(session, look, 'A'), this.#uri(session, look, 'B'), title);
  }

  /** A response beside the correction as it is stored, in the diff editor. Errors: `answer-invalid` where there is none. */
  async compareWithCorrection(taskId: string, side: Side): Promise<void> {
    const { session, look } = await this.projects.look(taskId);
    const left = this.#uri(session, look, side);
    const ref = refOf(left);
    if (!look.annotation?.correction || !ref)
      throw new TouchstoneError('answer-invalid', vscode.l10n.t('There is no correction yet.'), {
        action: vscode.l10n.t('Run "Touchstone: Correct a Response" first.'),
      });
    const { language } = programOf(look.annotation.correction, { task: look.task }) ?? {};
    const right = responseUri(session, look, { ...ref, of: 'correction' }, language);
    await showDiff(left, right, vscode.l10n.t('Response {0} ↔ the correction', side));
  }

  /** The document of a response, or of the stored correction, that has a text on lines of its own. */
  async uriWith(
    taskId: string,
    of: Side | 'correction',
    has: (text: string) => boolean,
  ): Promise<vscode.Uri> {
    const { session, look } = await this.projects.look(taskId);
    const side = of === 'correction' ? 'A' : of;
    const part = refOf(this.#uri(session, look, side))?.part ?? 'code';
    const ref: ResponseRef = { taskId, side, part, ...(of === 'correction' ? { of } : {}) };
    const language =
      of === 'correction'
        ? programOf(look.annotation?.correction ?? '', { task: look.task })?.language
        : ref.part === 'code'
          ? codeOf(look, responseOf(look.shownOrder, of)).language
          : undefined;
    return has(shownText(look, ref))
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
}
