import type { ProgramOfAnswer } from './program.ts';
import { definedIn } from './text/definitions.ts';

/** Characters of a text that are looked at, and examples that are counted. */
const [longest, most] = [50_000, 99];
/** Of a longer line the rest is no example. */
const longestLine = 1000;
/** What stands between a call and its result: `f(1) → 2`, `f(1) == 2`, `f(1) returns 2`, `f(1)  # 2`. */
const givesResult = /→|⟶|➞|->|=>|==|#|\/\/|\b(?:returns?|gives?|prints?|yields?|ergibt|liefert)\b/;

/**
 * How many examples of its program a response shows beside it: calls in blocks that are no part of the program, sessions (`>>>`), and calls
 * in sentences with their result.
 */
export function examplesBeside(
  text: string,
  { language, code, taken }: Pick<ProgramOfAnswer, 'language' | 'code' | 'taken'>,
): number {
  const names = definedIn(language, code);
  if (names.size === 0) return 0;
  let count = 0;
  let fenced = false;
  let at = 0;
  for (const line of text.slice(0, longest).split('\n')) {
    const from = at;
    at += line.length + 1;
    if (taken.some((stretch) => from >= stretch.from && from < stretch.to)) continue;
    if (/^[\s>]*(?:```|~~~)/.test(line)) fenced = !fenced;
    else if (showsCall(line.slice(0, longestLine), names, fenced)) count += 1;
    if (count >= most) break;
  }
  return count;
}

function showsCall(line: string, names: ReadonlySet<string>, fenced: boolean): boolean {
  for (const { 0: call, 1: name = '', index } of line.matchAll(
    /(?<![\w$])([A-Za-z_$][\w$]{0,100})[ \t]?\(/g,
  )) {
    if (!names.has(name)) continue;
    // A head is no call.
    if (/(?:\b(?:def|function|func|fn|class)|\*)\s+$/.test(line.slice(Math.max(0, index - 20), index)))
      continue;
    if (fenced || /^[\s>*/]*>>>\s/.test(line)) return true;
    if (givesResult.test(line.slice(index + call.length))) return true;
  }
  return false;
}
