// Starts a process that has a child of its own, makes a temporary folder, tells their ids and its path, and stays.
import { launch, stopAllOnSignals, temporaryDir } from '../../servers/lib/processes.mjs';

stopAllOnSignals();
const script = 'sleep 600 & echo $!; wait';
const handle = launch('family', 'bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
handle.child.stdout.once('data', (data) => {
  const folder = temporaryDir('fixture');
  process.stdout.write(`${JSON.stringify({ pids: [handle.pid, Number(data)], folder })}\n`);
});
setInterval(() => {}, 60_000);
