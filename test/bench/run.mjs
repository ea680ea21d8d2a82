// `npm run bench`: measures against the peer in one run and prints ratios (below 1: Touchstone is faster). Starts what it needs.
import { onProjectNode } from '../../scripts/lib/bootstrap.mjs';

await onProjectNode(import.meta.url, async () => {
  const { startArgilla, stopAllOnSignals } = await import('../servers/index.mjs');
  stopAllOnSignals();
  const argilla = await startArgilla({ fresh: true });
  try {
    Object.assign(process.env, argilla.env);
    const { benchArgilla } = await import('./argilla.ts');
    await benchArgilla(Number(process.argv[2] ?? 500));
  } finally {
    await argilla.stop();
  }
});
