// Builds everything that ships or is tested inside VS Code. Types are checked apart (`npm run types`).
//   node esbuild.mjs [--watch] [--production] [--tests]
import { context, build } from 'esbuild';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
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

/** zod brings its messages in 50 languages; we use the English ones and our own. */
const englishOnly = {
  name: 'zod-in-english-only',
  setup(b) {
    b.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      loader: 'js',
      contents: "export { default as en } from './en.js';",
    }));
  },
};

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

// CommonJS packages inside an ES module ask for Node's own modules through `require`.
const requireShim =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const host = {
  ...common,
  entryPoints: {
    extension: 'src/extension.ts',
  },
  outdir: 'dist',
  platform: 'node',
  format: 'esm',
  // What a dynamic import() loads becomes a chunk of its own: activation loads extension.js alone.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  target: 'node22',
  external: ['vscode'],
  banner: { js: requireShim },
  mainFields: ['module', 'main'],
  plugins: [leaveGlobalDispatcherAlone, englishOnly],
  metafile: true,
};

/** Each thread is one file of its own: what threads share with the host would make many small files. */
const threads = {
  ...host,
  entryPoints: {
    'store-worker': 'src/store/thread/storeWorker.ts',
    'parquet-worker': 'src/tasks/parquet/parquetWorker.ts',
    'run-worker': 'src/runs/worker/runWorker.ts',
    'export-worker': 'src/export/exportWorker.ts',
    'insights-worker': 'src/insights/insightsWorker.ts',
    'template-worker': 'src/models/templates/templateWorker.ts',
  },
  splitting: false,
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
  plugins: [englishOnly],
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
  plugins: [englishOnly],
};

const jobs = [host, threads, pages, ...(tests && existsSync('test/host/index.ts') ? [hostTests] : [])];

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
