/**
 * What takes too long for `npm test`:  node test/soak/soak.ts [kills = 1000] [acts = 500]
 * Kills a process that acts on the store, again and again, and lets two processes score the same tasks at once. Ends with 1 when
 * anything that was acknowledged is missing, or is not in the order that the history tells.
 */
import { storeKill } from './store-kill.ts';
import { twoProcesses } from './two-processes.ts';

const kills = Number(process.argv[2] ?? 1000);
const acts = Number(process.argv[3] ?? 500);
const faults = [...(await twoProcesses(acts)), ...(await storeKill(kills))];
if (faults.length > 0) {
  console.error(`Lost: ${faults.join(', ')}`);
  process.exitCode = 1;
}
