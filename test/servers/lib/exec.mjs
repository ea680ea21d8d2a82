import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch, tailOf } from './processes.mjs';
import { say } from './log.mjs';

/**
 * Runs a command to its end, its output in a log file. Fails with the end of that output.
 * @param {{ cwd?: string, env?: Record<string, string>, tries?: number, name?: string }} [options] `tries`: how often in all, since a
 *   registry may time out now and then
 */
export async function exec(command, args, { cwd, env, tries = 1, name } = {}) {
  const label = name ?? `${command.split('/').pop()} ${args[0] ?? ''}`.trim();
  for (let attempt = 1; ; attempt++) {
    const handle = launch(label.replaceAll(/[^\w.-]+/g, '-'), command, args, { cwd, env });
    const code = await handle.exited;
    await handle.stop();
    if (code === 0) return fs.readFileSync(handle.log, 'utf8');
    const reason = `${label} failed with code ${code}, its log ${handle.log} ends with:\n${tailOf(handle.log)}`;
    if (attempt >= tries) throw new Error(reason);
    say(`try ${attempt} of ${tries}: ${reason}`);
    await sleep(3000 * attempt);
  }
}
