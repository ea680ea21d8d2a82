import * as vscode from 'vscode';
import type { ResponseNumber } from '../../domain/annotation.ts';
import { plain } from '../common/taskText.ts';
import { linesOfDocument } from '../../review/documentLines.ts';
import type { Look } from '../session/session.ts';

/** The failure modes of a response above its lines, or at the top; a click names another one. */
export function tagLenses(look: Look, response: ResponseNumber, shown: string): vscode.CodeLens[] {
  const text = look.generations.find((one) => one.response === response)?.text ?? '';
  const there = linesOfDocument(shown, text, look.task);
  return (look.annotation?.tags ?? [])
    .filter((use) => use.response === response)
    .map(({ tag, name = tag, lines }) => {
      const [from, to] = lines ?? [1, 0];
      const at = Math.max(
        0,
        there.findIndex((line) => line !== undefined && line >= from - 1 && line < to),
      );
      return new vscode.CodeLens(new vscode.Range(at, 0, at, 0), {
        title: `$(tag) ${plain(name)}`,
        tooltip: vscode.l10n.t('Name another failure mode'),
        command: 'touchstone.nameFailureMode',
      });
    });
}
