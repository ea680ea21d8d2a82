import * as z from 'zod';
import { TouchstoneError, parseJson } from '../../platform/errors.ts';
import { keyHeaders, type ProviderDeps } from '../api/postToModel.ts';
import { statusError, badAnswer, type Asked } from '../api/modelErrors.ts';

/** How long a server has to tell of itself, in ms. */
const listMs = 10_000;
/** The same for guesses. */
const guessMs = 3_000;
/** Routers list some hundred models; more are of no use to anybody. */
const mostModels = 10_000;

/** What a server says of itself without being asked a question. */
export interface ServerFacts {
  /** Names of its models; undefined where it has no list. */
  names?: string[];
  /** Tokens that fit into each, by name; the rest is nobody's. */
  contexts: ReadonlyMap<string, number>;
  /** Why there is no list: nobody is there, it wants a key, there is no such path. */
  failure?: TouchstoneError;
}

const count = z.number().int().positive().optional().catch(undefined);

/** Names and windows as vLLM, OpenRouter, Groq, Mistral, LM Studio, Together and llama.cpp write them beside OpenAI's `id`. */
const entry = z.looseObject({
  id: z.string(),
  max_model_len: count,
  context_length: count,
  context_window: count,
  loaded_context_length: count,
  max_context_length: count,
  meta: z.looseObject({ n_ctx: count }).optional().catch(undefined),
});
const lists = z.union([
  z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data),
  z.object({ models: z.array(z.unknown()) }).transform(({ models }) => models),
  z.array(z.unknown()),
]);

/** Asks for the list of models. Resolves whatever the server does, but for `cancelled`. */
export async function serverFacts(
  deps: ProviderDeps,
  asked: Asked,
  signal: AbortSignal,
  ms = listMs,
): Promise<ServerFacts> {
  const contexts = new Map<string, number>();
  try {
    const value = await getJson(deps, asked, signal, ms);
    const found = lists.safeParse(value);
    if (!found.success) throw badAnswer('application/json', asked);
    const entries = found.data.slice(0, mostModels).flatMap((one) => entry.safeParse(one).data ?? []);
    for (const { id, ...more } of entries) {
      const fits =
        more.loaded_context_length ??
        more.max_model_len ??
        more.context_length ??
        more.context_window ??
        more.meta?.n_ctx ??
        more.max_context_length;
      if (fits !== undefined) contexts.set(id, fits);
    }
    return { names: entries.map(({ id }) => id), contexts };
  } catch (error) {
    if (signal.aborted || !(error instanceof TouchstoneError)) throw error;
    return { contexts, failure: error };
  }
}

/** The window of llama.cpp's server (`/props`) or of Text Generation Inference (`/info`), for servers whose list does not tell it. */
export async function contextOf(
  deps: ProviderDeps,
  root: string,
  { model, keyHeader }: Pick<Asked, 'model' | 'keyHeader'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const told = z.looseObject({
    default_generation_settings: z.looseObject({ n_ctx: count }).optional().catch(undefined),
    max_total_tokens: count,
  });
  const asking = ['/props', '/info'].map(async (route) => {
    const asked = { model, url: `${root}${route}`, ...(keyHeader && { keyHeader }) };
    const { data } = told.safeParse(await getJson(deps, asked, signal, guessMs));
    return data?.default_generation_settings?.n_ctx ?? data?.max_total_tokens;
  });
  const all = await Promise.allSettled(asking);
  return all.map((one) => (one.status === 'fulfilled' ? one.value : undefined)).find((n) => n !== undefined);
}

/** The first of some addresses at which a list of models is found. */
export async function addressWithList(
  deps: ProviderDeps,
  bases: readonly string[],
  { model, keyHeader }: Pick<Asked, 'model' | 'keyHeader'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await Promise.all(
    bases.map(async (base) => {
      const asked = { model, url: `${base}/models`, ...(keyHeader && { keyHeader }) };
      const { names } = await serverFacts(deps, asked, signal, guessMs);
      return names === undefined || names.length === 0 ? undefined : base;
    }),
  );
  return found.find((base) => base !== undefined);
}

/** Errors: what the server says, `network-*`, `cancelled`. */
async function getJson(deps: ProviderDeps, asked: Asked, signal: AbortSignal, ms: number): Promise<unknown> {
  const response = await deps.http.request(asked.url, {
    secretHeaders: await keyHeaders(deps.secrets, asked.url, asked.keyHeader),
    timeoutMs: ms,
    totalMs: ms,
    retries: 0,
    maxBytes: 16 * 1024 * 1024,
    signal,
  });
  const type = response.headers['content-type'] ?? '';
  if (response.status < 200 || response.status >= 300)
    throw statusError(response.status, await response.excerpt(65_536), type, asked);
  const text = await response.text();
  const value = parseJson(text);
  if (value === undefined) throw badAnswer(type, asked, text.slice(0, 500));
  return value;
}
