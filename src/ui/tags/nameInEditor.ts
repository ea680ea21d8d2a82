import * as vscode from 'vscode';
import type { Side } from '../../domain/annotation.ts';
import { tagOptions, type TagOption } from '../../domain/tagOptions.ts';
import { generationOf, subjectOf } from '../common/subjects.ts';
import { flash } from '../common/notifications.ts';
import { noIcons, pickOne, type Choice } from '../common/quickPicks.ts';
import { plain } from '../common/taskText.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import { linesOfDocument } from '../../review/documentLines.ts';
import { stretchInText } from '../../review/programLines.ts';
import type { Projects } from '../session/projects.ts';
import type { TagActs } from './nameTags.ts';

/** Names failure modes of the lines that are selected in the editor of a response. */
export function nameInEditor(projects: Projects, editors: AnswerEditors, tagging: TagActs) {
  return {
    /** Resolves to the name, empty where none was chosen; undefined: no editor of a response has the focus. */
    async name(given?: string): Promise<string | undefined> {
      const editor = vscode.window.activeTextEditor;
      const ref = editor && editors.of(editor.document.uri);
      if (!editor || !ref || (ref.subject !== 'A' && ref.subject !== 'B')) return undefined;
      const { taskId, subject: side } = ref;
      const { start, end } = editor.selection;
      // A selection that ends before the first character of a line does not mean that line.
      const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
      const lines = await linesOf(taskId, side, editor.document, [start.line, last]);
      const name = given ?? (await askTag(lines ? lineWords(lines) : vscode.l10n.t('Response {0}', side)));
      if (name === undefined) return '';
      await tagging.tag({ taskId, side, name, lines });
      flash(vscode.l10n.t('“{0}” named; undo takes it back', plain(name)));
      return name;
    },
  };

  /** Where lines (from 0) of a document are in the response's text (from 1): the document may hold its program alone. Undefined: nowhere. */
  async function linesOf(
    taskId: string,
    side: Side,
    document: vscode.TextDocument,
    [first, last]: [number, number],
  ): Promise<[number, number] | undefined> {
    const { look } = await projects.look(taskId);
    const response = subjectOf(look, side);
    const range = new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
    if (response === 'correction' || document.getText(range).trim() === '') return undefined;
    const { text } = generationOf(look, response);
    const there = stretchInText(linesOfDocument(document.getText(), text, look.task), first, last);
    return there && [there[0] + 1, there[1] + 1];
  }

  async function askTag(where: string): Promise<string | undefined> {
    const session = await projects.need();
    const known = await tagging.known();
    const presets = session.project.config.failureModes ?? [];
    const item = ({ name, uses, typed }: TagOption): Choice<string> => ({
      label: noIcons(plain(name)),
      description:
        typed === undefined ? (uses ? String(uses) : undefined) : vscode.l10n.t('was {0}', plain(typed)),
      value: name,
    });
    const items = tagOptions('', known, presets, []).map(item);
    const chosen = await pickOne<string>({
      title: vscode.l10n.t('Failure mode: {0}', where),
      placeholder: vscode.l10n.t('What is wrong here, in a word? Choose or type'),
      items,
      typed: (text) =>
        tagOptions(text, known, presets, []).map((one) => ({
          ...item(one),
          label: one.isNew ? vscode.l10n.t('New: {0}', noIcons(plain(one.name))) : noIcons(plain(one.name)),
          alwaysShow: true,
        })),
    });
    return typeof chosen === 'string' ? chosen : undefined;
  }
}

function lineWords([first, last]: [number, number]): string {
  return first === last ? vscode.l10n.t('line {0}', first) : vscode.l10n.t('lines {0} to {1}', first, last);
}
