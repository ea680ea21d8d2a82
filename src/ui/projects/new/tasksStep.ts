import * as vscode from 'vscode';
import { cancelled } from '../../../platform/errors.ts';
import { memoizeAsync } from '../../../platform/memoize.ts';
import type { Preview } from '../../../tasks/previewColumns.ts';
import type { TaskPreview } from '../../../tasks/previewTasks.ts';
import type { Ask } from '../../common/quickPicks.ts';
import type { Services } from '../../common/services.ts';
import { askColumns, type Table } from './columnsStep.ts';
import { askFile } from './fileStep.ts';
import { askLog, logIn } from './logStep.ts';
import { questionsOf, type Json } from './newProjectSteps.ts';
import { previewFile, previewTasksOfFile, previewTasksOfRows, previewHub } from './projectSources.ts';

/** The field `tasks`, the models whose responses the tasks bring, and files that have to be copied into the project. */
export interface AskedTasks {
  tasks: Json;
  recorded?: [string, string];
  /** The responses are in the logs of evaluators, which name the models. */
  isLog?: boolean;
  copies?: { from: string; to: string }[];
}

/** What was looked at, kept while the questions are asked: who goes a step back does not wait again. */
export class Looked {
  readonly tables = new Map<string, Promise<Preview>>();
  readonly tasks = new Map<string, Promise<TaskPreview>>();
}

export async function askTasks(
  ask: Ask,
  services: Services,
  folder: string,
  looked: Looked,
): Promise<AskedTasks> {
  const { pick, input } = questionsOf(ask, 'tasks');
  const source = await pick<'file' | 'hub' | 'sample'>(vscode.l10n.t('Where do the tasks come from?'), [
    {
      label: vscode.l10n.t('$(file) A file'),
      description: vscode.l10n.t('JSONL, JSON, CSV, TSV, Parquet, logs of evaluators'),
      value: 'file',
    },
    { label: vscode.l10n.t('$(cloud) A Hugging Face dataset'), description: 'owner/name', value: 'hub' },
    {
      label: vscode.l10n.t('$(beaker) The bundled sample tasks'),
      description: vscode.l10n.t('12 tasks, asked of your models'),
      value: 'sample',
    },
  ]);
  if (source === 'sample') return { tasks: { source, columns: sampleColumns } };
  if (source === 'file') return askFileOfTasks(ask, folder, looked);
  const dataset = await input(
    vscode.l10n.t('Dataset id'),
    'bigcode/self-oss-instruct-sc2-exec-filter-50k',
    (v) => (/^[\w.-]+(\/[\w.-]+)?$/.test(v) ? undefined : vscode.l10n.t('An id such as owner/name.')),
  );
  const split = await input(
    vscode.l10n.t('Split, with slicing (train[:100], train[10:20], train[:10%])'),
    'train[:20]',
  );
  const { columns, models } = await askColumns(ask, tableOfHub(services, folder, { dataset, split }, looked));
  return { tasks: { source, dataset, split, columns }, ...(models && { recorded: models }) };
}

async function askFileOfTasks(ask: Ask, folder: string, looked: Looked): Promise<AskedTasks> {
  const file = await askFile(ask, folder, vscode.l10n.t('Which file holds the tasks?'));
  if (!file) throw cancelled();
  const log = await logIn(file.from);
  if (log) {
    const { tasks, files } = await askLog(ask, folder, { file, log }, async ({ from }) => {
      const { columns } = await askColumns(ask, tableOfFile(from, looked));
      return columns;
    });
    return { tasks, isLog: true, copies: files.filter(({ isOutside }) => isOutside) };
  }
  const { columns, models } = await askColumns(ask, tableOfFile(file.from, looked));
  return {
    tasks: { source: 'file', path: file.to, columns },
    ...(models && { recorded: models }),
    copies: file.isOutside ? [file] : [],
  };
}

const sampleColumns = {
  instruction: 'instruction',
  id: 'id',
  tests: 'test',
  entryPoint: 'entry_point',
  language: 'language',
  context: ['concepts'],
};

function tableOfFile(file: string, looked: Looked): Table {
  return {
    look: () => memoizeAsync(looked.tables, file, async () => previewFile(file)),
    tasks: (columns) =>
      memoizeAsync(looked.tasks, JSON.stringify([file, columns]), async () =>
        previewTasksOfFile(file, columns),
      ),
  };
}

function tableOfHub(
  services: Services,
  folder: string,
  wanted: { dataset: string; split: string },
  looked: Looked,
): Table {
  const look = (): Promise<Preview> =>
    memoizeAsync(looked.tables, JSON.stringify(wanted), () => previewOfHub(services, folder, wanted));
  return {
    look,
    tasks: (columns) =>
      memoizeAsync(looked.tasks, JSON.stringify([wanted, columns]), async () =>
        previewTasksOfRows(wanted.dataset, await look(), columns),
      ),
  };
}

/** The columns of a dataset on the Hub, with its first rows. */
async function previewOfHub(
  services: Services,
  folder: string,
  wanted: { dataset: string; split: string },
): Promise<Preview> {
  const deps = {
    http: services.http,
    secrets: services.secrets.in(folder),
    signal: AbortSignal.timeout(20_000),
  };
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking at the dataset…') },
    () => previewHub(wanted, deps),
  );
}
