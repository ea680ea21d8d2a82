import * as vscode from 'vscode';
import type { ColumnMapping } from '../../../project/config.ts';
import { cancelled } from '../../../platform/errors.ts';
import type { Ask } from '../../common/quickPicks.ts';
import { askFile, type AskedFile } from './fileStep.ts';
import type { Json } from './newProjectSteps.ts';
import { recogniseLog } from './projectSources.ts';

type FoundLog = Pick<
  NonNullable<Awaited<ReturnType<typeof recogniseLog>>>['format'],
  'id' | 'title' | 'needsTasks'
>;

/** The log of an evaluator that a file is, if it is one. */
export async function logIn(file: string): Promise<FoundLog | undefined> {
  const found = await recogniseLog(file).catch(() => undefined); // told when it is read
  return found?.format;
}

/**
 * The tasks of a log; those of a file beside it, where the log holds responses alone (`columnsOf` asks for its columns); a second log, where
 * there is one. Resolves to the field `tasks`, and to the files that it names.
 */
export async function askLog(
  ask: Ask,
  folder: string,
  { file, log }: { file: AskedFile; log: FoundLog },
  columnsOf: (file: AskedFile) => Promise<ColumnMapping>,
): Promise<{ tasks: Json; files: AskedFile[] }> {
  const question = vscode.l10n.t('{0} holds responses alone. Which file holds the tasks?', file.to);
  const ofTasks = log.needsTasks ? await askFile(ask, folder, question, { but: [file.from] }) : undefined;
  if (log.needsTasks && !ofTasks) throw cancelled();
  const second = await askFile(
    ask,
    folder,
    vscode.l10n.t('{0}: which log holds the other responses?', log.title),
    {
      none: vscode.l10n.t('$(check) None: this log alone'),
      but: [file.from, ...(ofTasks ? [ofTasks.from] : [])],
    },
  );
  const source = 'file';
  const others = second ? [second] : [];
  if (!ofTasks)
    return {
      tasks: { source, path: file.to, format: log.id, ...(second && { samples: [second.to] }) },
      files: [file, ...others],
    };
  const columns = await columnsOf(ofTasks);
  const samples = [file, ...others].map(({ to }) => to);
  return {
    tasks: { source, path: ofTasks.to, format: 'table', columns, samples },
    files: [ofTasks, file, ...others],
  };
}
