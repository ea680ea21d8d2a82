import type { SyntaxNode } from '@lezer/common';
import { childrenOf, parse, partsOf, type Part } from './text/parsers.ts';

export interface Names {
  /** Functions, classes and variables of the text itself (not of the functions in it). */
  defined: Set<string>;
  /** What it imports, with the statement that does. */
  imported: Map<string, string>;
  /** Every name that is read anywhere in it. */
  used: Set<string>;
}

/** The names of a Python, JavaScript or TypeScript text; of other languages none. */
export function namesIn({ language, code }: { language: string; code: string }): Names {
  const names: Names = { defined: new Set(), imported: new Map(), used: new Set() };
  if (!/^(?:python|javascript|typescript)$/.test(language)) return names;
  for (const part of partsOf(language, code)) addDefined(names, part);
  parse(language, code)?.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'VariableName') names.used.add(code.slice(from, to));
    },
  });
  return names;
}

function addDefined(names: Names, part: Part): void {
  const textOf = (node: SyntaxNode): string => part.text.slice(node.from - part.from, node.to - part.from);
  const define = (node: SyntaxNode | null | undefined): void => {
    if (node) names.defined.add(textOf(node));
  };
  const walk = (node: SyntaxNode): void => {
    switch (node.name) {
      case 'FunctionDefinition':
      case 'ClassDefinition':
        define(node.getChild('VariableName'));
        break;
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'EnumDeclaration':
        define(node.getChild('VariableDefinition'));
        break;
      case 'VariableDeclaration':
        for (const child of node.getChildren('VariableDefinition')) define(child);
        break;
      case 'AssignStatement':
        for (const name of targetsOf(node, textOf)) names.defined.add(name);
        break;
      case 'DecoratedStatement':
      case 'ExportDeclaration':
        for (const child of childrenOf(node)) walk(child);
        break;
      case 'ImportStatement':
      case 'ImportDeclaration':
        for (const name of importedBy(node, textOf)) names.imported.set(name, part.text);
        break;
      default:
    }
  };
  walk(part.node);
}

/** Names on the left of a Python assignment. */
export function targetsOf(node: SyntaxNode, textOf: (node: SyntaxNode) => string): string[] {
  const names: string[] = [];
  for (const child of childrenOf(node)) {
    if (child.name === 'AssignOp' || child.name === 'TypeDef') break;
    if (child.name === 'VariableName') names.push(textOf(child));
  }
  return names;
}

function importedBy(node: SyntaxNode, textOf: (node: SyntaxNode) => string): string[] {
  const children = childrenOf(node);
  if (node.name === 'ImportDeclaration')
    return children
      .flatMap((child) => (child.name === 'ImportGroup' ? childrenOf(child) : [child]))
      .filter(({ name }) => name === 'VariableDefinition')
      .map(textOf);
  const start = children.findIndex(({ name }) => name === 'import');
  return children
    .slice(start + 1)
    .filter(
      (child, i, rest) =>
        child.name === 'VariableName' && rest[i + 1]?.name !== 'as' && rest[i - 1]?.name !== '.',
    )
    .map(textOf);
}
