import * as z from 'zod';
import type { Http } from '../platform/http.ts';

/** A model server found on this machine. */
export interface LocalServer {
  name: string;
  /** Base of its OpenAI-compatible API, ending in `/v1`. */
  url: string;
  models: string[];
}

/** Where local servers usually are. */
export const usualServers: readonly { name: string; url: string }[] = [
  { name: 'Ollama', url: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', url: 'http://127.0.0.1:1234/v1' },
  { name: 'llama.cpp', url: 'http://127.0.0.1:8080/v1' },
  { name: 'vLLM', url: 'http://127.0.0.1:8000/v1' },
];

const modelList = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Asks each place for `GET /models`, all at once and each for at most half a second; who does not answer is not there. */
export async function discoverServers(options: {
  http: Http;
  places?: readonly { name: string; url: string }[];
  timeoutMs?: number;
}): Promise<LocalServer[]> {
  // Its code is loaded now, not within the half second.
  await options.http.dispatcher();
  const found = await Promise.all(
    (options.places ?? usualServers).map(async ({ name, url }): Promise<LocalServer | undefined> => {
      try {
        const response = await options.http.request(`${url}/models`, {
          // The whole exchange: a server that drips would otherwise hold the list up.
          signal: AbortSignal.timeout(options.timeoutMs ?? 500),
          retries: 0,
          maxBytes: 4 * 1024 * 1024,
        });
        const parsed = modelList.safeParse(await response.json());
        if (response.status !== 200 || !parsed.success || parsed.data.data.length === 0) return undefined;
        return { name, url, models: parsed.data.data.map((m) => m.id) };
      } catch {
        return undefined;
      }
    }),
  );
  return found.filter((s) => s !== undefined);
}
