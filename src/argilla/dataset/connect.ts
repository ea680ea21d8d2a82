import * as l10n from '@vscode/l10n';
import { argillaAnnotator } from '../../annotation/annotatorId.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Http } from '../../platform/http.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { ArgillaConfig } from '../../project/config.ts';
import { ArgillaClient } from '../api/argillaClient.ts';
import {
  compareSettings,
  questionBody,
  settingsDiffer,
  type ExistingSettings,
  type WantedSettings,
} from './datasetSettings.ts';
import { foreignParts } from './foreignParts.ts';
import type { CallOptions } from '../api/transport.ts';
import type { ArgillaUser, Dataset, NewDataset, Workspace } from '../api/wire.ts';

export interface ConnectDeps {
  http: Http;
  secrets: Secrets;
  signal?: AbortSignal;
}

export interface Connection {
  client: ArgillaClient;
  user: ArgillaUser;
  origin: string;
  /** The annotator's identity in the store. */
  annotator: string;
  serverVersion: string;
}

/**
 * Finds out whether an Argilla answers at the address and who one is there; changes nothing. `key`: one that the user just
 * gave, else the saved one (or `ARGILLA_API_KEY` for its own address). A token goes along only when it was saved for this address.
 * Errors: `secret-missing`, and those of `ArgillaClient`.
 */
export async function connect(
  { url, key, token }: { url: string; key?: string; token?: string },
  { http, secrets, signal }: ConnectDeps,
): Promise<Connection> {
  const known = key ?? (await secrets.argillaKey(url));
  const { origin } = new URL(url);
  if (!known)
    throw new TouchstoneError('secret-missing', l10n.t('There is no API key for {0}.', origin), {
      action: l10n.t(
        'Run "Touchstone: Connect to Argilla" and paste your API key (in Argilla: My Settings → API key).',
      ),
    });
  if (!(await secrets.mayGoTo(url)))
    throw new TouchstoneError(
      'secret-missing',
      l10n.t('The API key was not sent to {0}: everybody on the way could read it.', origin),
      l10n.t(
        'Use an address that begins with https, or run "Touchstone: Connect to Argilla" and allow it for this one.',
      ),
    );
  const bearer = token ?? (await secrets.tokenFor(url));
  const client = new ArgillaClient({ url, key: known.trim(), ...(bearer ? { bearer } : {}), http });
  const serverVersion = await client.version({ signal });
  if (Number.parseInt(serverVersion, 10) < 2)
    throw new TouchstoneError(
      'argilla-not-argilla',
      l10n.t('{0} runs Argilla {1}; 2.0 or newer is needed.', origin, serverVersion),
      l10n.t('Ask whoever runs that server to update it, or use another one.'),
    );
  const user = await client.me({ signal });
  return { client, user, origin, annotator: argillaAnnotator(origin, user.id), serverVersion };
}

/** A dataset that fits. */
export interface OpenDataset {
  dataset: Dataset;
  workspace: Workspace;
  /** Made by this call. */
  created: boolean;
}

/**
 * Finds the dataset and checks its settings. With `create`, makes workspace and dataset where they are missing and completes one
 * that was left half-made; safe to repeat and to do from two machines at once. Guidelines go up at creation only. Errors:
 * `argilla-missing` (nothing there, and not to be created or not allowed to), `argilla-forbidden`, `argilla-settings-differ`.
 */
export async function openDataset(
  connection: Connection,
  place: Pick<ArgillaConfig, 'workspace' | 'dataset'>,
  wanted: WantedSettings,
  { create, signal }: CallOptions & { create: boolean },
): Promise<OpenDataset> {
  const { client, user } = connection;
  const mayCreate = create && user.role !== 'annotator';
  const workspace = await openWorkspace(connection, place.workspace, create, { signal });
  const found = await client.findDataset(workspace.id, place.dataset, { signal });
  if (found?.status === 'ready') {
    await checkSettings(client, found, wanted, { signal });
    return { dataset: found, workspace, created: false };
  }
  if (!mayCreate)
    throw new TouchstoneError(
      'argilla-missing',
      found
        ? l10n.t('The dataset "{0}" in Argilla is not published yet.', place.dataset)
        : l10n.t('There is no dataset "{0}" in the workspace "{1}".', place.dataset, place.workspace),
      user.role === 'annotator'
        ? l10n.t('You are an annotator there: ask an owner or admin to push the project first.')
        : l10n.t('Run "Touchstone: Push to Argilla" to create it.'),
    );
  const fresh: NewDataset = {
    name: place.dataset,
    workspace_id: workspace.id,
    guidelines: wanted.guidelines,
    allow_extra_metadata: false,
    distribution: { strategy: 'overlap', min_submitted: wanted.minSubmitted },
  };
  const draft =
    found ??
    (await orFind(
      () => client.createDataset(fresh, { signal }),
      () => client.findDataset(workspace.id, place.dataset, { signal }),
    ));
  const dataset = await complete(client, draft, wanted, { signal });
  return { dataset, workspace, created: true };
}

async function openWorkspace(
  { client, user }: Connection,
  name: string,
  create: boolean,
  options: CallOptions,
): Promise<Workspace> {
  const find = async (): Promise<Workspace | undefined> =>
    (await client.myWorkspaces(options)).find((w) => w.name === name);
  const found = await find();
  if (found) return found;
  if (user.role !== 'owner')
    throw new TouchstoneError(
      'argilla-forbidden',
      l10n.t('There is no workspace "{0}" that {1} is a member of.', name, user.username),
      l10n.t(
        'Only an owner of that Argilla can create a workspace or add you to one: ask them, or name another workspace in touchstone.json.',
      ),
    );
  if (!create)
    throw new TouchstoneError(
      'argilla-missing',
      l10n.t('There is no workspace "{0}" in Argilla yet.', name),
      l10n.t('Run "Touchstone: Push to Argilla" to create it.'),
    );
  return orFind(() => client.createWorkspace(name, options), find);
}

/** Adds what a draft lacks and publishes it. Steps that somebody else took meanwhile count as done. */
async function complete(
  client: ArgillaClient,
  draft: Dataset,
  wanted: WantedSettings,
  options: CallOptions,
): Promise<Dataset> {
  const existing = await readSettings(client, draft, options);
  const vectors = await client.vectors(draft.id, options);
  const differences = [
    ...compareSettings(existing, wanted, true),
    ...foreignParts({ ...existing, vectors }, wanted),
  ];
  if (differences.length > 0) throw settingsDiffer(draft.name, differences);
  if (draft.allow_extra_metadata || draft.guidelines == null)
    // Left by a program that creates first and sets these afterwards, as the Python SDK does.
    await client.patchDataset(
      draft.id,
      {
        ...(draft.guidelines == null && wanted.guidelines !== null ? { guidelines: wanted.guidelines } : {}),
        allow_extra_metadata: false,
        distribution: { strategy: 'overlap', min_submitted: wanted.minSubmitted },
      },
      options,
    );
  const missing = <T extends { name: string }>(want: T[], have: { name: string }[]): T[] =>
    want.filter((w) => !have.some((h) => h.name === w.name));
  for (const field of missing(wanted.fields, existing.fields))
    await orFind(
      () => client.createField(draft.id, field, options),
      async () => (await client.fields(draft.id, options)).find((f) => f.name === field.name),
    );
  for (const question of missing([...wanted.questions, ...(wanted.extra ?? [])], existing.questions))
    await orFind(
      () => client.createQuestion(draft.id, questionBody(question), options),
      async () => (await client.questions(draft.id, options)).find((q) => q.name === question.name),
    );
  for (const property of missing(wanted.metadata, existing.metadata))
    await orFind(
      () => client.createMetadataProperty(draft.id, property, options),
      async () => (await client.metadataProperties(draft.id, options)).find((m) => m.name === property.name),
    );
  try {
    await client.publishDataset(draft.id, options);
  } catch (error) {
    const now = await client.dataset(draft.id, options);
    if (now.status !== 'ready') throw error;
  }
  const dataset = await client.dataset(draft.id, options);
  await checkSettings(client, dataset, wanted, options);
  return dataset;
}

async function checkSettings(
  client: ArgillaClient,
  dataset: Dataset,
  wanted: WantedSettings,
  options: CallOptions,
): Promise<void> {
  const differences = compareSettings(await readSettings(client, dataset, options), wanted);
  if (differences.length > 0) throw settingsDiffer(dataset.name, differences);
}

async function readSettings(
  client: ArgillaClient,
  dataset: Dataset,
  options: CallOptions,
): Promise<ExistingSettings> {
  const [fields, questions, metadata] = await Promise.all([
    client.fields(dataset.id, options),
    client.questions(dataset.id, options),
    client.metadataProperties(dataset.id, options),
  ]);
  return { dataset, fields, questions, metadata };
}

/**
 * Creates, or reads what somebody else (or an earlier attempt whose answer was lost) created. Two at the same moment: the
 * server looks first and inserts then, so the slower one meets 409, or 500 from the database, or 422 once it is published.
 */
async function orFind<T>(create: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    const status = error instanceof TouchstoneError ? (error.status ?? 0) : 0;
    if (status !== 409 && status !== 422 && status < 500) throw error;
    const found = await find();
    if (found === undefined) throw error;
    return found;
  }
}
