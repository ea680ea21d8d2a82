/**
 * What takes too long for `npm test`:  npm run soak [-- kills = 1000 [acts = 500 [hostKills = 10]]]
 * Kills a process that acts on the store, again and again, lets two processes score the same tasks at once, and kills the extension
 * host of a workbench in which somebody scores. Ends with 1 when anything that was acknowledged is missing, is not in the order that
 * the history tells, or is in a state that cannot be.
 */
import { builtVsix } from '../../scripts/test/vsix.mjs';
import { hostKill } from './host-kill.ts';
import { storeKill } from './store-kill.ts';
import { twoProcesses } from './two-processes.ts';

const kills = Number(process.argv[2] ?? 1000);
const acts = Number(process.argv[3] ?? 500);
const hostKills = Number(process.argv[4] ?? 10);
const faults = [...(await twoProcesses(acts)), ...(await storeKill(kills))];
if (hostKills > 0) faults.push(...(await hostKill(hostKills, await builtVsix())));
if (faults.length > 0) {
  console.error(`Lost: ${faults.join(', ')}`);
  process.exitCode = 1;
}
