import { partsOf, type Part } from '../../code/text/parsers.ts';

/** A snippet of a compiled language, taken apart. */
export interface Split {
  /** Imports and includes. */
  imports: string[];
  /** Functions and types: they stand outside of the function that is started. */
  declarations: string[];
  /** What that function does, in order. */
  statements: string[];
  /** Its last expression, the value of the snippet. */
  expression?: string;
  /** The snippet brings the function that is started itself. */
  hasMain: boolean;
}

/** Names of the grammars' nodes. */
interface Kinds {
  imports: RegExp;
  declarations: RegExp;
  /** A call of these has no value worth showing. */
  silent: RegExp;
  main: RegExp;
  /** Whether the end of a statement is written: then only a snippet without it is an expression. */
  semicolon: boolean;
}

const cKinds: Kinds = {
  imports: /^PreprocDirective$/,
  declarations:
    /^(?:FunctionDefinition|TemplateDeclaration|ClassSpecifier|StructSpecifier|EnumSpecifier|UnionSpecifier|NamespaceDefinition|UsingDeclaration|TypeDefinition|Preproc\w*)$/,
  silent: /^(?:std\s*::\s*)?(?:printf|puts|putchar|assert|cout|cerr|print|println)\b/,
  main: /\bmain\s*\(/,
  semicolon: true,
};

const kinds: Record<string, Kinds> = {
  c: cKinds,
  cpp: cKinds,
  go: {
    imports: /^ImportDecl$/,
    declarations: /^(?:FunctionDecl|MethodDecl|TypeDecl)$/,
    silent: /^(?:(?:fmt|log|os|t)\.\w+|print|println|panic)\s*\(/,
    main: /^func\s+main\s*\(/,
    semicolon: false,
  },
  rust: {
    imports: /^UseDeclaration$/,
    // All of them may stand within a function.
    declarations: /^$/,
    silent: /^(?:print|println|eprint|eprintln|assert|assert_eq|assert_ne|debug_assert\w*|panic)\s*!/,
    main: /^(?:pub\s+)?(?:async\s+)?fn\s+main\s*\(/,
    semicolon: true,
  },
  java: {
    imports: /^ImportDeclaration$/,
    declarations: /^(?:Class|Interface|Enum|Record)Declaration$/,
    silent: /^(?:System\.(?:out|err)\.|assert\b)/,
    main: /\bstatic\s+void\s+main\s*\(/,
    semicolon: true,
  },
};

/** `wantsValue`: a value is expected, so that a last expression is meant even where it is written as a statement. */
export function split(language: string, snippet: string, wantsValue: boolean): Split {
  const result: Split = { imports: [], declarations: [], statements: [], hasMain: false };
  const kind = kinds[language];
  if (!kind) return { ...result, statements: [snippet] };
  // An expression without the end of a statement is none of these grammars' statements.
  const parts = partsOf(language, kind.semicolon && language !== 'rust' ? `${snippet}\n;` : snippet);
  const last = parts.findLast(({ text }) => text.trim() !== ';');
  const value = valueOf(kind, last, snippet, wantsValue);
  for (const part of parts) {
    if (kind.main.test(part.text) && /Function|Class/.test(part.kind)) result.hasMain = true;
    if (kind.imports.test(part.kind)) result.imports.push(part.text.trim());
    else if (kind.declarations.test(part.kind)) result.declarations.push(part.text);
    else if (part !== value && part.text.trim() !== ';') result.statements.push(ended(part.text, kind));
  }
  const expression = value?.node.firstChild;
  if (value && expression)
    result.expression = value.text.slice(expression.from - value.node.from, expression.to - value.node.from);
  return result;
}

function valueOf(
  kind: Kinds,
  last: Part | undefined,
  snippet: string,
  wantsValue: boolean,
): Part | undefined {
  if (last === undefined || !/^Expr(?:ession)?Statement$/.test(last.kind)) return undefined;
  if (kind.silent.test(last.text)) return undefined;
  const end = (last.node.firstChild?.to ?? last.node.to) - last.node.from + last.from;
  const written = snippet
    .slice(end)
    .replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')
    .includes(';');
  return kind.semicolon && written && !wantsValue ? undefined : last;
}

function ended(statement: string, kind: Kinds): string {
  return kind.semicolon && !/[;}]\s*$/.test(statement) ? `${statement};` : statement;
}
