/**
 * What takes too long for `npm test`:
 *   npm run soak [-- kills = 1000 [acts = 500 [hostKills = 10]]]
 *   npm run soak -- folder [seeds = 200 [first seed [acts on the folder for each seed = 60]]]
 *   npm run soak -- interleavings [seeds = 2000 [first seed]]
 *   npm run soak -- proxy [answers = 500 [seed [real]]]
 *   npm run soak -- statistics [projects = 2000 [seed]]
 *   npm run soak -- keys
 *   npm run soak -- trl
 * Kills a process that acts on the store, again and again, lets two processes score the same tasks at once, and kills the extension
 * host of a workbench in which somebody scores. Ends with 1 when anything that was acknowledged is missing, is not in the order that
 * the history tells, or is in a state that cannot be. The others play what `test/hazards` plays, for longer: acts on the folder of an open
 * database, writers of one answer in the orders that seeds give, and sending through a proxy at which one request in five goes wrong
 * (`real`: to a real Argilla, which is started, too). `statistics` plays what `test/unit/stats` plays: intervals on made projects.
 * `keys` presses 2,000 keys at random in the page. `trl` has TRL's own trainers take a step on each shape of training data; what they need (some 4 GB) is installed once.
 */
import { spawnSync } from 'node:child_process';
import { builtVsix } from '../../scripts/test/vsix.mjs';
import { playHazard } from './play-hazard.ts';
import { folderActs } from './folder-acts.ts';
import { hostKill } from './host-kill.ts';
import { storeKill } from './store-kill.ts';
import { twoProcesses } from './two-processes.ts';
import { statistics } from './statistics.ts';
import { trlSteps } from './trl.ts';
import { installTrl, startArgilla } from '../servers/index.mjs';

const [what = '', ...rest] = process.argv.slice(2);
const soaks: Record<string, () => Promise<string[]>> = {
  folder: folders,
  interleavings,
  proxy,
  keys,
  statistics: madeProjects,
  trl: async () => trlSteps((await installTrl()).TOUCHSTONE_TRL_PYTHON),
};
const faults = await (soaks[what] ?? kills)();
if (faults.length > 0) {
  console.error(`${['statistics', 'trl'].includes(what) ? 'Wrong' : 'Lost'}: ${faults.join(', ')}`);
  process.exitCode = 1;
}

/** Keys by lot in the real page, beside a host that answers late: too many ways to go for one run to tell. */
function keys(): Promise<string[]> {
  const env = {
    ...process.env,
    TOUCHSTONE_CHROMIUM: process.env['TOUCHSTONE_CHROMIUM'] ?? '/usr/bin/chromium',
  };
  const played = spawnSync(process.execPath, ['--test', 'test/page/keys/randomKeys.soak.ts'], {
    stdio: 'inherit',
    env,
  });
  return Promise.resolve(played.status === 0 ? [] : ['keys that explain nothing']);
}

async function kills(): Promise<string[]> {
  const storeKills = Number(process.argv[2] ?? 1000);
  const acts = Number(process.argv[3] ?? 500);
  const hostKills = Number(process.argv[4] ?? 10);
  const found = [...(await twoProcesses(acts)), ...(await storeKill(storeKills))];
  if (hostKills > 0) found.push(...(await hostKill(hostKills, await builtVsix())));
  return found;
}

/** Somebody removes, moves, stashes, restores and locks the folder of an open database and fills its disk, drawn by lot. */
async function folders(): Promise<string[]> {
  const [seeds = 200, first = 1, rounds = 60] = rest.map(Number);
  const total = { acts: 0, refused: 0, done: new Map<string, number>() };
  let smallDisk = true;
  for (let seed = first; seed < first + seeds; seed++) {
    const played = await folderActs(seed, rounds, { smallDisk }).catch((error: unknown) => {
      if (!smallDisk) throw error;
      console.error(`NOT PLAYED: a full disk. A small one cannot be mounted here: ${String(error)}`);
      smallDisk = false;
      return folderActs(seed, rounds);
    });
    total.acts += played.acknowledged;
    total.refused += played.refused;
    for (const [name, times] of played.done) total.done.set(name, (total.done.get(name) ?? 0) + times);
    if (played.faults.length > 0) return [`seed ${seed}`, ...played.faults];
    if (seed % 10 === 0 || seed === first + seeds - 1)
      console.log(
        `${seed - first + 1} seeds, ${total.acts} acknowledged acts, all there or told; ${total.refused} refused;`,
        [...total.done].map(([name, times]) => `${name} ${times}`).join(', '),
      );
  }
  return [];
}

async function interleavings(): Promise<string[]> {
  const [seeds = 2000, first = 1] = rest.map(Number);
  const name = 'writers of different fields never clash';
  const inOneProcess = 25;
  const found: string[] = [];
  let next = first;
  let played = 0;
  const lane = async (): Promise<void> => {
    while (next < first + seeds && found.length === 0) {
      const from = next;
      const last = Math.min(from + inOneProcess, first + seeds) - 1;
      next = last + 1;
      const env = { TOUCHSTONE_SEEDS: `${from}..${last}` };
      const { passed, failed } = await playHazard('answers/fieldMerges.test.ts', env, name);
      if (failed > 0 || passed !== last - from + 1)
        found.push(`seeds ${env.TOUCHSTONE_SEEDS}: ${passed} passed, ${failed} failed`);
      else console.log(`${(played += passed)} interleavings, no conflict, nothing lost`);
    }
  };
  // Two windows wait for each other more than they work.
  await Promise.all(Array.from({ length: 4 }, lane));
  return found;
}

async function proxy(): Promise<string[]> {
  const [answers = '500', seed = '20261129', real] = rest;
  const env = { TOUCHSTONE_PROXY_ANSWERS: answers, TOUCHSTONE_SEEDS: seed };
  const found: string[] = [];
  const play = async (server: string, more: Record<string, string> = {}): Promise<void> => {
    const start = performance.now();
    const { passed, failed } = await playHazard('argilla/faultyProxy.test.ts', { ...env, ...more });
    if (failed > 0 || passed !== 1) found.push(`${server}, seed ${seed}: ${failed} failed`);
    else {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${answers} answers through the proxy to ${server}, each there once, in ${seconds} s`);
    }
  };
  await play('a stand-in');
  if (real !== 'real') return found;
  const argilla = await startArgilla();
  try {
    await play('Argilla', argilla.env);
  } finally {
    await argilla.stop();
  }
  return found;
}

/** Intervals on made projects: how often they hold the truth, and how soon they decide. */
async function madeProjects(): Promise<string[]> {
  const [projects = 2000, seed = 1] = rest.map(Number);
  return statistics(projects, seed);
}
