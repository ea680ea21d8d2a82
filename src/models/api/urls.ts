/** The forms in which people write a server's address. */

/** Where vendors have their OpenAI-compatible API, for those who give the host alone. */
const usualPaths: readonly (readonly [host: RegExp, path: string])[] = [
  [/\.openai\.azure\.com$/, '/openai/v1'],
  [/^generativelanguage\.googleapis\.com$/, '/v1beta/openai'],
  [/^openrouter\.ai$/, '/api/v1'],
  [/^api\.groq\.com$/, '/openai/v1'],
];

const routes = /\/(?:chat\/completions|completions)$/;
/** What else of an API people copy; only behind its version, since a path may end so. */
const otherRoutes = /(\/v\d+)\/(?:chat|models|responses|messages|embeddings)$/;

/**
 * The base of an OpenAI-compatible API, without a trailing slash or a query: `http://host` and `http://host/` mean `http://host/v1`;
 * `…/v1/chat/completions` and `…/v1/completions` mean `…/v1`; any other path is taken as it stands.
 */
export function openAiBase(url: string): string {
  const u = new URL(url);
  const path = trimmed(trimmed(u.pathname).replace(routes, '').replace(otherRoutes, '$1'));
  const usual = usualPaths.find(([host]) => host.test(u.hostname))?.[1] ?? '/v1';
  return `${u.origin}${path === '' ? usual : path}`;
}

/** A route of that API, with the query of the given address: Azure's names the version of the API, others who one is. */
export function openAiRoute(url: string, route: string): string {
  return `${openAiBase(url)}${route}${new URL(url).search}`;
}

/** The server's own root, where llama.cpp, vLLM and TGI have their further routes: the base without `/v1`. */
export function serverRoot(url: string): string {
  return openAiBase(url).replace(/\/v1$/, '');
}

/** The base of a server of raw text generation: `…/generate` and `…/generate_stream` mean the part before. */
export function tgiBase(url: string): string {
  const u = new URL(url);
  return `${u.origin}${trimmed(u.pathname).replace(/\/generate(_stream)?$/, '')}`;
}

/** A route of such a server, with the query of the given address. */
export function tgiRoute(url: string, route: string): string {
  return `${tgiBase(url)}${route}${new URL(url).search}`;
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}
