/** The forms in which people write a server's address. */

/**
 * The base of an OpenAI-compatible API, without a trailing slash: `http://host` and `http://host/` mean `http://host/v1`;
 * `…/v1/chat/completions` and `…/v1/completions` mean `…/v1`; any other path is taken as it stands.
 */
export function openAiBase(url: string): string {
  const u = new URL(url);
  const path = trimmed(u.pathname).replace(/\/(chat\/completions|completions)$/, '');
  return `${u.origin}${path === '' ? '/v1' : path}`;
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

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}
