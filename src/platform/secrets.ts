import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** VS Code's SecretStorage fits it. */
export interface Vault {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

type Environment = Record<string, string | undefined>;

export const hubUrl = 'https://huggingface.co';
export const routerUrl = 'https://router.huggingface.co';

/**
 * Which secret may go where. A secret belongs to an origin: the Hugging Face token to the Hub, the router and `HF_ENDPOINT`
 * (from the process environment, never from a project); any other origin gets only what was saved for exactly that origin;
 * `ARGILLA_API_KEY` goes to `ARGILLA_API_URL` alone.
 */
export class Secrets {
  readonly #vault: Vault;
  readonly #env: Environment;
  readonly #home: string;

  constructor(vault: Vault, env: Environment = process.env, home: string = homedir()) {
    this.#vault = vault;
    this.#env = env;
    this.#home = home;
  }

  /** The Hub's address: `HF_ENDPOINT` of the environment, else huggingface.co. */
  get hub(): string {
    const own = this.#env['HF_ENDPOINT'];
    return own && URL.canParse(own) ? own.replace(/\/+$/, '') : hubUrl;
  }

  /** The inference router's address. With `HF_ENDPOINT` set there is none but what `HF_INFERENCE_ENDPOINT` names. */
  get router(): string {
    const own = this.#env['HF_INFERENCE_ENDPOINT'];
    return own && URL.canParse(own) ? own.replace(/\/+$/, '') : routerUrl;
  }

  /** The token for a URL's origin, or nothing. */
  async tokenFor(url: string): Promise<string | undefined> {
    const origin = new URL(url).origin;
    const saved = await this.#vault.get(endpointKey(origin));
    if (saved) return saved;
    const huggingFace = [this.hub, this.router].map((u) => new URL(u).origin);
    return huggingFace.includes(origin) ? (await this.huggingFaceToken())?.token : undefined;
  }

  /** The Hugging Face token and where it was found: saved here, the environment, or the file of the Hugging Face CLI. */
  async huggingFaceToken(): Promise<{ token: string; from: string } | undefined> {
    const saved = await this.#vault.get(huggingFaceKey);
    if (saved) return { token: saved, from: 'VS Code' };
    return this.foundHuggingFaceToken();
  }

  /** What the environment or the Hugging Face CLI has, leaving out what was saved in VS Code. */
  async foundHuggingFaceToken(): Promise<{ token: string; from: string } | undefined> {
    for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
      const token = this.#env[name]?.trim();
      if (token) return { token, from: name };
    }
    const file =
      this.#env['HF_TOKEN_PATH'] ??
      join(
        this.#env['HF_HOME'] ??
          join(this.#env['XDG_CACHE_HOME'] ?? join(this.#home, '.cache'), 'huggingface'),
        'token',
      );
    try {
      const token = (await readFile(file, 'utf8')).trim();
      return token ? { token, from: file } : undefined;
    } catch {
      return undefined; // not signed in with the CLI
    }
  }

  saveHuggingFaceToken(token: string): PromiseLike<void> {
    return this.#vault.store(huggingFaceKey, token);
  }

  deleteHuggingFaceToken(): PromiseLike<void> {
    return this.#vault.delete(huggingFaceKey);
  }

  /** Saves a bearer token for exactly this URL's origin (a dedicated endpoint, a private Space, a server with a key). */
  saveToken(url: string, token: string): PromiseLike<void> {
    return this.#vault.store(endpointKey(new URL(url).origin), token);
  }

  deleteToken(url: string): PromiseLike<void> {
    return this.#vault.delete(endpointKey(new URL(url).origin));
  }

  async argillaKey(url: string): Promise<string | undefined> {
    const origin = new URL(url).origin;
    const saved = await this.#vault.get(argillaKey(origin));
    if (saved) return saved;
    const theirs = this.#env['ARGILLA_API_URL'];
    const matches = theirs !== undefined && URL.canParse(theirs) && new URL(theirs).origin === origin;
    return (matches && this.#env['ARGILLA_API_KEY']) || undefined;
  }

  saveArgillaKey(url: string, key: string): PromiseLike<void> {
    return this.#vault.store(argillaKey(new URL(url).origin), key);
  }

  deleteArgillaKey(url: string): PromiseLike<void> {
    return this.#vault.delete(argillaKey(new URL(url).origin));
  }
}

const huggingFaceKey = 'huggingface.token';
const endpointKey = (origin: string): string => `endpoint.token:${origin}`;
const argillaKey = (origin: string): string => `argilla.key:${origin}`;
