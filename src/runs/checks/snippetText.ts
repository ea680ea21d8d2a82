import type { SyntaxNode } from '@lezer/common';
import { childrenOf, parse } from '../../code/text/parsers.ts';
import { replaced } from './sourceText.ts';

export interface Piece {
  from: number;
  to: number;
  by: string;
}

/** Remarks, texts and characters, and braces. Good enough for C, C++, Go, Java, JavaScript and Rust. */
const words =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|r#"[\s\S]*?"#|"(?:\\[\s\S]|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|'(?:\\[^\n]{1,8}?|[^'\\\n]{1,2})'|[{}]/g;

/** Where lines end, of the text that was asked about last: whoever asks does so for many of its places. */
let lines = { text: '', ends: [] as number[] };

/** The line of a place, from 1. */
export function lineAt(text: string, at: number): number {
  if (lines.text !== text) lines = { text, ends: [...text.matchAll(/\n/g)].map(({ index }) => index) };
  const { ends } = lines;
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

/** Places of braces that count. */
function braces(text: string): { at: number; open: boolean }[] {
  return [...text.matchAll(words)]
    .filter(([word]) => word === '{' || word === '}')
    .map(({ 0: word, index }) => ({ at: index, open: word === '{' }));
}

/** The place of the brace that closes the one at `from` (or the first after it); undefined where none does. */
export function closing(text: string, from: number): number | undefined {
  let depth = 0;
  for (const { at, open } of braces(text)) {
    if (at < from) continue;
    depth += open ? 1 : -1;
    if (depth <= 0) return at;
  }
  return undefined;
}

/**
 * Tests as translated data sets publish them begin by closing what the prompt left open: those braces are taken off as far as the program
 * closes itself, and at the end the ones of a class around it. Lines stay.
 */
export function withoutSurplus(program: string, tests: string): string {
  if (!/^\s*\}/.test(tests)) return tests;
  let left = Math.max(
    0,
    braces(program).reduce((depth, { open }) => depth + (open ? 1 : -1), 0),
  );
  const pieces: Piece[] = [];
  let depth = 0;
  for (const { at, open } of braces(tests)) {
    depth += open ? 1 : -1;
    if (depth >= 0) continue;
    depth = 0;
    if (left > 0) left--;
    else pieces.push({ from: at, to: at + 1, by: ' ' });
  }
  return replaced(tests, pieces);
}

/** Statements stand in functions only there. */
const around: Record<string, string> = {
  rust: 'fn snippet() {',
  java: 'class A { void snippet() {',
  go: 'package p\nfunc snippet() {',
};

/** The syntax of tests that are statements; `shift` is to be taken from its places. `whole`: they are declarations. */
export function syntaxOf(
  language: string,
  tests: string,
  whole: boolean,
): { top?: SyntaxNode; shift: number } {
  const before = whole ? '' : (around[language] ?? '');
  const code = before === '' ? tests : `${before}${tests}\n}${language === 'java' ? '}' : ''}`;
  return { top: parse(language, code)?.topNode, shift: before.length };
}

/** All nodes of these kinds. */
export function nodesOf(top: SyntaxNode | undefined, kinds: RegExp): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  top?.cursor().iterate((node) => {
    if (kinds.test(node.name)) found.push(node.node);
  });
  return found;
}

/** Statements that fail by what they do (`if (…) throw …`): one that was passed is a check. The pieces put a call before each. */
export function guards(
  { top, shift }: { top?: SyntaxNode; shift: number },
  tests: string,
  fails: RegExp,
  call: string,
): Piece[] {
  return nodesOf(top, /^(?:If|Match|Try|Switch)(?:Statement|Expression)$/)
    .map((node) => (node.parent && /^Expr(?:ession)?Statement$/.test(node.parent.name) ? node.parent : node))
    .filter((node) =>
      /^(?:Block|StatementBlock|CompoundStatement|FunctionBody|Script|Program|SourceFile)$/.test(
        node.parent?.name ?? '',
      ),
    )
    .map((node) => ({ from: node.from - shift, to: node.to - shift }))
    .filter(({ from, to }) => from >= 0 && to <= tests.length && fails.test(tests.slice(from, to)))
    .map(({ from }) => ({ from, to: from, by: call }));
}

/** Whether an expression compares, outside of its brackets and texts. */
export function isComparison(expression: string): boolean {
  let flat = expression.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g, '0');
  for (let before = ''; before !== flat;) {
    before = flat;
    flat = flat.replace(/\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}/g, '0');
  }
  return /[=!]==?(?!=)|<=|>=|\s[<>]\s/.test(flat) && !/=>|&&=|\|\|=|;|(?<![=!<>])=(?!=)/.test(flat);
}

/** Whether a name is used elsewhere than where it is defined. */
export function isUsed(name: string, text: string): boolean {
  return [...text.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'))].length > 1;
}

export { childrenOf };
