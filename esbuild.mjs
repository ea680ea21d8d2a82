// Builds everything that ships or is tested inside VS Code. Types are checked apart (`npm run types`).
//   node esbuild.mjs [--watch] [--production] [--tests]
import { context, build } from 'esbuild';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { tellPageChunks } from './scripts/pageChunks.ts';
import pageScripts from './webview/pages.json' with { type: 'json' };

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const tests = process.argv.includes('--tests');

/**
 * undici's `lib/global.js` defines the process-wide dispatcher symbols as soon as it is loaded, and VS Code's own networking
 * lives behind them. Ours is always passed explicitly, so the module is replaced by one that touches nothing.
 */
const leaveGlobalDispatcherAlone = {
  name: 'leave-global-dispatcher-alone',
  setup(b) {
    b.onLoad({ filter: /[\\/]undici[\\/]lib[\\/]global\.js$/ }, () => ({
      loader: 'js',
      contents: `
        'use strict';
        function none() { throw new Error('No global dispatcher: pass one explicitly.'); }
        module.exports = { setGlobalDispatcher: none, getGlobalDispatcher: none, installedExports: [] };
      `,
    }));
  },
};

/**
 * Of undici the requests, the dispatchers with their proxies and the two classes of fetch that are used (src/platform/undici.ts), put together
 * as its index.js does. Left out: web sockets, event streams, caches, mocks, interceptors, and the parser that has to be asked for
 * (UNDICI_USE_MILO).
 */
const leanUndici = {
  name: 'lean-undici',
  setup(b) {
    b.onLoad({ filter: /[\\/]undici[\\/]index\.js$/ }, () => ({
      loader: 'js',
      contents: `
        'use strict';
        const api = require('./lib/api');
        const { parseURL } = require('./lib/core/util');
        Object.assign(require('./lib/dispatcher/dispatcher').prototype, api);
        exports.EnvHttpProxyAgent = require('./lib/dispatcher/env-http-proxy-agent');
        exports.Headers = require('./lib/web/fetch/headers').Headers;
        exports.Response = require('./lib/web/fetch/response').Response;
        exports.request = (address, { dispatcher, ...options }) => {
          const { origin, pathname, search } = parseURL(address);
          return api.request.call(dispatcher, { ...options, method: options.method ?? 'GET', origin, path: pathname + search });
        };
      `,
    }));
    b.onLoad({ filter: /[\\/]undici[\\/]lib[\\/]milo[\\/]/ }, () => ({
      loader: 'js',
      contents: `throw new Error('This parser is not bundled.');`,
    }));
  },
};

/**
 * zod brings its messages in 50 languages, and each of its schemas can be written as JSON Schema. We use the English ones and our own, and
 * write `schemas/` by a script: nothing that is bundled ever asks for a JSON Schema.
 */
const leanZod = {
  name: 'lean-zod',
  setup(b) {
    const writers = /[\\/]zod[\\/]v4[\\/]core[\\/](?:json-schema-processors|to-json-schema)\.js$/;
    b.onLoad({ filter: writers }, async ({ path }) => {
      const names = [...(await readFile(path, 'utf8')).matchAll(/^export (?:const|function) (\w+)/gm)];
      const made = (name) => (/^create\w+Method$/.test(name) ? '() => none' : 'none');
      const none = `function none() { throw new Error('No JSON Schema in what is bundled.'); }\n`;
      return {
        loader: 'js',
        contents: none + names.map(([, name]) => `export const ${name} = ${made(name)};\n`).join(''),
      };
    });
    b.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      loader: 'js',
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * The Hub's library brings its second way to upload, with chunks found and hashed in WebAssembly, and a hash for browsers. Files are pushed
 * as Git's protocol for large files has it (src/export/hub/pushFolder.ts): neither is ever called.
 */
const plainUploadsOnly = {
  name: 'plain-uploads-only',
  setup(b) {
    b.onLoad(
      {
        filter:
          /[\\/](?:@huggingface[\\/](?:blake3-jit|xetchunk-wasm)|gearhash-jit)[\\/].*\.js$|[\\/]@huggingface[\\/]hub[\\/]dist[\\/]sha256-wrapper-.*\.mjs$/,
      },
      () => ({ loader: 'js', contents: 'module.exports = {};' }),
    );
    // What it loads when it is asked for the first time is a few lines: one file instead of five.
    b.onLoad({ filter: /[\\/]@huggingface[\\/]hub[\\/]dist[\\/]chunk-.*\.mjs$/ }, async ({ path }) => {
      const parts = [];
      const text = (await readFile(path, 'utf8')).replace(/import\("(\.\/[^"]+)"\)/g, (_, part) => {
        parts.push(part);
        return `Promise.resolve(part${parts.length})`;
      });
      const imports = parts.map((part, i) => `import * as part${i + 1} from '${part}';\n`);
      return { loader: 'js', contents: imports.join('') + text };
    });
  },
};

/** What we take of hyparquet-compressors stands alone, which its manifest does not say: without this, all of it is bundled. */
const onlyUsedCodecs = {
  name: 'only-used-codecs',
  setup(b) {
    b.onResolve(
      { filter: /^(hyparquet-compressors|\.\/(brotli|gzip|lz4|compressors)\.js)$/ },
      async (args) => {
        if (args.pluginData === onlyUsedCodecs) return undefined;
        const { kind, importer, resolveDir } = args;
        const found = await b.resolve(args.path, { kind, importer, resolveDir, pluginData: onlyUsedCodecs });
        return /[\\/]hyparquet-compressors[\\/]/.test(found.path) ? { ...found, sideEffects: false } : found;
      },
    );
  },
};

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  define: {
    'process.env.NODE_ENV': production ? '"production"' : '"development"',
    'process.env.UNDICI_USE_MILO': '""',
  },
};

// CommonJS packages inside an ES module ask for Node's own modules through `require`.
const requireShim =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const onNode = {
  ...common,
  outdir: 'dist',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['vscode'],
  banner: { js: requireShim },
  mainFields: ['module', 'main'],
  plugins: [leaveGlobalDispatcherAlone, leanUndici, leanZod, onlyUsedCodecs, plainUploadsOnly],
  metafile: true,
};

const host = {
  ...onNode,
  entryPoints: { extension: 'src/extension.ts' },
  // What a dynamic import() loads becomes a chunk of its own: activation loads extension.js alone.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
};

/** Each thread is one file of its own: what threads share with the host would make many small files. */
const threads = {
  ...onNode,
  entryPoints: {
    'store-worker': 'src/store/thread/storeWorker.ts',
    'parquet-worker': 'src/tasks/parquet/parquetWorker.ts',
    'run-worker': 'src/runs/worker/runWorker.ts',
    'export-worker': 'src/export/exportWorker.ts',
    'insights-worker': 'src/insights/insightsWorker.ts',
    'template-worker': 'src/models/templates/templateWorker.ts',
  },
};

/** Host and threads load them from one file, when they parse the first text (`src/code/text/parsers.ts`). */
const grammars = {
  ...onNode,
  entryPoints: { grammars: 'src/code/text/grammars.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  banner: {},
};

const pages = {
  ...common,
  entryPoints: pageScripts,
  outdir: 'dist/webview',
  platform: 'browser',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  target: 'chrome128',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  plugins: [leanZod, tellPageChunks],
  metafile: true,
};

const hostTests = {
  ...common,
  minify: false,
  entryPoints: { index: 'test/host/index.ts', restricted: 'test/host/restricted/index.ts' },
  outdir: 'dist-test/host',
  platform: 'node',
  // The test driver of VS Code loads its entry with require().
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  target: 'node22',
  external: ['vscode', 'mocha'],
  plugins: [leanZod],
};

const jobs = [
  host,
  threads,
  grammars,
  pages,
  ...(tests && existsSync('test/host/index.ts') ? [hostTests] : []),
];

if (!watch) await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
await cp('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');
await cp('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');

if (watch) {
  for (const job of jobs) await (await context(job)).watch();
  console.log('watching…');
} else {
  await Promise.all(jobs.map((job) => build(job)));
}
