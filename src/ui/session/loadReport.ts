import * as vscode from 'vscode';
import * as z from 'zod';
import type { LoadResult } from '../../domain/task.ts';
import type { Services } from '../common/services.ts';
import { joined } from '../common/taskText.ts';

/** What the last loading of a project's tasks left out: kept for the workspace, since tasks are loaded once and opened often. */
export interface LoadReport {
  /** Rows that did not become tasks. */
  skipped: number;
  /** The first of what is to be told of rows and of the file. */
  notes: { line?: number; text: string }[];
}

const schema = z.object({
  skipped: z.number().int().min(0),
  notes: z.array(z.object({ line: z.number().int().positive().optional(), text: z.string() })),
});

/** More are of no use in the Problems panel. */
const mostNotes = 200;
const key = (folder: string): string => `loadReport:${folder}`;

export async function keepReport(
  { extension }: Services,
  folder: string,
  { skipped, notes }: LoadReport,
): Promise<void> {
  const report = notes.length + skipped > 0 ? { skipped, notes: notes.slice(0, mostNotes) } : undefined;
  await extension.workspaceState.update(key(folder), report);
}

export function reportOf({ extension }: Services, folder: string): LoadReport | undefined {
  return schema.safeParse(extension.workspaceState.get(key(folder))).data;
}

/** Rows that did not become tasks, in a sentence for the list of tasks; empty where there are none. */
export function skippedText(report: LoadReport | undefined): string {
  if (!report || report.skipped === 0) return '';
  return report.skipped === 1
    ? vscode.l10n.t('1 row was left out at loading: see the Problems panel.')
    : vscode.l10n.t('{0} rows were left out at loading: see the Problems panel.', report.skipped);
}

/** What came of a load, in sentences. */
export function loadText(result: LoadResult): string {
  const { added, updated, unchanged } = result;
  return joined(
    ' ',
    vscode.l10n.t('{0} tasks added, {1} updated, {2} unchanged.', added, updated, unchanged),
    absentText(result),
  );
}

/** What became of tasks that were there and are called otherwise now, or were not found; empty where there are none. */
export function absentText({ renamed = 0, returned = 0, withdrawn, kept }: LoadResult): string {
  return joined(
    ' ',
    renamed > 0
      ? vscode.l10n.t('{0} tasks have another id now, and kept what was done with them.', renamed)
      : '',
    returned > 0 ? vscode.l10n.t('{0} tasks came back into the dataset.', returned) : '',
    withdrawn > 0
      ? vscode.l10n.t(
          '{0} tasks are no longer in the dataset: they and their answers are kept apart under “No longer in the dataset”.',
          withdrawn,
        )
      : '',
    kept > 0
      ? vscode.l10n.t('{0} tasks were not found; they stay, since some rows could not be read.', kept)
      : '',
  );
}
