import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type ParseError,
} from 'jsonc-parser';
import type * as z from 'zod';
import { TouchstoneError } from '../platform/errors.ts';
import { configSchema, type ProjectConfig } from './config.ts';
import { guidelinesVersion } from './guidelinesVersion.ts';
import { readProjectFile } from './projectFile.ts';

export const configFileName = 'touchstone.json';

export interface Guidelines {
  text: string;
  /** Names what an annotation followed: text and scale (see `guidelinesVersion`). */
  version: string;
}

export interface Project {
  /** Absolute path of the folder that holds `touchstone.json`. */
  folder: string;
  config: ProjectConfig;
  guidelines: Guidelines;
}

/** One fault of a file: 1-based line and column, and the field's path. */
export interface ConfigIssue {
  line: number;
  column: number;
  field: string;
  message: string;
}

/** Reads `touchstone.json` and the guidelines. Errors: `config-missing`, `config-invalid` (file, line, field). */
export async function loadProject(folder: string): Promise<Project> {
  const file = join(folder, configFileName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new TouchstoneError(
      'config-missing',
      l10n.t('There is no readable {0} in {1}.', configFileName, folder),
      { cause: error, action: l10n.t('Run "Touchstone: New Project…" to make one.') },
    );
  }
  const config = parseConfig(text);
  return { folder, config, guidelines: await loadGuidelines(folder, config) };
}

/** Parses the text of a `touchstone.json` (comments and trailing commas allowed). */
export function parseConfig(text: string): ProjectConfig {
  const { config, issues } = checkConfig(text);
  if (config) return config;
  const first = issues[0];
  const where = first
    ? l10n.t('line {0}', first.line) + `${first.field ? `, ${first.field}` : ''}: ${first.message}`
    : l10n.t('unreadable');
  throw new TouchstoneError('config-invalid', `${configFileName}, ${where}.`, {
    action: l10n.t('Open the file and fix it. The editor underlines unknown fields.'),
    detail: issues.map((i) => `${configFileName}:${i.line}:${i.column} ${i.field}: ${i.message}`).join('\n'),
  });
}

/** All faults of a `touchstone.json`, or its value. */
export function checkConfig(source: string): { config?: ProjectConfig; issues: ConfigIssue[] } {
  // Editors count lines and columns without the byte order mark, too.
  const text = source.replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const syntax = errors[0];
  if (syntax || !tree) {
    const offset = syntax?.offset ?? 0;
    const message = syntax
      ? l10n.t('not valid JSON ({0})', printParseErrorCode(syntax.error))
      : l10n.t('the file is empty');
    return { issues: [{ ...position(text, offset), field: '', message }] };
  }
  // With the input, so that a field of the wrong type can be told from one that is missing.
  const parsed = configSchema.safeParse(getNodeValue(tree), { reportInput: true });
  if (parsed.success) return { config: parsed.data, issues: [] };
  const issues = parsed.error.issues.map((issue): ConfigIssue => {
    const path = issue.path.filter((p): p is string | number => typeof p !== 'symbol');
    // A field that is missing has no place of its own: the nearest parent that is there has.
    // A field that nobody knows is there, but its path is its parent's.
    const at = issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
    let node;
    for (let length = at.length; length >= 0 && !node; length--)
      node = findNodeAtLocation(tree, at.slice(0, length));
    return { ...position(text, node?.offset ?? 0), field: formatPath(path), message: describe(issue) };
  });
  return { issues };
}

async function loadGuidelines(folder: string, config: ProjectConfig): Promise<Guidelines> {
  const text = await readProjectFile(folder, config.guidelines).catch((error: unknown) => {
    throw new TouchstoneError(
      'file-missing',
      l10n.t('The guidelines file {0} cannot be read.', config.guidelines),
      {
        cause: error,
        action: l10n.t(
          'Create {0} beside {1}, or name another file in its "guidelines" field.',
          config.guidelines,
          configFileName,
        ),
      },
    );
  });
  // It is shown and uploaded as the annotators' instructions.
  if (text === undefined)
    throw new TouchstoneError(
      'config-invalid',
      l10n.t('{0}, guidelines: the file must lie inside the project folder.', configFileName),
    );
  return { text, version: guidelinesVersion(text, config.rubric) };
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((s, p) => (typeof p === 'number' ? `${s}[${p}]` : s ? `${s}.${p}` : p), '');
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return l10n.t('unknown field {0}', issue.keys.map((k) => `"${k}"`).join(', '));
  if (issue.code === 'invalid_type' && issue.input === undefined) return l10n.t('this field is required');
  return issue.message;
}
