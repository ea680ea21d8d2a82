import { after } from 'node:test';
import { Http } from '../../../src/platform/http.ts';
import type { Log } from '../../../src/platform/log.ts';
import { Secrets, type Vault } from '../../../src/platform/secrets.ts';
import {
  configSchema,
  modelSchema,
  parametersSchema,
  type ModelConfig,
} from '../../../src/project/config.ts';
import type { CreateProviderDeps } from '../../../src/models/providers/createProvider.ts';
import type { GenerateRequest } from '../../../src/models/api/provider.ts';

/** A key store in memory, as VS Code's SecretStorage. */
export class MemoryVault implements Vault {
  readonly items = new Map<string, string>();
  async get(key: string): Promise<string | undefined> {
    return this.items.get(key);
  }
  async store(key: string, value: string): Promise<void> {
    this.items.set(key, value);
  }
  async delete(key: string): Promise<void> {
    this.items.delete(key);
  }
}

export interface TestDeps extends CreateProviderDeps {
  secrets: Secrets;
  vault: MemoryVault;
  /** Everything logged. */
  lines: string[];
}

/** What providers need; no token is found outside `env`. */
export function testDeps(env: Record<string, string> = {}): TestDeps {
  const vault = new MemoryVault();
  const lines: string[] = [];
  const keep = (message: string | Error, ...more: unknown[]): void =>
    void lines.push([message, ...more].map(String).join(' '));
  const log: Log = { trace: keep, debug: keep, info: keep, warn: keep, error: keep };
  const http = new Http();
  after(() => http.close());
  const secrets = new Secrets(vault, env, '/nonexistent');
  return { http, secrets, vault, log, lines, timeoutMs: 20_000 };
}

/** Stops the server when the test file is done. */
export async function serving<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  after(() => server.stop());
  return server;
}

export function model(config: Partial<ModelConfig> & Pick<ModelConfig, 'provider'>): ModelConfig {
  return modelSchema.parse({ name: 'm', ...config });
}

export function ask(config: ModelConfig, more: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    model: config,
    parameters: parametersSchema.parse({}),
    instruction: 'Add two numbers.',
    signal: new AbortController().signal,
    ...more,
  };
}

/** A project's configuration with these two models. */
export function config(models: [ModelConfig, ModelConfig]): ReturnType<typeof configSchema.parse> {
  return configSchema.parse({ name: 't', tasks: { source: 'sample' }, models, parameters: { seed: 42 } });
}

/** For `assert.rejects`: a typed error with this code, whose message and action are sentences for people. */
export function coded(code: string, words?: RegExp) {
  return (error: unknown): boolean => {
    const e = error as { code?: string; message: string; action?: string };
    if (e.code !== code) throw new Error(`expected ${code}, got ${e.code}: ${e.message}`, { cause: error });
    if (words && !words.test(`${e.message} ${e.action ?? ''}`))
      throw new Error(`${words} is not in: ${e.message} ${e.action ?? ''}`);
    return true;
  };
}
