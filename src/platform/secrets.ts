import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { rememberSecret } from './redaction/sentSecrets.ts';

/** VS Code's SecretStorage fits it. */
export interface Vault {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

type Environment = Record<string, string | undefined>;

export const hubUrl = 'https://huggingface.co';
export const routerUrl = 'https://router.huggingface.co';

/** What only the user can say before a secret goes somewhere. */
export interface SecretQuestion {
  /** `path`: one was saved for the host, without a path, and is to go to one of its paths. `clear`: it can be read on the way. */
  about: 'path' | 'clear';
  /** Where it is to go. */
  address: string;
}

/**
 * Which secret may go where. A secret belongs to an address: an origin and the path below which its server lies (a host may have
 * several, of several people). The Hugging Face token goes to the Hub, the router and `HF_ENDPOINT` (from the process environment, never
 * from a project); any other address gets only what was saved for it or a path above it; `ARGILLA_API_KEY` goes to `ARGILLA_API_URL`
 * alone. Over plain `http` none leaves this machine before the user was asked.
 */
export class Secrets {
  readonly #vault: Vault;
  readonly #env: Environment;
  readonly #home: string;
  readonly #ask: (question: SecretQuestion) => PromiseLike<boolean>;
  /** What was asked in this session, and what came of it. */
  readonly #asked = new Map<string, Promise<boolean>>();

  /** `ask`: without it the answer is no. */
  constructor(
    vault: Vault,
    env: Environment = process.env,
    home: string = homedir(),
    ask: (question: SecretQuestion) => PromiseLike<boolean> = () => Promise.resolve(false),
  ) {
    this.#vault = vault;
    this.#env = env;
    this.#home = home;
    this.#ask = ask;
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

  /** The token for a URL, or nothing. */
  async tokenFor(url: string): Promise<string | undefined> {
    const { origin } = new URL(url);
    // The Hub is one server, whatever the path; it is asked often, and each look into the key store takes its time.
    const isHuggingFace = [this.hub, this.router].some((u) => new URL(u).origin === origin);
    const saved = await this.#saved('endpoint.token', isHuggingFace ? origin : url);
    if (saved || !isHuggingFace) return saved;
    const found = await this.huggingFaceToken();
    if (!found || !(await this.mayGoTo(url))) return undefined;
    rememberSecret(found.token);
    return found.token;
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
    const caches = this.#env['XDG_CACHE_HOME'] ?? join(this.#home, '.cache');
    const folder = this.#env['HF_HOME'] ?? join(caches, 'huggingface');
    const file = this.#env['HF_TOKEN_PATH'] ?? join(folder, 'token');
    // Without a file: not signed in with the CLI.
    const token = (await readFile(file, 'utf8').catch(() => '')).trim();
    return token ? { token, from: file } : undefined;
  }

  saveHuggingFaceToken(token: string): PromiseLike<void> {
    return this.#vault.store(huggingFaceKey, token);
  }

  deleteHuggingFaceToken(): PromiseLike<void> {
    return this.#vault.delete(huggingFaceKey);
  }

  /** Saves a bearer token for this address alone (a dedicated endpoint, a private Space, a server with a key). */
  saveToken(url: string, token: string): PromiseLike<void> {
    return this.#vault.store(nameOf('endpoint.token', addressOf(url)), token);
  }

  async deleteToken(url: string): Promise<void> {
    await this.#vault.delete(nameOf('endpoint.token', addressOf(url)));
    await this.#vault.delete(formerName('endpoint.token', url));
  }

  async argillaKey(url: string): Promise<string | undefined> {
    const saved = await this.#saved('argilla.key', url);
    if (saved) return saved;
    const theirs = this.#env['ARGILLA_API_URL'];
    const key = this.#env['ARGILLA_API_KEY'];
    const matches =
      theirs !== undefined && URL.canParse(theirs) && addressesOf(url).includes(addressOf(theirs));
    if (!matches || !key || !(await this.mayGoTo(url))) return undefined;
    rememberSecret(key);
    return key;
  }

  saveArgillaKey(url: string, key: string): PromiseLike<void> {
    return this.#vault.store(nameOf('argilla.key', addressOf(url)), key);
  }

  /**
   * Whether a secret may be sent there at all: over `https`, to this machine, or where the user has said that it may be read on the way.
   * `again`: asked also where the answer was no.
   */
  async mayGoTo(url: string, again = false): Promise<boolean> {
    const { protocol, hostname, origin } = new URL(url);
    if (protocol === 'https:' || isThisMachine(hostname)) return true;
    const allowed = `clear@${origin}`;
    if (await this.#vault.get(allowed)) return true;
    if (!(await this.#once({ about: 'clear', address: origin }, again))) return false;
    await this.#vault.store(allowed, 'yes');
    return true;
  }

  /** What was saved for the address or a path above it, the nearest first. */
  async #saved(kind: Kind, url: string): Promise<string | undefined> {
    let found: string | undefined;
    for (const address of addressesOf(url)) found ||= await this.#vault.get(nameOf(kind, address));
    found ||= await this.#former(kind, url);
    if (!found || !(await this.mayGoTo(url))) return undefined;
    rememberSecret(found);
    return found;
  }

  /** Earlier versions kept the origin alone: which path one was saved for is not known, and the user is asked. */
  async #former(kind: Kind, url: string): Promise<string | undefined> {
    const found = await this.#vault.get(formerName(kind, url));
    if (!found) return undefined;
    const address = addressOf(url);
    const { origin, hostname } = new URL(url);
    // A port of this machine is one server's.
    if (address === `${origin}/` || isThisMachine(hostname)) return found;
    if (!(await this.#once({ about: 'path', address }))) return undefined;
    await this.#vault.store(nameOf(kind, address), found);
    return found;
  }

  /** Asks once, however many want to know. */
  #once(question: SecretQuestion, again = false): Promise<boolean> {
    const key = `${question.about} ${question.address}`;
    if (again) this.#asked.delete(key);
    const asked = this.#asked.get(key) ?? Promise.resolve(this.#ask(question));
    this.#asked.set(key, asked);
    return asked;
  }
}

type Kind = 'endpoint.token' | 'argilla.key';

const huggingFaceKey = 'huggingface.token';
const nameOf = (kind: Kind, address: string): string => `${kind}@${address}`;
const formerName = (kind: Kind, url: string): string => `${kind}:${new URL(url).origin}`;

/** Of what the routes of an API consist, below the address of its server. */
const route = /^(?:v\d+|api|generate(?:_stream)?|info|tokenize|props|models|chat|completions)$/;

/**
 * The address of the server that a URL belongs to, with a slash at its end: `https://host/api/team/v1/models` → `https://host/api/team/`.
 * Only at the end do such words stand for a route: in front they may lead to servers of several people.
 */
function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  const parts = pathname.split('/').filter(Boolean);
  const last = parts.findLastIndex((part) => !route.test(part));
  return [origin, ...parts.slice(0, last + 1), ''].join('/');
}

/** That address and all above it, the nearest first. A written slash or backslash may lead anywhere: what has one lies below nothing. */
function addressesOf(url: string): string[] {
  const address = addressOf(url);
  const { origin, pathname } = new URL(address);
  if (/%(?:2f|5c|25)/i.test(pathname)) return [address];
  const parts = pathname.split('/').filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, i) =>
    [origin, ...parts.slice(0, parts.length - i), ''].join('/'),
  );
}

function isThisMachine(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
