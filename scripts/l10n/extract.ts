import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Finds the texts that people see by reading the source: what `@vscode/l10n-dev export` finds, without its eighty packages. The linter
 * refuses an `l10n.t` whose text is no literal.
 */

/** A texts file: the English by its key. The bundle's keys are the English itself. */
export type Texts = Record<string, string>;

/** All texts of `l10n.t(…)` in `src`, in the order of the alphabet. */
export async function bundleTexts(root: string): Promise<Texts> {
  const found = new Set<string>();
  for (const file of await sources(root, 'src'))
    visit(parse(file), (node) => {
      if (!ts.isCallExpression(node) || !/(?:^|\.)l10n\.t$/.test(node.expression.getText())) return;
      const text = node.arguments[0];
      if (text && ts.isStringLiteralLike(text)) found.add(text.text);
    });
  return Object.fromEntries([...found].sort(byCode).map((text) => [text, text]));
}

/** Titles and descriptions of the JSON Schema of `touchstone.json`: the keys are the English itself. */
export function schemaTexts(schema: unknown): Texts {
  const found = new Set<string>();
  mapSchema(schema, (text) => {
    found.add(text);
    return text;
  });
  return Object.fromEntries([...found].sort(byCode).map((text) => [text, text]));
}

/** The schema with every title and description put through `translate`. */
export function mapSchema(value: unknown, translate: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapSchema(item, translate));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const isText = (key === 'description' || key === 'title') && typeof item === 'string';
    return [key, key === 'default' ? item : isText ? translate(item) : mapSchema(item, translate)];
  });
  return Object.fromEntries(entries);
}

async function sources(root: string, folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(`${folder}/**/*.ts`, { cwd: root })) files.push(join(root, file));
  return files.sort(byCode);
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
