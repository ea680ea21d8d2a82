import * as z from 'zod';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { keyHeaders, type ProviderDeps } from '../api/postToModel.ts';
import { memoizeAsync, orCancelled } from '../../platform/memoize.ts';

export interface RenderedPrompt {
  text: string;
  /** The BOS token that the template put at the very beginning, if it did. */
  bos?: string;
}

/**
 * No BOS twice. A chat template writes the BOS token into the prompt, and the servers of raw text put one before whatever
 * they are sent if the model's tokenizer does so: TGI (`add_special_tokens` is always true for `inputs`), vLLM (its default),
 * llama.cpp (`add_special`). Two of them are not what the model was trained on. So the one that the template wrote is left
 * out, unless the server's own `/tokenize`, asked about the BOS token and one letter, shows that it adds none. All three
 * have that route; one request speaks the words of each (`content`, `inputs`, `prompt`).
 */
const tokenizeAnswer = z.union([
  // llama.cpp, vLLM
  z
    .object({ tokens: z.array(z.union([z.number(), z.object({ id: z.number() }).transform((t) => t.id)])) })
    .transform((a) => a.tokens),
  // TGI
  z.array(z.object({ id: z.number() })).transform((a) => a.map((t) => t.id)),
]);

const cache = new WeakMap<ProviderDeps['http'], Map<string, Promise<boolean>>>();

/** The prompt as this server has to get it. `root` is where its `/tokenize` is. */
export async function bosForServer(
  deps: ProviderDeps,
  root: string,
  { name: model, keyHeader }: Pick<ModelConfig, 'name' | 'keyHeader'>,
  rendered: RenderedPrompt,
  signal: AbortSignal,
): Promise<string> {
  const { text, bos } = rendered;
  if (bos === undefined) return text;
  const known = cache.get(deps.http) ?? new Map<string, Promise<boolean>>();
  cache.set(deps.http, known);
  const key = JSON.stringify([root, model, bos]);
  const adds = memoizeAsync(known, key, () => serverAddsBos(deps, root, { name: model, keyHeader }, bos));
  return (await orCancelled(adds, signal)) ? text.slice(bos.length) : text;
}

async function serverAddsBos(
  deps: ProviderDeps,
  root: string,
  { name: model, keyHeader }: Pick<ModelConfig, 'name' | 'keyHeader'>,
  bos: string,
): Promise<boolean> {
  const url = `${root}/tokenize`;
  const probe = `${bos}a`;
  const probes = { content: probe, inputs: probe, prompt: probe };
  try {
    const response = await deps.http.request(url, {
      method: 'POST',
      secretHeaders: await keyHeaders(deps.secrets, url, keyHeader),
      json: { ...probes, model, add_special: true, add_special_tokens: true },
      timeoutMs: 10_000,
      maxBytes: 1024 * 1024,
    });
    if (response.status !== 200) {
      await response.discard();
      return true;
    }
    const ids = tokenizeAnswer.safeParse(await response.json());
    return ids.success ? ids.data.length > 1 && ids.data[0] === ids.data[1] : true;
  } catch (error) {
    if (error instanceof TouchstoneError && error.code === 'network-bad-answer') return true;
    throw error;
  }
}
