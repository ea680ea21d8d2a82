/**
 * What takes too long for `npm test`:  npm run soak [-- kills = 1000 [acts = 500 [hostKills = 10]]]
 * or, for acts on the folder of an open database alone:  npm run soak -- folder [seeds = 200 [first seed]]
 * Kills a process that acts on the store, again and again, lets two processes score the same tasks at once, and kills the extension
 * host of a workbench in which somebody scores. Ends with 1 when anything that was acknowledged is missing, is not in the order that
 * the history tells, or is in a state that cannot be.
 */
import { builtVsix } from '../../scripts/test/vsix.mjs';
import { folderActs } from './folder-acts.ts';
import { hostKill } from './host-kill.ts';
import { storeKill } from './store-kill.ts';
import { twoProcesses } from './two-processes.ts';

const faults = process.argv[2] === 'folder' ? await folders() : await kills();
if (faults.length > 0) {
  console.error(`Lost: ${faults.join(', ')}`);
  process.exitCode = 1;
}

async function kills(): Promise<string[]> {
  const storeKills = Number(process.argv[2] ?? 1000);
  const acts = Number(process.argv[3] ?? 500);
  const hostKills = Number(process.argv[4] ?? 10);
  const found = [...(await twoProcesses(acts)), ...(await storeKill(storeKills))];
  if (hostKills > 0) found.push(...(await hostKill(hostKills, await builtVsix())));
  return found;
}

/** Somebody removes, moves and restores the folder of an open database, drawn by lot. */
async function folders(): Promise<string[]> {
  const seeds = Number(process.argv[3] ?? 200);
  const first = Number(process.argv[4] ?? 1);
  let acts = 0;
  for (let seed = first; seed < first + seeds; seed++) {
    const { faults: found, acknowledged } = await folderActs(seed, 60);
    acts += acknowledged;
    if (found.length > 0) return found;
    if (seed % 10 === 0) console.log(`${seed} seeds, ${acts} acknowledged acts, all there or told`);
  }
  return [];
}
