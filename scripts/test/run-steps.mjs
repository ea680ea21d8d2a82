import fs from 'node:fs';
import path from 'node:path';
import { cacheDir } from '../../test/servers/lib/cache.mjs';
import { say } from '../../test/servers/lib/log.mjs';
import {
  logDir,
  stopAll,
  stopAllOnSignals,
  tailOf,
  temporaryDir,
} from '../../test/servers/lib/processes.mjs';
import { makeBackground } from './background.mjs';
import { readResults } from './resultsReport.mjs';
import { STEPS } from './steps.mjs';

/**
 * Runs the named steps, or all, in order; a failed step does not keep the later ones from running.
 * @param {string[]} names
 * @returns {Promise<number>} the exit code
 */
export async function runSteps(names) {
  const unknown = names.filter((name) => !(name in STEPS));
  if (unknown.length > 0)
    throw new Error(`no such step: ${unknown.join(', ')}. There are ${Object.keys(STEPS).join(', ')}`);
  const chosen = Object.keys(STEPS).filter((name) => names.length === 0 || names.includes(name));
  stopAllOnSignals();
  isolate();
  const background = makeBackground(chosen);
  const results = [];
  const play = async (name) => {
    console.log(`\n=== ${name}`);
    const began = performance.now();
    const result = await STEPS[name](background).catch((error) => {
      console.error(error);
      return { passed: 0, failed: 1 };
    });
    return { name, ...result, seconds: (performance.now() - began) / 1000 };
  };
  // The linter leaves a processor free, and both print nothing but what is wrong.
  const beside = chosen.filter((name) => name === 'lint' || name === 'types');
  results.push(...(await Promise.all(beside.map(play))));
  for (const name of chosen) if (!beside.includes(name)) results.push(await play(name));
  await stopAll();
  return report(results);
}

// The person's own accounts are none of the tests' business; each run has an empty Hugging Face home.
function isolate() {
  for (const key of Object.keys(process.env)) {
    if (/^(ARGILLA_|HF_|HUGGING_?FACE)/.test(key)) delete process.env[key];
  }
  process.env.HF_HOME = temporaryDir('huggingface');
  process.env.TOUCHSTONE_CACHE = cacheDir();
  process.env.TOUCHSTONE_LOGS = logDir();
}

function report(results) {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (failed > 0) {
    showServerLogs();
    showFailures();
  }
  console.log('');
  for (const { name, seconds, ...counts } of results) {
    const verdict = counts.failed > 0 ? 'FAILED' : 'ok';
    const tests =
      counts.passed + counts.failed > 0 ? ` (${counts.passed} passed, ${counts.failed} failed)` : '';
    console.log(`${name.padEnd(8)} ${verdict.padEnd(6)} ${seconds.toFixed(1).padStart(7)} s${tests}`);
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function showFailures() {
  for (const name of fs.readdirSync(logDir()).sort()) {
    if (!name.endsWith('.results')) continue;
    const { failures } = readResults(fs.readFileSync(path.join(logDir(), name), 'utf8'));
    if (failures !== '') console.log(`\n--- failed: ${path.parse(name).name}\n${failures}`);
  }
}

function showServerLogs() {
  for (const name of fs.readdirSync(logDir()).sort()) {
    if (!/^(argilla-s|smollm2|gemma|vscode)/.test(name)) continue;
    console.log(`--- the end of ${name}\n${tailOf(path.join(logDir(), name), 15)}`);
  }
  say(`all logs are in ${logDir()}`);
}
