import type { LineComment } from '../../domain/annotationHistory.ts';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { shownSubject, subjectOf } from '../common/subjects.ts';
import { touches } from '../../domain/change.ts';
import { findLines } from '../../annotation/commentsSection.ts';
import type { AnswerEditors, AnswerRef } from './answerEditors.ts';
import { isOther, type ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { PanelInFront } from '../session/commands.ts';
import type { ResponseDocuments } from './responseDocuments.ts';
import type { Look, Session } from '../session/session.ts';
import { flash } from '../common/notifications.ts';

export const controllerId = 'touchstone.lineComments';

/** A comment as VS Code shows it: each has a thread of its own. */
class Note implements vscode.Comment {
  mode = vscode.CommentMode.Preview;
  readonly author = { name: vscode.l10n.t('You') };
  readonly contextValue = 'touchstone';
  readonly thread: vscode.CommentThread;
  comment: LineComment;
  body: string;

  constructor(thread: vscode.CommentThread, comment: LineComment) {
    this.thread = thread;
    this.comment = comment;
    this.body = comment.text;
  }

  get timestamp(): Date {
    return new Date(this.comment.at);
  }
}

/** A document whose lines may be commented. */
type Commented = AnswerRef & { subject: 'A' | 'B' | 'correction' };

/**
 * Comments on lines of responses and corrections, through VS Code's own comments. Each is in the store when its promise resolves, in
 * one transaction with the annotation's comments, which hold them with line and quote. Other documents have none.
 */
export class LineComments extends ProjectPart {
  readonly #editors: AnswerEditors;
  readonly #documents: ResponseDocuments;
  readonly #panel: PanelInFront;
  readonly #controller: vscode.CommentController;
  /** By document, then by the comment's id. */
  readonly #shown = new Map<string, Map<string, Note>>();

  constructor(projects: Projects, panel: PanelInFront, editors: AnswerEditors, documents: ResponseDocuments) {
    super(projects);
    this.#editors = editors;
    this.#documents = documents;
    this.#panel = panel;
    this.#controller = vscode.comments.createCommentController(controllerId, 'Touchstone');
    this.#controller.options = {
      prompt: vscode.l10n.t('Comment on these lines'),
      placeHolder: vscode.l10n.t('What is good or wrong here?'),
    };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: (document) =>
        this.#commented(document.uri) ? [new vscode.Range(0, 0, document.lineCount - 1, 0)] : undefined,
    };
    const here = (document: vscode.TextDocument) => void this.#show(document);
    this.own(
      this.#controller,
      vscode.workspace.onDidOpenTextDocument(here),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document.uri)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.isDirty) here(document);
      }),
      editors.onDidChange(() => this.#showAll()),
      projects.onDidChange((change) => this.#follow(change)),
    );
    this.#showAll();
  }

  #follow(change: ProjectChange): void {
    if (isOther(change)) {
      for (const { uri } of vscode.workspace.textDocuments) this.#forget(uri);
      this.#showAll();
    } else if (change.tasks)
      this.#showAll((taskId) => touches(change.tasks, taskId, 'comment', 'answer', 'response'));
  }

  #showAll(wanted: (taskId: string) => boolean = () => true): void {
    for (const document of vscode.workspace.textDocuments) {
      const ref = this.#commented(document.uri);
      if (ref && wanted(ref.taskId)) void this.#show(document);
    }
  }

  #commented(uri: vscode.Uri): Commented | undefined {
    const ref = this.#editors.of(uri);
    return ref && ref.subject !== 'task' ? { ...ref, subject: ref.subject } : undefined;
  }

  /** Brings the threads of a document in line with the store. */
  async #show(document: vscode.TextDocument): Promise<void> {
    const { session } = this.projects;
    const ref = this.#commented(document.uri);
    if (!session || !ref) return;
    try {
      const look = await session.look(ref.taskId);
      if (session !== this.projects.session || document.isClosed) return;
      this.#draw(document, look, subjectOf(look, ref.subject));
    } catch (error) {
      this.log.warn(`line comments: ${String(error)}`);
    }
  }

  #draw(document: vscode.TextDocument, look: Look, subject: LineComment['response']): void {
    const notes = this.#notes(document.uri);
    const text = document.getText();
    const wanted = look.lineComments.flatMap((comment) => {
      const lines = comment.response === subject ? findLines(text, comment) : undefined;
      return lines ? [{ comment, range: rangeOf(lines) }] : [];
    });
    for (const { comment, range } of wanted) {
      const note = notes.get(comment.id);
      if (!note) {
        const thread = this.#controller.createCommentThread(document.uri, range, []);
        thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
        this.#adopt(thread, comment);
      } else if (note.mode === vscode.CommentMode.Preview) {
        if (!note.thread.range?.isEqual(range)) note.thread.range = range;
        if (note.body !== comment.text) this.#done(note, comment);
      }
    }
    const ids = new Set(wanted.map(({ comment }) => comment.id));
    for (const [id, note] of notes)
      if (!ids.has(id)) {
        notes.delete(id);
        note.thread.dispose();
      }
  }

  #notes(uri: vscode.Uri): Map<string, Note> {
    const known = this.#shown.get(uri.toString()) ?? new Map<string, Note>();
    this.#shown.set(uri.toString(), known);
    return known;
  }

  #adopt(thread: vscode.CommentThread, comment: LineComment): void {
    const note = new Note(thread, comment);
    this.#notes(thread.uri).set(comment.id, note);
    thread.canReply = false;
    thread.contextValue = 'touchstone';
    thread.label =
      comment.startLine === comment.endLine
        ? vscode.l10n.t('Comment on line {0}', comment.startLine)
        : vscode.l10n.t('Comment on lines {0} to {1}', comment.startLine, comment.endLine);
    thread.comments = [note];
  }

  #forget(uri: vscode.Uri): void {
    for (const note of this.#shown.get(uri.toString())?.values() ?? []) note.thread.dispose();
    this.#shown.delete(uri.toString());
  }

  /** Opens the box for a new comment at the cursor; without an editor of ours that has the focus it resolves to false. */
  async begin(): Promise<boolean> {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !this.#commented(editor.document.uri)) return false;
    await vscode.commands.executeCommand('workbench.action.addComment');
    return true;
  }

  /** Adds a comment on lines (1-based; those of the selection, if not given) of the editor that has the focus. */
  async add(text: string, lines?: { startLine: number; endLine?: number }): Promise<string | undefined> {
    const editor = vscode.window.activeTextEditor;
    const ref = editor && this.#commented(editor.document.uri);
    if (!editor || !ref) return undefined;
    const start = lines?.startLine ?? editor.selection.start.line + 1;
    const end = lines ? (lines.endLine ?? start) : editor.selection.end.line + 1;
    return (await this.#add(editor.document, ref, [start, end], text))?.id;
  }

  /** What was written into the box of a new thread. */
  async save(reply: unknown): Promise<void> {
    if (typeof reply !== 'object' || reply === null || !('thread' in reply) || !('text' in reply)) return;
    const { thread, text } = reply as vscode.CommentReply;
    const document = await vscode.workspace.openTextDocument(thread.uri);
    const ref = this.#commented(thread.uri);
    if (!ref || !thread.range || text.trim() === '') return thread.dispose();
    const { start, end } = thread.range;
    // A selection that ends before the first character of a line does not mean that line.
    const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
    await this.#add(document, ref, [start.line + 1, last], text, (comment) => this.#adopt(thread, comment));
  }

  async #add(
    document: vscode.TextDocument,
    ref: Commented,
    [startLine, endLine]: [number, number],
    text: string,
    onStored?: (comment: LineComment) => void,
  ): Promise<LineComment | undefined> {
    const range = document.validateRange(
      new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER),
    );
    const session = await this.projects.need();
    const comment: LineComment = {
      id: randomUUID(),
      taskId: ref.taskId,
      annotator: session.annotator,
      response: subjectOf(await session.look(ref.taskId), ref.subject),
      startLine: range.start.line + 1,
      endLine: range.end.line + 1,
      quote: document.getText(range),
      text: text.trim(),
      at: new Date().toISOString(),
    };
    // Known before the store tells of the change: else the thread would be made twice.
    onStored?.(comment);
    try {
      await this.#put(session, comment);
    } catch (error) {
      this.#forget(document.uri);
      void this.#show(document);
      throw error;
    }
    return comment;
  }

  async #put(session: Session, comment: LineComment): Promise<void> {
    await this.#panel.settled();
    await session.answers.putLineComment(comment);
  }

  edit(note: unknown): void {
    if (!(note instanceof Note)) return;
    note.mode = vscode.CommentMode.Editing;
    note.thread.comments = [note];
  }

  cancel(note: unknown): void {
    if (!(note instanceof Note)) return;
    this.#done(note, note.comment);
  }

  async saveEdited(note: unknown): Promise<void> {
    if (!(note instanceof Note)) return;
    const text = note.body.trim();
    if (text === '') return this.remove(note);
    const comment = { ...note.comment, text, at: new Date().toISOString() };
    await this.#put(await this.projects.need(), comment);
    this.#done(note, comment);
  }

  #done(note: Note, comment: LineComment): void {
    note.comment = comment;
    note.body = comment.text;
    note.mode = vscode.CommentMode.Preview;
    note.thread.comments = [note];
  }

  /** A comment that is shown, or the id of one of a task. */
  async remove(note: unknown, id?: unknown): Promise<void> {
    const which =
      note instanceof Note
        ? note.comment
        : typeof note === 'string' && typeof id === 'string'
          ? { taskId: note, id }
          : undefined;
    if (!which) return;
    const session = await this.projects.need();
    await this.#panel.settled();
    await session.answers.removeLineComment(which.taskId, which.id);
    flash(vscode.l10n.t('Comment removed'));
  }

  /** Shows a comment where it was made. */
  async open(taskId: string, id: string): Promise<void> {
    const { look } = await this.projects.look(taskId);
    const comment = look.lineComments.find((one) => one.id === id);
    if (!comment) return;
    const of = shownSubject(look, comment.response);
    const uri = await this.#documents.uriWith(taskId, of, (text) => findLines(text, comment) !== undefined);
    const document = await vscode.workspace.openTextDocument(uri);
    const lines = findLines(document.getText(), comment);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      ...(lines && { selection: rangeOf(lines).with({ end: new vscode.Position(lines[0] - 1, 0) }) }),
    });
    await this.#show(document);
    const note = this.#notes(uri).get(id);
    if (note) note.thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }
}

function rangeOf([start, end]: [number, number]): vscode.Range {
  return new vscode.Range(start - 1, 0, end - 1, 0);
}
