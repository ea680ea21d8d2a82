import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from './hash.ts';
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
  /**
   * `path`: one was saved for the host, without a path, and is to go to one of its paths. `clear`: it can be read on the way. `project`: it
   * was given in another project, or lies in the environment.
   */
  about: 'path' | 'clear' | 'project';
  /** Where it is to go. */
  address: string;
}

/**
 * Which secret may go where. A secret belongs to an address: an origin and the path below which its server lies (a host may have
 * several, of several people). The Hugging Face token goes to the Hub, the router and `HF_ENDPOINT` (from the process environment, never
 * from a project); any other address gets only what was saved for it or a path above it; `ARGILLA_API_KEY` goes to `ARGILLA_API_URL`
 * alone. Over plain `http` none leaves this machine before the user was asked.
 *
 * It also belongs to the project that it was given in: what came from elsewhere may name the same server. The first time another project
 * wants it the user is asked, once, and what they said is kept on this machine (`in`).
 */
export class Secrets {
  readonly #vault: Vault;
  readonly #env: Environment;
  readonly #home: string;
  readonly #ask: (question: SecretQuestion) => PromiseLike<boolean>;
  /** What was asked in this session, and what came of it. */
  #asked = new Map<string, Promise<boolean>>();
  /** Short for the folder of the project that wants them; undefined for what belongs to none. */
  readonly #project: string | undefined;
  /** By address: what was said of this project. Each look into the key store takes its time. */
  readonly #said = new Map<string, string>();

  /** `ask`: without it the answer is no. */
  constructor(
    vault: Vault,
    env: Environment = process.env,
    home: string = homedir(),
    ask: (question: SecretQuestion) => PromiseLike<boolean> = () => Promise.resolve(false),
    folder?: string,
  ) {
    this.#vault = vault;
    this.#env = env;
    this.#home = home;
    this.#ask = ask;
    this.#project = folder === undefined ? undefined : sha256(folder, 16);
  }

  /** The same as a project may have them. */
  in(folder: string): Secrets {
    const secrets = new Secrets(this.#vault, this.#env, this.#home, this.#ask, folder);
    secrets.#asked = this.#asked;
    return secrets;
  }

  /** The user gave the project what is there for this address, or had it use that before. */
  async allow(url: string): Promise<void> {
    if (this.#project === undefined) return;
    const addresses = new Set([addressOf(url), this.#argillaOfEnvironment(url)?.address]);
    for (const kind of ['argilla.key', 'endpoint.token'] as const)
      addresses
        .add((await this.#find(kind, url))?.address)
        .add((await this.#formerAtRoot(kind, url))?.address);
    for (const address of addresses) if (address !== undefined) await this.#say(address, 'yes');
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
    if (!found || !(await this.#isGiven(addressOf(this.hub))) || !(await this.mayGoTo(url))) return undefined;
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

  async saveHuggingFaceToken(token: string): Promise<void> {
    await this.#vault.store(huggingFaceKey, keyAsPasted(token));
    await this.allow(this.hub);
  }

  deleteHuggingFaceToken(): PromiseLike<void> {
    return this.#vault.delete(huggingFaceKey);
  }

  /** Saves a bearer token for this address alone (a dedicated endpoint, a private Space, a server with a key). */
  async saveToken(url: string, token: string): Promise<void> {
    await this.#vault.store(nameOf('endpoint.token', addressOf(url)), keyAsPasted(token));
    await this.allow(url);
  }

  async deleteToken(url: string): Promise<void> {
    await this.#vault.delete(nameOf('endpoint.token', addressOf(url)));
    await this.#vault.delete(formerName('endpoint.token', url));
  }

  /** `again`: asked also where the user did not want it in this project. */
  async argillaKey(url: string, again = false): Promise<string | undefined> {
    const saved = await this.#saved('argilla.key', url, again);
    if (saved) return saved;
    const found = this.#argillaOfEnvironment(url);
    if (!found || !(await this.#isGiven(found.address, again)) || !(await this.mayGoTo(url)))
      return undefined;
    rememberSecret(found.secret);
    return found.secret;
  }

  #argillaOfEnvironment(url: string): Found | undefined {
    const { ARGILLA_API_URL: theirs, ARGILLA_API_KEY: secret } = this.#env;
    if (!secret || theirs === undefined || !URL.canParse(theirs)) return undefined;
    const address = addressOf(theirs);
    return addressesOf(url).includes(address) ? { secret, address } : undefined;
  }

  async saveArgillaKey(url: string, key: string): Promise<void> {
    await this.#vault.store(nameOf('argilla.key', addressOf(url)), keyAsPasted(key));
    await this.allow(url);
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
  async #find(kind: Kind, url: string): Promise<Found | undefined> {
    for (const address of addressesOf(url)) {
      const secret = await this.#vault.get(nameOf(kind, address));
      if (secret) return { secret, address };
    }
    return undefined;
  }

  async #saved(kind: Kind, url: string, again = false): Promise<string | undefined> {
    const found = (await this.#find(kind, url)) ?? (await this.#former(kind, url));
    if (!found || !(await this.#isGiven(found.address, again)) || !(await this.mayGoTo(url)))
      return undefined;
    const secret = keyAsPasted(found.secret);
    rememberSecret(secret);
    return secret;
  }

  /** Whether the user wants the secret that belongs to this address in this project. */
  async #isGiven(address: string, again = false): Promise<boolean> {
    if (this.#project === undefined) return true;
    const said = this.#said.get(address) ?? (await this.#vault.get(this.#nameIn(address)));
    if (said === 'yes' || (said === 'no' && !again)) {
      this.#said.set(address, said);
      return said === 'yes';
    }
    const yes = await this.#once({ about: 'project', address }, again);
    await this.#say(address, yes ? 'yes' : 'no');
    return yes;
  }

  async #say(address: string, word: 'yes' | 'no'): Promise<void> {
    if (this.#said.get(address) === word) return;
    this.#said.set(address, word);
    await this.#vault.store(this.#nameIn(address), word);
  }

  #nameIn(address: string): string {
    return `in.${this.#project}@${address}`;
  }

  /** Earlier versions kept the origin alone: which path one was saved for is not known, and the user is asked. */
  async #former(kind: Kind, url: string): Promise<Found | undefined> {
    const atRoot = await this.#formerAtRoot(kind, url);
    if (atRoot) return atRoot;
    const secret = await this.#vault.get(formerName(kind, url));
    if (!secret) return undefined;
    const address = addressOf(url);
    if (!(await this.#once({ about: 'path', address }))) return undefined;
    await this.#vault.store(nameOf(kind, address), secret);
    await this.allow(url);
    return { secret, address };
  }

  /** One that is not asked about: a port of this machine is one server's. */
  async #formerAtRoot(kind: Kind, url: string): Promise<Found | undefined> {
    const { origin, hostname } = new URL(url);
    const root = `${origin}/`;
    if (addressOf(url) !== root && !isThisMachine(hostname)) return undefined;
    const secret = await this.#vault.get(formerName(kind, url));
    return secret ? { secret, address: root } : undefined;
  }

  /** Asks once, however many want to know. */
  #once(question: SecretQuestion, again = false): Promise<boolean> {
    const place = question.about === 'project' ? ` ${this.#project}` : '';
    const key = `${question.about} ${question.address}${place}`;
    if (again) this.#asked.delete(key);
    const asked = this.#asked.get(key) ?? Promise.resolve(this.#ask(question));
    this.#asked.set(key, asked);
    return asked;
  }
}

/**
 * A key as people paste it, without what is around: blanks, line breaks, quotation marks, the name of a header or of a variable, and the
 * `Bearer` that goes before it anyway.
 */
export function keyAsPasted(pasted: string): string {
  const around = /^[\s"'`“”‘’\u200B\uFEFF]+|[\s"'`“”‘’;,\u200B\uFEFF]+$/g;
  return pasted
    .replace(around, '')
    .replace(/^(?:export\s+|set\s+)?[A-Z][A-Z0-9]*_[A-Z0-9_]*=(?=[^=])/, '')
    .replace(/^(?:authorization|(?:x-)?api-key)\s*:/i, '')
    .replace(around, '')
    .replace(/^Bearer\s+/i, '')
    .replace(around, '');
}

interface Found {
  secret: string;
  /** To which it belongs. */
  address: string;
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
