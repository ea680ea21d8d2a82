import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../../platform/errors.ts';
import type { LocalServer } from '../../../models/discoverServers.ts';
import { configSchema, defaultRubric } from '../../../project/config.ts';
import { configFileName } from '../../../project/loadProject.ts';
import { askInTurn, type Ask } from '../../common/quickPicks.ts';
import type { Services } from '../../common/services.ts';
import { allowNamed } from '../../session/projectSecrets.ts';
import { askToGoOn, forgetAnswers, keepAnswers } from './keptAnswers.ts';
import { askModel, discover, testModels, usualParameters } from './modelStep.ts';
import { isUrl, questionsOf, type Json } from './newProjectSteps.ts';
import { askTasks, Looked, type AskedTasks } from './tasksStep.ts';

/**
 * Asks for tasks, two models and Argilla, and writes `touchstone.json` and `guidelines.md`. Who leaves it finds the answers again.
 * Resolves to the folder.
 */
export async function newProject(services: Services): Promise<string> {
  const answers = await askToGoOn(services);
  const looked = new Looked();
  let found: Promise<LocalServer[]> | undefined;
  const servers = (): Promise<LocalServer[]> => (found ??= discover(services));
  const made = await askInTurn((ask) => askAll(ask, services, { looked, servers }), answers).catch(
    async (error: unknown) => {
      await keepAnswers(services, answers);
      throw error;
    },
  );
  await write(services, made);
  await forgetAnswers(services);
  return made.folder;
}

interface Made {
  folder: string;
  config: Json;
  copies: AskedTasks['copies'];
}

async function askAll(
  ask: Ask,
  services: Services,
  { looked, servers }: { looked: Looked; servers: () => Promise<LocalServer[]> },
): Promise<Made> {
  const folder = await askFolder(ask);
  const file = path.join(folder, configFileName);
  if (existsSync(file)) {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    throw new TouchstoneError(
      'config-invalid',
      vscode.l10n.t('This folder has a touchstone.json already.'),
      vscode.l10n.t('It was opened; change it there, or make the project in another folder.'),
    );
  }
  const { input } = questionsOf(ask, 'name');
  const name = await input(vscode.l10n.t('Name of the project'), path.basename(folder));
  const { tasks, recorded, isLog, copies } = await askTasks(ask, services, folder, looked);
  const models = isLog
    ? undefined
    : (recorded?.map((one) => ({ name: one })) ?? (await askModels(ask, services, folder, servers)));
  const argilla = await askArgilla(ask, name);
  const config = {
    name,
    tasks,
    ...(models && { models }),
    parameters: usualParameters,
    guidelines: 'guidelines.md',
    rubric: defaultRubric,
    blind: true,
    order: 'random',
    ...(argilla ? { argilla } : {}),
  };
  return { folder, config, copies };
}

async function askModels(
  ask: Ask,
  services: Services,
  folder: string,
  servers: () => Promise<LocalServer[]>,
): Promise<Json[]> {
  const at = { services, secrets: services.secrets.in(folder) };
  const models: Json[] = [];
  for (const number of [1, 2]) models.push(await askModel(ask, number, await servers(), at));
  return testModels(ask, models, at);
}

/** Writes what was asked for; no file that is there is replaced. */
async function write(services: Services, { folder, config, copies = [] }: Made): Promise<void> {
  const read = configSchema.parse(config); // what is written can be read again
  await allowNamed(services.secrets.in(folder), read);
  await mkdir(folder, { recursive: true });
  for (const { from, to } of copies) await copyFile(from, path.join(folder, to));
  const file = path.join(folder, configFileName);
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx' });
  const guidelines = path.join(folder, 'guidelines.md');
  if (existsSync(guidelines)) return;
  const bundled = vscode.Uri.joinPath(services.extension.extensionUri, 'media', 'sample', 'guidelines.md');
  await writeFile(guidelines, await vscode.workspace.fs.readFile(bundled));
}

async function askFolder(ask: Ask): Promise<string> {
  const { pick } = questionsOf(ask, 'name');
  const roots = (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file');
  const [only] = roots;
  if (only && roots.length === 1) return askSubfolder(ask, only.uri.fsPath);
  if (only) {
    const items = roots.map(({ name, uri }) => ({ label: name, description: uri.fsPath, value: uri.fsPath }));
    return askSubfolder(ask, await pick(vscode.l10n.t('Where should the project be?'), items));
  }
  throw new TouchstoneError(
    'project-missing',
    vscode.l10n.t('A project is made in an open folder, and none is open.'),
    vscode.l10n.t('Open a folder (File: Open Folder…) and run "Touchstone: New Project…" again.'),
  );
}

async function askSubfolder(ask: Ask, root: string): Promise<string> {
  if (!existsSync(path.join(root, configFileName))) return root;
  const { input } = questionsOf(ask, 'name');
  const taken = (name: string): boolean => existsSync(path.join(root, name, configFileName));
  let free = 2;
  while (taken(`project-${free}`)) free++;
  const name = await input(
    vscode.l10n.t('This folder has a project already. Name of a new folder in it'),
    `project-${free}`,
    (v) =>
      !/^[\w .-]+$/.test(v) || v.startsWith('.')
        ? vscode.l10n.t('Letters, digits, spaces, dots and dashes.')
        : taken(v.trim())
          ? vscode.l10n.t('There is a project in this folder.')
          : undefined,
  );
  return path.join(root, name);
}

async function askArgilla(ask: Ask, name: string): Promise<Json | undefined> {
  const { pick, input } = questionsOf(ask, 'argilla');
  const wanted = await pick(vscode.l10n.t('Push the ratings to Argilla?'), [
    {
      label: vscode.l10n.t('$(circle-slash) Not now'),
      description: vscode.l10n.t('everything else works without it'),
      value: false,
    },
    { label: vscode.l10n.t('$(plug) Yes, to this server…'), value: true },
  ]);
  if (!wanted) return undefined;
  const url = await input(
    vscode.l10n.t('Address of the Argilla server'),
    process.env['ARGILLA_API_URL'] ?? 'http://localhost:6900',
    isUrl,
  );
  const workspace = await input(vscode.l10n.t('Workspace'), 'argilla');
  const dataset = await input(vscode.l10n.t('Dataset'), name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-'));
  return { url, workspace, dataset, minSubmitted: 1 };
}
