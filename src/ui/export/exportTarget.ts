import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ExportArguments } from '../../export/exportArguments.ts';
import { confirm } from '../common/notifications.ts';

const parts = ['train', 'validation', 'test'] as const;

/**
 * Asks where to, under this name at first. Of files beside each other it asks once whether those that are there are replaced: the dialog has asked about the one
 * name that none of them has. `undefined`: it was left.
 */
export async function askTarget(
  folder: string,
  name: string,
  given: ExportArguments,
): Promise<ExportArguments | undefined> {
  const isFolder = given.folder === true || given.format === 'arrow';
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, name)),
    title: isFolder ? vscode.l10n.t('Export as a New Folder') : vscode.l10n.t('Export'),
    saveLabel: vscode.l10n.t('Export'),
    ...(isFolder ? {} : { filters: { [given.format.toUpperCase()]: [given.format] } }),
  });
  if (!uri) return undefined;
  const wanted = { ...given, path: uri.fsPath };
  if (isFolder || !given.split) return wanted;
  const there = partsOf(wanted).filter(existsSync);
  if (there.length === 0) return wanted;
  const replaces = await confirm(
    there.length === 1
      ? vscode.l10n.t('{0} is there already. Replace it?', path.basename(there[0] ?? ''))
      : vscode.l10n.t('{0} files are there already. Replace them?', there.length),
    vscode.l10n.t('Replace'),
    there.map((one) => path.basename(one)).join('\n'),
  );
  return replaces ? { ...wanted, overwrite: true } : undefined;
}

/** As `datasetFiles` names them. */
function partsOf({ path: target, format, split }: ExportArguments): string[] {
  const name = path.basename(target);
  const ending = `.${format}`;
  const stem = name.toLowerCase().endsWith(ending) ? name.slice(0, -ending.length) : name;
  const shares = typeof split === 'object' ? split : undefined;
  return parts
    .filter((part) => !shares || shares[part] > 0)
    .map((part) => path.join(path.dirname(target), `${stem}.${part}${ending}`));
}
