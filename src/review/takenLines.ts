import { codeBlocks } from '../code/text/fences.ts';
import { chosenIn } from '../code/program.ts';
import type { ProgramTask } from '../code/answer/askedNames.ts';
import { foundChoices, foundProgram } from '../inputs/programCache.ts';
import type { ResponseView } from '../protocol/reviewViews.ts';

/** First and last line of a stretch of a text, from 0. */
export type LineRange = [first: number, last: number];

/**
 * The lines of a response that its program was taken from, so that the panel can mark them; undefined where nothing has to be told: the response
 * has one block of code at most, or its program is all of it.
 */
export function takenLines(text: string, task: ProgramTask): LineRange[] | undefined {
  if (codeBlocks(text).length < 2) return undefined;
  const taken = foundProgram(text, task)?.taken ?? [];
  const isAll = taken.length === 1 && taken.every(({ from, to }) => from === 0 && to >= text.length);
  if (taken.length === 0 || isAll) return undefined;
  return linesOf(text, taken);
}

/** Which blocks of a response may be chosen as its program, and which one is; nothing where there is no choice. */
export function blockChoices(text: string, task: ProgramTask): Pick<ResponseView, 'blocks' | 'chosenBlock'> {
  const chosen = chosenIn(text, task);
  const found = codeBlocks(text).length < 2 ? [] : foundChoices(text, task);
  if (found.length < 2 && chosen === undefined) return {};
  const lines = linesOf(text, found);
  const blocks = found.map(({ index }, i) => ({ block: index, lines: lines[i] ?? [0, 0] }));
  return { blocks, ...(chosen !== undefined && { chosenBlock: chosen }) };
}

function linesOf(text: string, stretches: readonly { from: number; to: number }[]): LineRange[] {
  const starts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ index, 0: end }) => index + end.length)];
  const lineOf = (offset: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return stretches.map(({ from, to }) => [lineOf(from), lineOf(Math.max(from, to - 1))]);
}
