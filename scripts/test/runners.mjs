import fs from 'node:fs';
import path from 'node:path';
import { REPO } from '../../test/servers/lib/node.mjs';
import { launch, logDir } from '../../test/servers/lib/processes.mjs';
import { readResults } from './resultsReport.mjs';

/** A program of the project's own packages. */
export const tool = (name) => path.join(REPO, 'node_modules', '.bin', name);

/**
 * Runs a program in the checkout, its output shown as it comes, and ends it when its time is up.
 * @param {{ env?: Record<string, string>, fatal?: RegExp, atEnd?: boolean }} [options] `fatal`: output that makes it a failure whatever the
 *   exit code; `atEnd`: the output is shown once the program has ended, since another one is running beside it
 * @returns {Promise<number>} the exit code
 */
export async function run(name, program, args, timeoutMs, { env, fatal, atEnd = false } = {}) {
  const out = fatal || atEnd ? 'pipe' : 'inherit';
  const handle = launch(name, program, args, { cwd: REPO, env, stdio: ['ignore', out, out] });
  let output = '';
  for (const stream of [handle.child.stdout, handle.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (data) => {
      output += data;
      if (!atEnd) process.stdout.write(data);
    });
  }
  const timer = setTimeout(() => {
    console.log(`${name}: not done after ${timeoutMs / 60_000} minutes, ending it`);
    void handle.stop(5000);
  }, timeoutMs);
  try {
    const code = await handle.exited;
    return code === 0 && fatal?.test(output) ? 1 : code;
  } finally {
    clearTimeout(timer);
    await handle.stop();
    if (atEnd) process.stdout.write(output);
  }
}

/**
 * Runs test files with Node's own test runner. A skipped test counts as failed, and so does a run without any.
 * @param {string | string[]} globs
 * @param {{ env?: Record<string, string>, timeoutMs: number, concurrency: number, atEnd?: boolean }} options `atEnd`: as of `run`
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runNodeTests(name, globs, { env, timeoutMs, concurrency, atEnd }) {
  const results = path.join(logDir(), `${name}.results`);
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${path.join(REPO, 'scripts', 'test', 'resultsReport.mjs')}`,
    `--test-reporter-destination=${results}`,
  ];
  const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${timeoutMs}`];
  const args = ['--test', ...reporters, ...limits, ...[globs].flat()];
  // The files of a run, and the next run, load mostly the same modules.
  const NODE_COMPILE_CACHE = path.join(REPO, 'node_modules', '.cache', 'compiled');
  const code = await run(name, tool('node'), args, timeoutMs, { env: { NODE_COMPILE_CACHE, ...env }, atEnd });
  const { count } = readResults(fs.existsSync(results) ? fs.readFileSync(results, 'utf8') : '');
  const passed = count('passed');
  const failed = count('failed') + count('cancelled') + count('skipped') + count('todo');
  if (failed === 0 && (code !== 0 || passed === 0)) {
    console.log(`${name}: ended with code ${code} after ${passed} passed tests`);
    return { passed, failed: 1 };
  }
  return { passed, failed };
}

/**
 * Runs test files once more and prints how much of `src` they reach, in all and by room.
 * @returns {Promise<boolean>} whether they passed
 */
export async function printCoverage(globs, { timeoutMs, concurrency }) {
  const reporters = [
    `--test-reporter=${path.join(REPO, 'scripts', 'test', 'coverageReport.mjs')}`,
    '--test-reporter-destination=stdout',
  ];
  const coverage = ['--experimental-test-coverage', '--test-coverage-include=src/**'];
  const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${timeoutMs}`];
  const args = ['--test', ...coverage, ...reporters, ...limits, ...[globs].flat()];
  const code = await run('coverage', tool('node'), args, timeoutMs);
  // 1: a test failed. Counting slows them all; the step `unit` says whether they pass.
  return code === 0 || code === 1;
}

/** The counts of several runs as those of one. */
export function sum(...results) {
  return {
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failed: results.reduce((total, { failed }) => total + failed, 0),
  };
}
