// `npm run bench [-- sync|actions|pace|panel|runs|languages|scale|typing|exports|insights|matrix|room|generate] [-- count]`: measures against the peer in one run and prints ratios (below 1: Touchstone is better).
// Starts what it needs. Without a name, or with a number alone, it is the sync.
import { onProjectNode } from '../../scripts/lib/bootstrap.mjs';

await onProjectNode(import.meta.url, async () => {
  const { startArgilla, stopAllOnSignals } = await import('../servers/index.mjs');
  const { builtVsix } = await import('../../scripts/test/vsix.mjs');
  stopAllOnSignals();
  const [first, second] = process.argv.slice(2);
  const name = first === undefined || /^\d+$/.test(first) ? 'sync' : first;
  const count = Number((name === first ? second : first) ?? NaN);
  const benches = {
    sync: async () => (await import('./argilla.ts')).benchArgilla(count || 500),
    actions: async () => (await import('./judging/actions.ts')).benchActions(await builtVsix()),
    pace: async () => (await import('./judging/pace.ts')).benchPace(await builtVsix(), count || 100),
    runs: async () => {
      const { installHumanEval } = await import('../servers/index.mjs');
      Object.assign(process.env, await installHumanEval());
      await (await import('./runs.ts')).benchRuns(count || 30);
    },
    languages: async () => (await import('./languages.ts')).benchLanguages(),
    scale: async () => (await import('./scale.ts')).benchScale(count || 100_000),
    typing: async () => (await import('./typing.ts')).benchTyping(count || 100_000),
    exports: async () => {
      const { installLoaders } = await import('../servers/index.mjs');
      Object.assign(process.env, await installLoaders());
      await (await import('./exports.ts')).benchExports(count || 50_000);
    },
    generate: async () => {
      const { installLoaders } = await import('../servers/index.mjs');
      Object.assign(process.env, await installLoaders());
      await (await import('./generating/generate.ts')).benchGenerate(count || 500);
    },
    insights: async () => (await import('./insights.ts')).benchInsights(await builtVsix(), count || 10),
    matrix: async () => (await import('./matrix/matrix.ts')).benchMatrix(await builtVsix(), count || 10),
    room: async () => (await import('./room.ts')).benchRoom(),
    panel: async () => (await import('./panel.ts')).benchPanel(await builtVsix(), count || 20),
  };
  if (!(name in benches))
    throw new Error(`no such bench: ${name}. There are ${Object.keys(benches).join(', ')}`);
  if (
    [
      'panel',
      'runs',
      'languages',
      'scale',
      'typing',
      'exports',
      'insights',
      'matrix',
      'room',
      'generate',
    ].includes(name)
  )
    return benches[name](); // they measure nothing of Argilla
  const argilla = await startArgilla({ fresh: true });
  try {
    Object.assign(process.env, argilla.env);
    await benches[name]();
  } finally {
    await argilla.stop();
  }
});
