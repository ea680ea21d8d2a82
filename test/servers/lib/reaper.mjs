// Ends what a dead parent left behind. The parent keeps this process's standard input open and writes one JSON line per thing
// that it starts; when the pipe closes, however the parent ended (SIGKILL too), the groups still listed are ended and
// the temporary folders removed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, signalGroup } from './ids.mjs';

const groups = new Map();
const folders = new Set();
// The terminal's Ctrl+C and a shutdown reach us too; the pipe alone decides.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const line of readline.createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.started) groups.set(message.started.pid, message.started.start);
  if (message.ended) groups.delete(message.ended);
  if (message.temporary) folders.add(message.temporary);
  if (message.removed) folders.delete(message.removed);
}

const left = () => [...groups].filter(([pid, start]) => isAlive(pid, start));
for (const [pid, start] of left().reverse()) signalGroup(pid, start, 'SIGTERM');
for (const end = Date.now() + 15_000; left().length > 0 && Date.now() < end;) await sleep(100);
for (const [pid, start] of left()) signalGroup(pid, start, 'SIGKILL');
for (const folder of folders) {
  if (
    path.basename(folder).startsWith('touchstone-') &&
    path.dirname(folder) === fs.realpathSync(os.tmpdir())
  ) {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
