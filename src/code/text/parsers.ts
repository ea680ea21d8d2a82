// eslint-disable-next-line no-restricted-syntax -- loaded at once when it is first needed; its type is imported below, so that lint follows it
import { createRequire } from 'node:module';
import type * as GrammarsModule from './grammars.ts';
import type { Parser, PartialParse, SyntaxNode, Tree } from '@lezer/common';

type Grammars = typeof GrammarsModule;

let parsers: Record<string, Parser> | undefined;

/**
 * Loaded with the first text that is parsed, and at once: whoever asks for a program waits for an answer, and what loads at activation does not
 * grow by tables of 400 kB. The build puts them into a file of its own (`esbuild.mjs`).
 */
function parserOf(language: string): Parser | undefined {
  parsers ??= loadParsers();
  return parsers[language];
}

function loadParsers(): Record<string, Parser> {
  const here = import.meta.url;
  const file = here.endsWith('.ts')
    ? './grammars.ts'
    : here.includes('/chunks/')
      ? '../grammars.cjs'
      : './grammars.cjs';
  const { cpp, go, java, javascript, python, rust } = createRequire(here)(file) as Grammars;
  const typescript = javascript.configure({ dialect: 'ts' });
  return { python, javascript, typescript, go, rust, java, c: cpp, cpp };
}

/** Milliseconds for one text. Real programs take a few; one made of thousands of open brackets would take seconds. */
const patience = 300;

/** Brackets that nothing closes or opens: of an honest text a few, and each makes the parser try more ways to go on. */
const mostUnmatched = 100;
const mostOpenRemarks = 10;
/**
 * Steps that the parser may take in looking for a way on after a fault: some for each fault, so that this is a hundred of them.
 * Each costs up to a hundred times as much as an ordinary step, and a text of 12,000 characters can ask for as many.
 */
const mostRecovery = 300;

/** Trees that are kept: a text is asked about several times in a row. */
const kept: { language: string; code: string; tree: Tree }[] = [];
const keptTrees = 6;

/**
 * The syntax tree of a text, which is there however wrong the text is; undefined for a language without a parser here. Of a text
 * that takes too long it is the tree of its beginning.
 */
export function parse(language: string, code: string): Tree | undefined {
  const known = kept.findIndex((entry) => entry.language === language && entry.code === code);
  const tree = kept[known]?.tree ?? parseAnew(language, code);
  if (!tree) return undefined;
  if (known >= 0) kept.splice(known, 1);
  kept.unshift({ language, code, tree });
  kept.length = Math.min(kept.length, keptTrees);
  return tree;
}

function parseAnew(language: string, code: string): Tree | undefined {
  const work = parserOf(language)?.startParse(code);
  if (!work) return undefined;
  const sane = saneLength(code);
  if (sane < code.length) work.stopAt(sane);
  const end = performance.now() + patience;
  let recovery = 0;
  for (;;) {
    const tree = work.advance();
    if (tree) return tree;
    if (isRecovering(work)) recovery++;
    const enough = recovery > mostRecovery || performance.now() > end;
    if (enough && (work.stoppedAt ?? Infinity) > work.parsedPos) work.stopAt(work.parsedPos);
  }
}

/** Lezer's LR parser counts so down after a fault; its types do not tell it, so where it is gone only `patience` bounds the work. */
function isRecovering(work: PartialParse): boolean {
  return 'recovering' in work && typeof work.recovering === 'number' && work.recovering > 0;
}

/** Where too many brackets or remarks are open or closed for nothing; the text's length where that never is. */
function saneLength(code: string): number {
  let [open, lost, remarks] = [0, 0, 0];
  const lastEnd = code.lastIndexOf('*/');
  for (let i = 0; i < code.length; i++) {
    // Each remark that never ends costs as much as the rest of the text.
    if (
      i > lastEnd &&
      code.charCodeAt(i) === 47 &&
      code.charCodeAt(i + 1) === 42 &&
      ++remarks > mostOpenRemarks
    )
      return i;
    const character = code.charCodeAt(i);
    if (character === 40 || character === 91 || character === 123) open++;
    else if (character === 41 || character === 93 || character === 125) {
      if (open > 0) open--;
      else lost++;
    }
    if (open + lost > mostUnmatched) return i;
  }
  return code.length;
}

/** One statement or declaration of a text, without the remarks around it. */
export interface Part {
  /** The grammar's name, as `ExpressionStatement`. */
  kind: string;
  text: string;
  from: number;
  to: number;
  node: SyntaxNode;
}

/** Statements stand in functions only there. */
const around: Record<string, readonly [before: string, block: string]> = {
  rust: ['fn snippet() {', 'Block'],
};

/** The statements and declarations of a snippet in the order of the text. */
export function partsOf(language: string, snippet: string): Part[] {
  const [before = '', block] = around[language] ?? [];
  const code = before === '' ? snippet : `${before}${snippet}\n}`;
  const tree = parse(language, code);
  if (!tree) return [];
  let top: SyntaxNode | null = tree.topNode;
  if (block !== undefined) top = top.firstChild?.getChild(block) ?? null;
  return childrenOf(top)
    .filter(
      ({ name, type }) => !/Comment$/.test(name) && !/^[{};]$/.test(name) && !(type.isError && name === '⚠'),
    )
    .map((node) => ({
      kind: node.name,
      text: code.slice(node.from, node.to),
      from: node.from - before.length,
      to: node.to - before.length,
      node,
    }));
}

export function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling) children.push(child);
  return children;
}

/** Whether the text is one whole expression of the language. */
export function isExpression(language: string, text: string): boolean {
  const tree = parse(language, `(${text}\n)`);
  if (!tree || text.trim() === '') return false;
  let whole = childrenOf(tree.topNode).filter(({ name }) => !/Comment$/.test(name)).length === 1;
  tree.iterate({
    enter: ({ type }) => {
      if (type.isError) whole = false;
    },
  });
  return whole;
}
