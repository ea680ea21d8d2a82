// `npm test [-- step…]`: installs what the tests need, starts the servers, runs every step (or those named: lint, types, unit, page, build,
// real, host, e2e, coverage) and closes with "N passed, N failed". Starts on any Node from 20 on, on a machine with nothing installed.
import { onProjectNode } from '../scripts/lib/bootstrap.mjs';

await onProjectNode(import.meta.url, async () => {
  const { runSteps } = await import('../scripts/test/run-steps.mjs');
  process.exitCode = await runSteps(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    return 1;
  });
});
