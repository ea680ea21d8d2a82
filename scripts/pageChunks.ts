import type { Metafile, Plugin } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';

/**
 * Writes `chunks.json` beside the built pages: of each page the chunks that its script imports. A page that names them gets them beside its
 * script, and not one after another behind it.
 */
export const tellPageChunks: Plugin = {
  name: 'tell-page-chunks',
  setup(b) {
    const { absWorkingDir = process.cwd(), outdir = '' } = b.initialOptions;
    const folder = resolve(absWorkingDir, outdir);
    const within = (path: string): string =>
      relative(folder, resolve(absWorkingDir, path)).replaceAll('\\', '/');
    b.onEnd(async ({ metafile }) => {
      if (metafile)
        await writeFile(resolve(folder, 'chunks.json'), JSON.stringify(pageChunks(metafile, within)));
    });
  },
};

/** By the page's name; `within` gives the place of an output in the folder of the pages. */
function pageChunks({ outputs }: Metafile, within: (path: string) => string): Record<string, string[]> {
  const importsOf = (path: string, found = new Set<string>()): Set<string> => {
    for (const { path: chunk, kind } of outputs[path]?.imports ?? []) {
      if (kind !== 'import-statement' || found.has(chunk)) continue;
      importsOf(chunk, found.add(chunk));
    }
    return found;
  };
  const pages: Record<string, string[]> = {};
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    const [, page] = /^([^/]+)\.js$/.exec(within(path)) ?? [];
    if (entryPoint !== undefined && page !== undefined) pages[page] = [...importsOf(path)].map(within).sort();
  }
  return pages;
}
