import { findLines } from '../annotation/commentsSection.ts';
import { foundProgram } from '../inputs/programCache.ts';
import type { ProgramTask } from '../code/answer/askedNames.ts';
import { linesOfProgram } from './programLines.ts';

/**
 * For each line of a document that shows a response, or its program alone, the line of the response's text (both from 0); undefined where
 * that cannot be told.
 */
export function linesOfDocument(shown: string, text: string, task: ProgramTask): (number | undefined)[] {
  const whole = shown.trimEnd();
  const count = shown.split('\n').length;
  const all = findLines(text, { quote: whole, startLine: 1, endLine: whole.split('\n').length });
  if (all) return Array.from({ length: count }, (_, n) => all[0] - 1 + n);
  const program = foundProgram(text, task);
  return program?.code.trimEnd() === whole ? linesOfProgram(text, program) : [];
}
