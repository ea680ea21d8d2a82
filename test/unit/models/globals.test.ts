import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { startOpenAi } from '../../servers/inference/openai.ts';
import { serving } from './support.ts';

const root = new URL('../../../', import.meta.url);

test('asking a model leaves the global dispatchers as they were, also through the Hugging Face library', async (t) => {
  const server = await serving(startOpenAi());
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-globals-'));
  t.after(() => rm(folder, { recursive: true }));
  const program = `
    import { createProvider } from './src/models/providers/createProvider.ts';
    import { Http } from './src/platform/http.ts';
    import { Secrets } from './src/platform/secrets.ts';
    const descriptors = () => JSON.stringify([1, 2].map((i) =>
      Object.getOwnPropertyDescriptor(globalThis, Symbol.for('undici.globalDispatcher.' + i)) ? 'there' : 'none'));
    const before = descriptors();
    const http = new Http();
    const nothing = async () => undefined;
    const log = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
    const secrets = new Secrets({ get: nothing, store: nothing, delete: nothing }, {}, '/nonexistent');
    for (const provider of ['openai', 'hf-inference']) {
      const model = { name: 'm', provider, url: ${JSON.stringify(server.url)} };
      const { text } = await (await createProvider(model, { http, secrets, log })).generate({
        model, parameters: { max_new_tokens: 8 }, instruction: 'hi', signal: new AbortController().signal });
      if (!text) throw new Error('no answer');
    }
    await http.close();
    console.log(before, descriptors());`;
  // As the extension is bundled: undici's own lib/global.js, which defines the symbols, is left out.
  await build({
    stdin: { contents: program, resolveDir: root.pathname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, 'program.mjs'),
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
    plugins: [
      {
        name: 'no-global-dispatcher',
        setup: (b) =>
          b.onLoad({ filter: /[\\/]undici[\\/]lib[\\/]global\.js$/ }, () => ({
            contents:
              'module.exports = { setGlobalDispatcher() {}, getGlobalDispatcher() {}, installedExports: [] };',
          })),
      },
    ],
  });
  await writeFile(join(folder, 'package.json'), '{}');
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.mjs')]);
  assert.equal(stdout.trim(), '["none","none"] ["none","none"]');
});
