import { build } from 'esbuild';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellPageChunks } from '../../../scripts/pageChunks.ts';
import pageScripts from '../../../webview/pages.json' with { type: 'json' };

const root = new URL('../../../', import.meta.url).pathname;

/** Builds the pages into a folder of its own, with the options that esbuild.mjs ships it with. */
export async function buildPage(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-page-'));
  await build({
    absWorkingDir: root,
    entryPoints: pageScripts,
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    target: 'chrome128',
    logLevel: 'warning',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    plugins: [tellPageChunks],
  });
  for (const file of ['codicon.css', 'codicon.ttf'])
    await cp(join(root, 'node_modules/@vscode/codicons/dist', file), join(folder, file));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
