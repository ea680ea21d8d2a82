// `npm start [-- --live] [-- --browser] [-- --port N]`: builds the extension and opens it on a copy of the bundled sample project, in
// VS Code where `code` is on the PATH, else (or with --browser) in code-server. Starts on any Node from 20 on, on a fresh clone.
import { onProjectNode } from './lib/bootstrap.mjs';

await onProjectNode(import.meta.url, async () => {
  const { start } = await import('./start/start.mjs');
  try {
    await start(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
});
