import type { Parser, PartialParse, SyntaxNode, Tree } from '@lezer/common';
import { parser as cpp } from '@lezer/cpp';
import { parser as go } from '@lezer/go';
import { parser as java } from '@lezer/java';
import { parser as javascript } from '@lezer/javascript';
import { parser as python } from '@lezer/python';
import { parser as rust } from '@lezer/rust';

const parsers: Record<string, Parser> = {
  python,
  javascript,
  typescript: javascript.configure({ dialect: 'ts' }),
  go,
  rust,
  java,
  c: cpp,
  cpp,
};

/** Milliseconds for one text. Real programs take a few; one made of thousands of open brackets would take seconds. */
const patience = 300;

/** Brackets that nothing closes or opens: of an honest text a few, and each makes the parser try more ways to go on. */
const mostUnmatched = 100;
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
  const work = parsers[language]?.startParse(code);
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

/** Where too many brackets are open or closed for nothing; the text's length where that never is. */
function saneLength(code: string): number {
  let [open, lost] = [0, 0];
  for (let i = 0; i < code.length; i++) {
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
