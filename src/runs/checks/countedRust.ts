import { rustChecks } from './rustChecks.ts';
import {
  closing,
  guards,
  isComparison,
  lineAt,
  nodesOf,
  syntaxOf,
  withoutSurplus,
  type Piece,
} from './snippetText.ts';
import { replaced } from './sourceText.ts';
import type { Assembled } from '../../domain/run.ts';

/** `program`: without a `main`. The tests stand in a module of their own, which sees all that is the program's. */
export function countedRust(program: string, snippet: string, word: string): Assembled {
  const text = withoutSurplus(program, snippet).replace(/#!\[[^\]\n]*\]/g, (all) => ' '.repeat(all.length));
  const whole = isWhole(text);
  const { tests, calls } = whole ? asItems(text) : { tests: asStatements(text), calls: [] };
  const harness = (base: number): string => rustChecks(word, base);
  const all = [
    program + '// What follows runs the input.',
    'MARK',
    'fn main() { touchstone_checks::run(touchstone_tests::touchstone_run) }',
    `#[allow(unused, dead_code)] mod touchstone_tests { use super::*; ${whole ? '' : 'pub fn touchstone_run() { let _ = {'}`,
  ].join('\n');
  const base = lineAt(all, all.length) + harness(0).split('\n').length - 1;
  const end = whole ? calls : ['};', '}'];
  return {
    code: `${all.replace('\nMARK\n', () => `\n${harness(base)}\n`)}\n${tests}\n${end.join('\n')}\n}\n`,
    reportsValue: true,
    counts: { word, marks: [] },
  };
}

/** Whether the tests are functions that are started, and no statements. */
function isWhole(tests: string): boolean {
  return /#\[(?:\w+::)*test\b/.test(tests) || /^\s*(?:pub\s+)?(?:async\s+)?fn\s+main\s*\(/m.test(tests);
}

const exits = /\b(?:std\s*::\s*)?process\s*::\s*exit\s*\(/g;
const fails = /\bpanic!|\bunreachable!|process\s*::\s*exit/;
const check = 'crate::touchstone_checks';

function asStatements(tests: string): string {
  const syntax = syntaxOf('rust', tests, false);
  const pieces: Piece[] = guards(syntax, tests, fails, `${check}::guard(); `);
  for (const node of nodesOf(syntax.top, /^BinaryExpression$/)) {
    const parent = node.parent?.name === 'ExpressionStatement' ? node.parent.parent : node.parent;
    const [from, to] = [node.from - syntax.shift, node.to - syntax.shift];
    if (parent?.name !== 'Block' || parent.parent?.parent?.parent || from < 0) continue;
    const text = tests.slice(from, to);
    if (isComparison(text))
      pieces.push({ from, to, by: `${check}::holds(${text}, line!(), stringify!(${text}))` });
  }
  return replaced(tests, pieces).replace(exits, `${check}::exit(`);
}

const marked = /((?:#\[[^\]]*\]\s*)*)((?:pub(?:\([^)]*\))?\s+)?)((?:async\s+|unsafe\s+)*)(fn|mod)\s+(\w+)/g;

function asItems(tests: string): { tests: string; calls: string[] } {
  const pieces: Piece[] = guards(syntaxOf('rust', tests, true), tests, fails, `${check}::guard(); `);
  const modules: { name: string; from: number; to: number }[] = [];
  const calls: string[] = [];
  let main: string | undefined;
  for (const match of tests.matchAll(marked)) {
    const [all, attributes = '', visible = '', , kind, name = ''] = match;
    const at = match.index;
    const isTest = /#\[(?:\w+::)*test\b/.test(attributes);
    const isMain = kind === 'fn' && name === 'main' && !modules.some(({ to }) => to > at);
    for (const own of attributes.matchAll(
      /#\[(?:(?:\w+::)*test|should_panic|ignore|cfg\s*\(\s*test\s*\))[^\]]*\]/g,
    ))
      pieces.push({
        from: at + own.index,
        to: at + own.index + own[0].length,
        by: own[0].replace(/[^\n]/g, ' '),
      });
    if (kind === 'mod') {
      const to = closing(tests, at + all.length) ?? tests.length;
      modules.push({ name, from: at, to });
    }
    if ((kind === 'mod' || isTest || isMain) && visible === '')
      pieces.push({ from: at + attributes.length, to: at + attributes.length, by: 'pub ' });
    const path = [
      ...modules.filter(({ from, to }) => from < at && to > at).map((one) => one.name),
      name,
    ].join('::');
    if (isMain) main = path;
    if (isTest && !/#\[ignore\b/.test(attributes))
      calls.push(
        `${check}::test(${JSON.stringify(path)}, ${path}, ${/#\[should_panic\b/.test(attributes)});`,
      );
  }
  const run = main === undefined ? [] : [`${check}::test("main", main, false);`];
  return {
    tests: replaced(tests, pieces).replace(exits, `${check}::exit(`),
    calls: ['pub fn touchstone_run() {', ...(calls.length > 0 ? calls : run), '}'],
  };
}
