import path from 'node:path';
import { REPO } from '../../test/servers/lib/node.mjs';

/** See test/storeWorker.ts. */
export async function bundledStoreWorker() {
  const { build } = await import('esbuild');
  const outfile = path.join(REPO, 'dist-test', 'store-worker.mjs');
  await build({
    entryPoints: [path.join(REPO, 'src', 'store', 'thread', 'storeWorker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}
