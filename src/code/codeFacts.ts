import * as z from 'zod';
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, parse } from './text/parsers.ts';
import type { Program } from './program.ts';
import type { Assembled } from '../domain/run.ts';
import { parseJson } from '../platform/errors.ts';

/** What can be counted in a program without running it. */
const factsSchema = z.object({
  /** Lines that are neither empty nor only a remark. */
  codeLines: z.number(),
  /** Remarks: each line of its own is one, and each block. */
  comments: z.number(),
  /** Functions, methods and classes, and how many of them are explained (a docstring, a remark right above). */
  functions: z.number(),
  documented: z.number(),
  /** Assertions and test functions. */
  checks: z.number(),
  /** Examples of an interpreter session in its docstrings. */
  doctests: z.number(),
  /** Calls outside of functions, in a main block or a main function. */
  calls: z.number(),
});
export type Facts = z.output<typeof factsSchema>;

/** Runs a Python script of ours, which only parses what it reads from stdin; resolves to its output, undefined where it failed. */
export type PythonParser = (script: Assembled, stdin: string) => Promise<string | undefined>;

/** Longer programs are not looked at: nobody judges them by reading. By a grammar it is this thread that would be held. */
const [longest, longestByGrammar] = [100_000, 20_000];

/**
 * Counts by the language's own parser for Python where one is given, else by a kept grammar (Lezer's); Bash, which has none
 * there, by highlight.js. Undefined for other languages, and for programs over 100,000 characters, or 20,000 where a grammar reads them.
 */
export async function factsOf(program: Program, python?: PythonParser): Promise<Facts | undefined> {
  if (program.code.length > longest) return undefined;
  if (program.language === 'python' && python) {
    const said = await python({ code: script, reportsValue: false }, program.code);
    // Where it is not Python as this one reads it: the grammar copes with faults.
    const facts = factsSchema.safeParse(parseJson(said ?? '')).data;
    if (facts) return facts;
  }
  if (program.code.length > longestByGrammar) return undefined;
  if (program.language === 'bash') return bashFacts(program.code);
  const tree = parse(program.language, program.code);
  return tree && treeFacts(tree.topNode, program.code);
}

const functionKinds =
  /^(?:FunctionDefinition|ClassDefinition|FunctionDeclaration|ClassDeclaration|MethodDeclaration|FunctionDecl|MethodDecl|FunctionItem|ClassSpecifier|StructItem|InterfaceDeclaration|ConstructorDeclaration)$/;
const checkCall =
  /^(?:await\s+)?(?:(?:console\.)?assert\b|assert_\w+!|assert!|debug_assert|expect\(|(?:it|test|describe)\(|self\.assert|unittest\.main)/;

function treeFacts(top: SyntaxNode, code: string): Facts {
  const facts = { comments: 0, functions: 0, documented: 0, checks: 0, calls: 0 };
  const remarks = code.split('');
  top.cursor().iterate(({ name, from, to, node }) => {
    const text = (length = 200): string => code.slice(from, Math.min(to, from + length));
    if (/Comment$/.test(name)) {
      facts.comments++;
      for (let i = from; i < to; i++) if (remarks[i] !== '\n') remarks[i] = ' ';
    } else if (functionKinds.test(name)) {
      facts.functions++;
      if (isDocumented(node, code)) facts.documented++;
      if (/^(?:async\s+)?(?:def|func|function|fn)\s+[tT]est\w*/.test(text())) facts.checks++;
      if (isMain(text())) facts.calls += statementsIn(node);
    } else if (name === 'AssertStatement' || (/^(?:Call|Macro)/.test(name) && checkCall.test(text())))
      facts.checks++;
  });
  for (const child of childrenOf(top)) {
    const text = code.slice(child.from, child.to);
    if (/^Expr(?:ession)?Statement$/.test(child.name) && /\w\s*\(/.test(text) && !checkCall.test(text))
      facts.calls++;
    if (child.name === 'IfStatement' && /\b__name__\b|\brequire\.main\b/.test(text.split('\n', 1)[0] ?? ''))
      facts.calls += Math.max(1, statementsIn(child));
  }
  // In remarks their marks stand before the prompt.
  const doctests = (code.match(/^[ \t]*(?:\/\/+[ \t]?|\*[ \t]?|#[ \t]?)?>>> /gm) ?? []).length;
  const lines = remarks.join('').split('\n');
  return { ...facts, doctests, codeLines: lines.filter((line) => line.trim() !== '').length };
}

function isMain(text: string): boolean {
  return /^(?:(?:pub|async|static|public|signed|int|void)\s+)*(?:func|fn|function|def|int|void|signed)?\s*main\s*\(/.test(
    text,
  );
}

function statementsIn(node: SyntaxNode): number {
  const body = node.getChild('Body') ?? node.getChild('Block') ?? node.getChild('CompoundStatement');
  return childrenOf(body).filter(({ name }) => /Statement|Decl|Let/.test(name)).length;
}

/** A docstring, or a remark that ends on the line above (of the decorated or exported whole). */
function isDocumented(node: SyntaxNode, code: string): boolean {
  const first = childrenOf(node.getChild('Body')).find(({ name }) => name !== ':' && !/Comment$/.test(name));
  if (first?.name === 'ExpressionStatement' && /^[rRuU]?['"]/.test(code.slice(first.from, first.from + 2)))
    return true;
  let outer = node;
  while (
    outer.parent &&
    /^(?:DecoratedStatement|ExportDeclaration|AttributeItem|TemplateDeclaration|Declaration)$/.test(
      outer.parent.name,
    )
  )
    outer = outer.parent;
  const before = outer.prevSibling;
  return (
    before !== null && /Comment$/.test(before.name) && !/\n\s*\n/.test(code.slice(before.to, outer.from))
  );
}

async function bashFacts(code: string): Promise<Facts> {
  const [{ default: highlighter }, { default: bash }] = await Promise.all([
    import('highlight.js/lib/core'),
    import('highlight.js/lib/languages/bash'),
  ]);
  const own = highlighter.newInstance();
  own.registerLanguage('bash', bash);
  const html = own.highlight(code, { language: 'bash', ignoreIllegals: true }).value;
  const comments = (html.match(/<span class="hljs-comment">/g) ?? []).length;
  const lines = code.split('\n').map((line) => line.trim());
  const functions = lines.filter((line) => /^(?:function\s+\w+|[\w-]+\s*\(\))/.test(line));
  return {
    codeLines: lines.filter((line) => line !== '' && !line.startsWith('#')).length,
    comments,
    functions: functions.length,
    documented: lines.filter((line, i) => functions.includes(line) && lines[i - 1]?.startsWith('#')).length,
    checks: lines.filter((line) => /^(?:\[\[? |test )/.test(line)).length,
    doctests: 0,
    calls: lines.filter((line) =>
      functions.some((own) => line.startsWith(`${/[\w-]+(?=\s*(?:\(\)|\{|$))/.exec(own)?.[0] ?? '\0'} `)),
    ).length,
  };
}

const script = String.raw`import ast, io, json, re, sys, tokenize

source = sys.stdin.read()
tree = ast.parse(source)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
comments = 0
lines = set()
skipped = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING)
for token in tokenize.generate_tokens(io.StringIO(source).readline):
    if token.type == tokenize.COMMENT:
        comments += not token.string.startswith("#!")
    elif token.type not in skipped:
        lines.update(range(token.start[0], token.end[0] + 1))


def is_check(node):
    if isinstance(node, ast.Assert):
        return True
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name.startswith("test")
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("assert")


def calls(body):
    return sum(any(isinstance(inner, ast.Call) for inner in ast.walk(node)) for node in body if not isinstance(node, FUNCTIONS + (ast.Assert, ast.Import, ast.ImportFrom)))


functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
texts = [ast.get_docstring(node) for node in functions + [tree]]
body = list(tree.body)
for node in tree.body:
    if isinstance(node, ast.If) and "__name__" in ast.dump(node.test):
        body.remove(node)
        body += node.body
for node in tree.body:
    if isinstance(node, ast.FunctionDef) and node.name == "main":
        body += node.body
print(json.dumps({
    "codeLines": len(lines),
    "comments": comments,
    "functions": len(functions),
    "documented": sum(text is not None for text in texts[:-1]),
    "checks": sum(map(is_check, ast.walk(tree))),
    "doctests": sum(len(re.findall(r"^\s*>>> ", text or "", re.M)) for text in texts),
    "calls": calls(body),
}))
`;
