import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { GenerationParameters, ModelConfig } from '../../project/config.ts';
import type { ProviderDeps } from '../api/postToModel.ts';
import { openAiBase } from '../api/urls.ts';
import { discoverServers } from '../discoverServers.ts';
import type { CheckedThing, ConnectionReport, WayOut } from './connectionReport.ts';
import { nearestNames } from './nearestNames.ts';
import { addressWithList, type ServerFacts } from './serverFacts.ts';

export interface FaultContext {
  deps: ProviderDeps;
  model: ModelConfig;
  parameters: GenerationParameters;
  facts: ServerFacts;
  context: number | undefined;
  signal: AbortSignal;
}

type Fault = NonNullable<ConnectionReport['fault']>;

/** What thinking and an answer need, where a model used up its limit for thoughts alone. */
const roomToThink = 8192;

/** What is wrong, and what can be done about it: where the server or others tell, with the very change that mends it. */
export async function faultOf(of: CheckedThing, error: TouchstoneError, at: FaultContext): Promise<Fault> {
  const { model, facts, context, parameters } = at;
  const { url } = model;
  const { max_new_tokens: tokens = 0 } = parameters;
  if (of === 'key') return keyFault(error, at);
  if (of === 'host' || of === 'path' || (of === 'model' && facts.names === undefined)) {
    const other = url === undefined ? undefined : await otherAddress(url, at);
    if (other !== undefined) return elsewhere(of === 'host' ? 'host' : 'path', error, other);
    // Neither a list nor an answer: more likely the address than the name.
    const isPath = of === 'model' && facts.failure?.code === 'model-missing';
    return plain(isPath ? 'path' : of, error);
  }
  if (of === 'model') return nameFault(error, model.name, facts.names ?? []);
  if (of === 'reasoning' && tokens < roomToThink)
    return plain(of, error, { do: 'edit', field: 'max_new_tokens', value: roomToThink });
  if (of === 'parameters' && context !== undefined && tokens >= context)
    return plain('context', error, { do: 'edit', field: 'max_new_tokens', value: Math.floor(context / 2) });
  return plain(of, error);
}

function plain(of: CheckedThing, error: TouchstoneError, ...ways: WayOut[]): Fault {
  return { of, error, action: error.action ?? '', ways: [...ways, { do: 'openConfig' }] };
}

async function keyFault(error: TouchstoneError, { deps, model }: FaultContext): Promise<Fault> {
  const { url, provider } = model;
  const signIn: WayOut = { do: 'signIn' };
  if (url === undefined) return { ...plain('key', error), ways: provider === 'hf-inference' ? [signIn] : [] };
  const isKnown = (await deps.secrets.tokenFor(url).catch(() => undefined)) !== undefined;
  const told = isKnown
    ? error
    : new TouchstoneError(
        error.code,
        l10n.t('{0} wants a key, and none is saved for it.', new URL(url).origin),
        l10n.t('Save the key: it is kept in VS Code’s secret storage and sent to this address alone.'),
      );
  return {
    of: 'key',
    error: told,
    action: told.action ?? '',
    ways: [{ do: 'saveKey', url }, { do: 'openConfig' }],
  };
}

function nameFault(error: TouchstoneError, name: string, names: readonly string[]): Fault {
  const near = nearestNames(name, names);
  const offered = near.length > 0 ? near : names.slice(0, 3);
  if (offered.length === 0) return plain('model', error);
  const action = l10n.t('It has {0}.', offered.join(', '));
  const ways = offered.map((value): WayOut => ({ do: 'edit', field: 'name', value }));
  return { ...plain('model', error, ...ways), action };
}

function elsewhere(of: CheckedThing, error: TouchstoneError, address: string): Fault {
  const found = new TouchstoneError(
    error.code,
    of === 'host' ? error.message : l10n.t('There is no model server at this path, but one at {0}.', address),
    l10n.t('One was found at {0}.', address),
  );
  return { ...plain(of, found, { do: 'edit', field: 'url', value: address }), action: found.action ?? '' };
}

/** Where else of the same host an API is usually found; the other scheme; a server of this machine at its usual port. */
async function otherAddress(url: string, { deps, model, signal }: FaultContext): Promise<string | undefined> {
  const own = openAiBase(url);
  const { origin, protocol, host, hostname, pathname } = new URL(url);
  const swapped = `${protocol === 'https:' ? 'http:' : 'https:'}//${host}`;
  const upper = pathname.split('/').slice(0, -1).join('/');
  const paths = [
    '/v1',
    '/openai/v1',
    '/api/v1',
    '/v1beta/openai',
    '/openai',
    `${pathname.replace(/\/+$/, '')}/v1`,
    upper,
  ];
  const bases = [...paths.map((path) => `${origin}${path}`), `${swapped}/v1`].filter(
    (base, i, all) => base !== own && all.indexOf(base) === i,
  );
  const found = await addressWithList(
    deps,
    bases,
    { model: model.name, ...(model.keyHeader && { keyHeader: model.keyHeader }) },
    signal,
  );
  if (found !== undefined) return found;
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return undefined;
  const servers = await discoverServers({ http: deps.http });
  return servers.find(({ url: usual, models }) => usual !== own && models.length > 0)?.url;
}
