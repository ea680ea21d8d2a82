import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../platform/errors.ts';
import type { LocalServer } from '../../models/discoverServers.ts';
import { configSchema, defaultRubric } from '../../project/config.ts';
import { configFileName } from '../../project/loadProject.ts';
import { askInTurn, askText, pickOne, type Ask, type Choice } from '../common/quickPicks.ts';
import type { Services } from '../common/services.ts';
import { allowNamed } from '../session/projectSecrets.ts';

type Json = Record<string, unknown>;
/** Asks for tasks, two models and Argilla, and writes `touchstone.json` and `guidelines.md`. Resolves to the folder. */
export async function newProject(services: Services): Promise<string> {
  let found: Promise<LocalServer[]> | undefined;
  const { folder, config } = await askInTurn(async (ask) => {
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
    const name = await input(ask, vscode.l10n.t('Name of the project'), path.basename(folder), (v) =>
      v.trim() ? undefined : vscode.l10n.t('A name is needed.'),
    );
    const tasks = await askTasks(ask, folder);
    const recorded = (tasks['columns'] as Json)['generations'] !== undefined;
    const servers = recorded ? [] : await (found ??= discover(services));
    const models: Json[] = [];
    for (const number of [1, 2]) models.push(await askModel(ask, number, recorded, servers));
    const argilla = await askArgilla(ask, name);
    const config = {
      name,
      tasks,
      models,
      parameters: { temperature: 0.2, top_p: 0.6, max_new_tokens: 1024, seed: 42 },
      guidelines: 'guidelines.md',
      rubric: defaultRubric,
      blind: true,
      ...(argilla ? { argilla } : {}),
    };
    return { folder, config };
  });
  const read = configSchema.parse(config); // what is written can be read again
  await allowNamed(services.secrets.in(folder), read);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, configFileName);
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx' });
  const guidelines = path.join(folder, 'guidelines.md');
  if (!existsSync(guidelines)) {
    const bundled = vscode.Uri.joinPath(services.extension.extensionUri, 'media', 'sample', 'guidelines.md');
    await writeFile(guidelines, await vscode.workspace.fs.readFile(bundled));
  }
  return folder;
}

async function askFolder(ask: Ask): Promise<string> {
  const roots = (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file');
  const [only] = roots;
  if (only && roots.length === 1) return askSubfolder(ask, only.uri.fsPath);
  if (only) {
    const items = roots.map(({ name, uri }) => ({ label: name, description: uri.fsPath, value: uri.fsPath }));
    return askSubfolder(ask, await pick(ask, vscode.l10n.t('Where should the project be?'), items));
  }
  throw new TouchstoneError(
    'project-missing',
    vscode.l10n.t('A project is made in an open folder, and none is open.'),
    vscode.l10n.t('Open a folder (File: Open Folder…) and run "Touchstone: New Project…" again.'),
  );
}

async function askSubfolder(ask: Ask, root: string): Promise<string> {
  if (!existsSync(path.join(root, configFileName))) return root;
  const name = await input(
    ask,
    vscode.l10n.t('This folder has a project already. Name of a new folder in it'),
    'project-2',
    (v) =>
      /^[\w .-]+$/.test(v) && !v.startsWith('.')
        ? undefined
        : vscode.l10n.t('Letters, digits, spaces, dots and dashes.'),
  );
  return path.join(root, name);
}

async function askTasks(ask: Ask, folder: string): Promise<Json> {
  const source = await pick<'file' | 'hub' | 'sample'>(ask, vscode.l10n.t('Where do the tasks come from?'), [
    {
      label: vscode.l10n.t('$(file) A file in this folder'),
      description: 'JSONL, JSON, CSV, Parquet',
      value: 'file',
    },
    { label: vscode.l10n.t('$(cloud) A Hugging Face dataset'), description: 'owner/name', value: 'hub' },
    {
      label: vscode.l10n.t('$(beaker) The bundled sample tasks'),
      description: vscode.l10n.t('12 tasks, asked of your models'),
      value: 'sample',
    },
  ]);
  if (source === 'sample')
    return {
      source,
      columns: {
        instruction: 'instruction',
        id: 'id',
        tests: 'test',
        entryPoint: 'entry_point',
        language: 'language',
        context: ['concepts'],
      },
    };
  if (source === 'hub') {
    const dataset = await input(
      ask,
      vscode.l10n.t('Dataset id'),
      'bigcode/self-oss-instruct-sc2-exec-filter-50k',
      (v) => (/^[\w.-]+(\/[\w.-]+)?$/.test(v) ? undefined : vscode.l10n.t('An id such as owner/name.')),
    );
    const split = await input(
      ask,
      vscode.l10n.t('Split, with slicing (train[:100], train[10:20], train[:10%])'),
      'train[:20]',
    );
    return { source, dataset, split, columns: await askColumns(ask, undefined) };
  }
  const file = await askFile(ask, folder);
  return { source, path: file, columns: await askColumns(ask, path.join(folder, file)) };
}

async function askFile(ask: Ask, folder: string): Promise<string> {
  const pattern = new vscode.RelativePattern(
    folder,
    '**/*.{jsonl,json,csv,parquet,jsonl.gz,json.gz,csv.gz,ndjson}',
  );
  const others = ['touchstone.json', 'package.json', 'package-lock.json', 'tsconfig.json'];
  const files = (await vscode.workspace.findFiles(pattern, '**/{node_modules,.touchstone,.vscode}/**', 200))
    .filter((uri) => !others.includes(path.basename(uri.fsPath)))
    .map((uri) => path.relative(folder, uri.fsPath).split(path.sep).join('/'))
    .sort();
  if (files.length === 0)
    return input(ask, vscode.l10n.t('File of tasks, relative to the folder'), 'tasks.jsonl');
  return pick(ask, vscode.l10n.t('Which file holds the tasks?'), named(files));
}

/** Asks for the columns; those of a file on this machine are offered by name. */
async function askColumns(ask: Ask, file: string | undefined): Promise<Json> {
  const names = file ? await columnsOf(file) : [];
  if (names.length === 0) {
    const instruction = await input(ask, vscode.l10n.t('Column with the instruction'), 'instruction');
    const id = await input(
      ask,
      vscode.l10n.t('Column with a stable id (leave empty for none)'),
      '',
      () => undefined,
    );
    return { instruction, ...(id ? { id } : {}) };
  }
  const likely = (...wanted: string[]): string | undefined => wanted.find((w) => names.includes(w));
  const first = likely('instruction', 'prompt', 'question', 'text', 'instructions');
  const ordered = first ? [first, ...names.filter((n) => n !== first)] : names;
  const instruction = await pick(ask, vscode.l10n.t('Which column holds the instruction?'), named(ordered));
  const guesses = {
    id: likely('id', 'task_id', 'uuid', 'external_id'),
    tests: likely('test', 'tests', 'test_list'),
    entryPoint: likely('entry_point', 'entryPoint'),
    language: likely('language', 'lang'),
  };
  const columns: Json = { instruction };
  for (const [key, value] of Object.entries(guesses))
    if (value && value !== instruction) columns[key] = value;
  // What gives the answer away is not shown beside the task.
  const others = names.filter((name) => !Object.values(columns).includes(name));
  const shown = others.filter(
    (name) => !/solution|answer|reference|response_model|completion|output/i.test(name),
  );
  if (shown.length < others.length) columns['context'] = shown;
  if (names.includes('response_model_1') && names.includes('response_model_2'))
    columns['generations'] = ['response_model_1', 'response_model_2'];
  return columns;
}

async function columnsOf(file: string): Promise<string[]> {
  try {
    const { readColumns } = await import('../../tasks/previewColumns.ts');
    return await readColumns(file);
  } catch {
    return []; // they are asked for by name then
  }
}

async function discover(services: Services): Promise<LocalServer[]> {
  const { discoverServers } = await import('../../models/discoverServers.ts');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for local model servers…') },
    () => discoverServers({ http: services.http }),
  );
}

async function askModel(ask: Ask, number: number, recorded: boolean, found: LocalServer[]): Promise<Json> {
  if (recorded) {
    const name = await input(
      ask,
      vscode.l10n.t('Name of model {0} (its responses are in the dataset)', number),
      `model-${number}`,
    );
    return { name, provider: 'hf-inference' };
  }
  type Way = { name?: string; provider: string; url?: string; api?: string };
  const local: Choice<Way>[] = found.flatMap((server) =>
    server.models.map((model) => ({
      label: `$(server) ${model}`,
      description: `${server.name}, ${server.url}`,
      value: { name: model, provider: 'openai', url: server.url },
    })),
  );
  const way = await pick<Way>(ask, vscode.l10n.t('Model {0} of 2', number), [
    ...local,
    {
      label: vscode.l10n.t('$(cloud) Hugging Face Inference Providers'),
      description: vscode.l10n.t('needs a token'),
      value: { provider: 'hf-inference' },
    },
    {
      label: vscode.l10n.t('$(globe) OpenAI-compatible server'),
      description: 'vLLM, TGI, llama.cpp, Ollama, LM Studio',
      value: { provider: 'openai' },
    },
    {
      label: vscode.l10n.t('$(code) OpenAI-compatible server, raw completions'),
      description: vscode.l10n.t('the prompt is rendered here with the model’s chat template'),
      value: { provider: 'openai', api: 'completions' },
    },
    {
      label: vscode.l10n.t('$(code) Text Generation Inference'),
      description: vscode.l10n.t('the prompt is rendered here with the model’s chat template'),
      value: { provider: 'tgi' },
    },
    { label: vscode.l10n.t('$(extensions) A model offered by VS Code'), value: { provider: 'vscode-lm' } },
  ]);
  const url =
    way.url ??
    (way.provider === 'openai' || way.provider === 'tgi'
      ? await input(
          ask,
          vscode.l10n.t('Address of the server'),
          way.provider === 'openai' ? 'http://127.0.0.1:8000/v1' : 'http://127.0.0.1:8080',
          isUrl,
        )
      : undefined);
  const name =
    way.name ?? (await input(ask, vscode.l10n.t('Name of model {0}, as the server knows it', number), ''));
  return {
    name,
    provider: way.provider,
    ...(url ? { url } : {}),
    ...(way.api ? { api: way.api } : {}),
    ...(way.provider === 'tgi' || way.api ? { chatTemplate: 'auto' } : {}),
  };
}

async function askArgilla(ask: Ask, name: string): Promise<Json | undefined> {
  const wanted = await pick(ask, vscode.l10n.t('Push the ratings to Argilla?'), [
    {
      label: vscode.l10n.t('$(circle-slash) Not now'),
      description: vscode.l10n.t('all but push and pull works without'),
      value: false,
    },
    { label: vscode.l10n.t('$(plug) Yes, to this server…'), value: true },
  ]);
  if (!wanted) return undefined;
  const url = await input(
    ask,
    vscode.l10n.t('Address of the Argilla server'),
    process.env['ARGILLA_API_URL'] ?? 'http://localhost:6900',
    isUrl,
  );
  const workspace = await input(ask, vscode.l10n.t('Workspace'), 'argilla');
  const dataset = await input(
    ask,
    vscode.l10n.t('Dataset'),
    name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-'),
  );
  return { url, workspace, dataset, minSubmitted: 1 };
}

function isUrl(value: string): string | undefined {
  return /^https?:\/\//i.test(value) && URL.canParse(value)
    ? undefined
    : vscode.l10n.t('An http or https address.');
}

const needed = (text: string): string | undefined =>
  text.trim() ? undefined : vscode.l10n.t('This is needed.');

async function input(
  ask: Ask,
  prompt: string,
  value: string,
  check: (text: string) => string | undefined = needed,
): Promise<string> {
  const title = vscode.l10n.t('New Touchstone Project');
  const answer = await ask((hasBack) => askText({ title, prompt, value, check, hasBack, isModal: true }));
  return answer.trim();
}

function pick<T>(ask: Ask, placeholder: string, items: Choice<T>[]): Promise<T> {
  const title = vscode.l10n.t('New Touchstone Project');
  return ask((hasBack) => pickOne({ title, placeholder, items, hasBack, isModal: true }));
}

function named(names: string[]): Choice<string>[] {
  return names.map((label) => ({ label, value: label }));
}
