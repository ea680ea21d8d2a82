import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Assembled, RunInput } from '../../domain/run.ts';
import { partsOf } from '../../code/text/parsers.ts';
import { countedGo } from '../checks/countedGo.ts';
import { split } from './splitSnippet.ts';
import { programText, replaced, snippetText, wantedValue } from '../checks/sourceText.ts';

/** Packages of the standard library that a snippet may use without importing them. */
const packages = Object.fromEntries(
  (
    'bufio bytes cmp context errors fmt io log maps math os reflect regexp slices sort strconv strings sync time unicode ' +
    'container/heap container/list encoding/base64 encoding/hex encoding/json math/big math/bits math/cmplx math/rand ' +
    'path/filepath sync/atomic unicode/utf8'
  )
    .split(' ')
    .map((path) => [path.slice(path.lastIndexOf('/') + 1), path]),
);

/** The program's `main` gets another name; imports go onto the line of its package clause, so that its lines stay. */
export function assembleGo(program: string, input: RunInput, windows: boolean, word?: string): Assembled {
  const snippet = snippetText(input.code ?? '');
  refuse(snippet);
  if (word !== undefined)
    return countedGo(programText(program), snippet, word, (...given) =>
      withImports(programText(program), ...given),
    );
  const parts = split('go', snippet, input.expectedValue !== undefined);
  const text = programText(program);
  const expression = isVoid(text, parts.expression) ? undefined : parts.expression;
  const statements =
    expression === undefined && parts.expression !== undefined
      ? [...parts.statements, parts.expression]
      : parts.statements;
  const body = parts.hasMain ? [] : mainOf(statements, expression, input, windows);
  const added = [...parts.declarations, ...body].join('\n');
  return {
    code: `${withImports(text, `${snippet}\n${input.expectedValue ?? ''}`, parts.imports, expression === undefined ? {} : harnessImports)}\n// What follows runs the input.\n${added}\n`,
    reportsValue: expression !== undefined && !parts.hasMain && !windows,
  };
}

/** What a test needs and this computer does not have: nothing is fetched. */
function refuse(snippet: string): void {
  const imports = partsOf('go', snippet).filter(({ kind }) => kind === 'ImportDecl');
  const foreign = imports.flatMap(({ text }) => /"([\w-]+\.[^"]*)"/.exec(text)?.[1] ?? []).at(0);
  if (foreign !== undefined)
    throw new TouchstoneError(
      'run-input-unsupported',
      l10n.t('These tests need a package that does not come with Go: {0}.', foreign),
      l10n.t('Write them with the package testing, or as statements of a main function.'),
    );
}

function mainOf(
  statements: string[],
  expression: string | undefined,
  input: RunInput,
  windows: boolean,
): string[] {
  const lines = ['func main() {', ...statements];
  if (expression === undefined) return [...lines, '}'];
  const want = wantedValue(input);
  return [
    ...lines,
    `touchstoneValue := ${expression}`,
    want === undefined
      ? 'touchstoneReport(touchstoneValue, nil, false)'
      : `touchstoneReport(touchstoneValue, ${want}, true)`,
    '}',
    reporter(windows),
  ];
}

function reporter(windows: boolean): string {
  const send = windows
    ? 'if wanted && !same { panic("AssertionError: expected " + touchstonefmt.Sprint(want) + ", found " + text) }'
    : `field := ""
	if wanted { field = touchstonefmt.Sprintf(",\\"equal\\":%v", same) }
	quoted, _ := touchstonejson.Marshal(text)
	touchstoneos.NewFile(3, "report").WriteString("{\\"value\\":" + string(quoted) + field + "}\\n")`;
  return `func touchstoneReport(value any, want any, wanted bool) {
	text := touchstonefmt.Sprintf("%v", value)
	if _, isText := value.(string); isText { text = touchstonefmt.Sprintf("%q", value) }
	if runes := []rune(text); len(runes) > 10000 { text = string(runes[:9999]) + "…" }
	same := touchstonereflect.DeepEqual(value, want) || touchstonefmt.Sprintf("%v", value) == touchstonefmt.Sprintf("%v", want)
	a, b := touchstonereflect.ValueOf(value), touchstonereflect.ValueOf(want)
	if !same && a.IsValid() && b.IsValid() && a.CanFloat() && b.CanFloat() {
		x, y := a.Float(), b.Float()
		same = touchstonemath.Abs(x-y) <= 1e-9*touchstonemath.Max(touchstonemath.Abs(x), touchstonemath.Abs(y))
	}
	${send}
}`;
}

/** A call of a function of the program that returns nothing. */
function isVoid(program: string, expression: string | undefined): boolean {
  const name = /^([A-Za-z_]\w*)\s*\(/.exec(expression ?? '')?.[1];
  if (name === undefined) return false;
  for (const { kind, node, from } of partsOf('go', program)) {
    if (kind !== 'FunctionDecl' || program.slice(from, node.to).indexOf(` ${name}`) !== 4) continue;
    const [parameters, block] = [node.getChild('Parameters'), node.getChild('Block')];
    return parameters !== null && block !== null && program.slice(parameters.to, block.from).trim() === '';
  }
  return false;
}

const harnessImports = {
  touchstonefmt: 'fmt',
  touchstonejson: 'encoding/json',
  touchstoneos: 'os',
  touchstonereflect: 'reflect',
  touchstonemath: 'math',
};

function withImports(
  program: string,
  snippet: string,
  own: string[],
  harness: Readonly<Record<string, string>>,
): string {
  const parts = partsOf('go', program);
  const imported = new Set<string>();
  const pieces: { from: number; to: number; by: string }[] = [];
  let clause: { from: number; to: number; by: string } | undefined;
  for (const { kind, text, from, to, node } of parts) {
    if (kind === 'PackageClause') clause = { from, to, by: 'package main' };
    if (kind === 'ImportDecl') for (const { name } of specsOf(text)) imported.add(name);
    const name = kind === 'FunctionDecl' ? node.getChild('DefName') : null;
    if (name && program.slice(name.from, name.to) === 'main')
      pieces.push({ from: name.from, to: name.to, by: 'touchstoneProgramMain' });
  }
  const needed = own
    .flatMap(specsOf)
    .filter(({ name, path }) => path !== 'testing' && !imported.has(name))
    .map(({ spec }) => `; import ${spec}`);
  const mentioned = new Set([...snippet.matchAll(/\b([a-z]\w*)\.\s*[A-Z]/g)].map((match) => match[1] ?? ''));
  const ownText = own.join('\n');
  for (const name of mentioned) {
    const path = packages[name];
    if (path !== undefined && !imported.has(name) && !ownText.includes(`"${path}"`))
      needed.push(`; import "${path}"`);
  }
  for (const [name, path] of Object.entries(harness)) needed.push(`; import ${name} "${path}"`);
  const head = 'package main' + needed.join('');
  if (clause) return replaced(program, [...pieces, { ...clause, by: head }]);
  return `${head}; ${replaced(program, pieces)}`;
}

/** What an import clause names. */
function specsOf(clause: string): { spec: string; name: string; path: string }[] {
  const text = clause.replace(/\/\/[^\n]*/g, '').replace(/^import\b/, '');
  return [...text.matchAll(/(?:([\w.]+)\s+)?"([^"]+)"/g)].map(([spec, alias, path = '']) => ({
    spec,
    name: alias ?? path.replace(/^.*\//, ''),
    path,
  }));
}
