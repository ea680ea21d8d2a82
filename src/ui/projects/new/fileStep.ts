import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { noIcons, type Ask } from '../../common/quickPicks.ts';
import { questionsOf, separator } from './newProjectSteps.ts';

/** A file of the data set. */
export interface AskedFile {
  /** Where it is, and what it is called in the project. */
  from: string;
  to: string;
  isOutside: boolean;
}

const endings = 'jsonl,json,csv,tsv,tab,psv,parquet,eval,jsonl.gz,json.gz,csv.gz,tsv.gz,ndjson,jsonlines';
const others = ['touchstone.json', 'package.json', 'package-lock.json', 'tsconfig.json'];
const [browse, none] = ['', '-'];

/**
 * One of the open folders, or any other: that is copied, since a project reads its own files alone. `none`: what choosing no file is called;
 * where there is no other than `but` it is not asked for then. Resolves to undefined where none was chosen.
 */
export async function askFile(
  ask: Ask,
  folder: string,
  question: string,
  { none: noneText, but = [] }: { none?: string; but?: readonly string[] } = {},
): Promise<AskedFile | undefined> {
  const { pick, ask: further } = questionsOf(ask, 'tasks');
  const found = await vscode.workspace.findFiles(
    `**/*.{${endings}}`,
    '**/{node_modules,.touchstone,.vscode}/**',
    200,
  );
  const files = found
    .filter(({ scheme, fsPath }) => scheme === 'file' && !others.includes(path.basename(fsPath)))
    .map(({ fsPath }) => fsPath)
    .filter((file) => !but.includes(file))
    .sort();
  if (noneText !== undefined && files.length === 0) return undefined;
  const chosen = await pick<string>(question, [
    ...(noneText === undefined ? [] : [{ label: noneText, value: none }]),
    ...files.map((file) => ({
      label: noIcons(path.basename(file)),
      description: noIcons(path.dirname(vscode.workspace.asRelativePath(file)).replace(/^\.$/, '')),
      value: file,
    })),
    separator(''),
    { label: vscode.l10n.t('$(folder-opened) Browse…'), value: browse, alwaysShow: true },
  ]);
  if (chosen === none) return undefined;
  const file =
    chosen === browse
      ? await further(async () => {
          const [one] = (await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Use') })) ?? [];
          return one?.fsPath;
        })
      : chosen;
  const inside = path.relative(folder, file).split(path.sep).join('/');
  const isOutside = inside.startsWith('../') || path.isAbsolute(inside);
  return { from: file, to: isOutside ? freeName(folder, path.basename(file)) : inside, isOutside };
}

/** A name that no file of the project has. */
function freeName(folder: string, name: string): string {
  if (!existsSync(path.join(folder, name))) return name;
  const at = name.indexOf('.', 1);
  const [stem, ending] = at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)];
  for (let i = 2; ; i++)
    if (!existsSync(path.join(folder, `${stem}-${i}${ending}`))) return `${stem}-${i}${ending}`;
}
