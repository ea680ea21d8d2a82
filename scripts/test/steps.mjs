// The steps of `npm test`. Each resolves to its counts; a step without tests of its own counts a failure as one.
import fs from 'node:fs';
import path from 'node:path';
import { REPO } from '../../test/servers/lib/node.mjs';
import { chromiumPath } from '../../test/servers/lib/system.mjs';
import { hostTests } from './hostTests.mjs';
import { checkSizes } from './sizes.mjs';
import { bundledStoreWorker } from './storeWorker.mjs';
import { printCoverage, run, runNodeTests, sum, tool } from './runners.mjs';

const MINUTE = 60_000;
export const VSIX = path.join(REPO, 'dist-test', 'touchstone.vsix');

const UNIT = 'test/unit/**/*.test.ts';
// What starts programs waits for them now and then: one file more than there are processors.
const unitOptions = { timeoutMs: 10 * MINUTE, concurrency: 4 };

export const STEPS = {
  async lint() {
    // The linter takes as long as all the others together, and one processor.
    const [tests, eslint, ...others] = await Promise.all([
      runNodeTests('lint', 'test/lint/*.test.ts', { timeoutMs: 10 * MINUTE, concurrency: 1, atEnd: true }),
      run('eslint', tool('eslint'), ['.'], 5 * MINUTE, { atEnd: true }),
      run('prettier', tool('prettier'), ['--check', '.'], 5 * MINUTE),
      run('house', tool('node'), ['scripts/house/index.ts'], 5 * MINUTE),
      run('schema', tool('node'), ['scripts/schema.mjs', '--check'], MINUTE),
      run('l10n', tool('node'), ['scripts/l10n/index.ts', '--check'], MINUTE),
    ]);
    return sum(tests, counts(eslint === 0, ...others.map((code) => code === 0)));
  },

  async types() {
    return counts((await run('tsc', tool('tsc'), ['--noEmit', '-p', '.'], 5 * MINUTE)) === 0);
  },

  async unit(background) {
    await background.sandbox();
    const env = { TOUCHSTONE_STORE_WORKER: await bundledStoreWorker() };
    return runNodeTests('unit', UNIT, { ...unitOptions, env });
  },

  async page(background) {
    await background.browser();
    const options = { env: { TOUCHSTONE_CHROMIUM: chromiumPath() }, timeoutMs: 18 * MINUTE };
    const timed = fs.globSync('test/page/timed/*.test.ts', { cwd: REPO });
    const others = fs
      .globSync('test/page/**/*.test.ts', { cwd: REPO })
      .filter((file) => !timed.includes(file));
    return sum(
      await runNodeTests('page', others, { ...options, concurrency: 2 }),
      // What measures time has the machine to itself.
      await runNodeTests('page-timed', timed, { ...options, concurrency: 1 }),
    );
  },

  async build() {
    fs.mkdirSync(path.dirname(VSIX), { recursive: true });
    // Packaging makes the production build, which the host tests load too.
    const code = await run('package', 'npm', ['run', '--silent', 'package', '--', '-o', VSIX], 5 * MINUTE, {
      fatal: /\bWARNING\b/,
    });
    return counts(code === 0, code === 0 && checkSizes(VSIX));
  },

  async real(background) {
    await background.sandbox();
    const env = {
      ...(await background.servers()),
      ...(await background.statistics()),
      ...(await background.loaders()),
      ...(await background.evaluators()),
    };
    const options = { env, timeoutMs: 40 * MINUTE, concurrency: 1 };
    // Side by side: programs are waited for more than they work, and so is Argilla.
    const lanes = await Promise.all([
      runNodeTests(
        'real',
        'test/real/{argilla,argilla/questions,export,models,sample,statistics,store,tasks}/*.test.ts',
        options,
      ),
      runNodeTests('real-programs', 'test/real/{runs,humaneval}/**/*.test.ts', { ...options, atEnd: true }),
      runNodeTests('real-hostile', 'test/real/hostile/*.test.ts', { ...options, atEnd: true }),
      runNodeTests('real-hazards', 'test/hazards/**/*.test.ts', { ...options, atEnd: true }),
    ]);
    return sum(...lanes);
  },

  async host(background) {
    const env = await background.servers();
    await background.vsCode();
    const built = await run(
      'build-host',
      tool('node'),
      ['esbuild.mjs', '--production', '--tests'],
      5 * MINUTE,
    );
    if (built !== 0) return { passed: 0, failed: 1 };
    return hostTests(env);
  },

  async e2e(background) {
    const servers = await background.servers();
    await background.vsCode();
    if (!fs.existsSync(VSIX) && (await STEPS.build()).failed > 0) return { passed: 0, failed: 1 };
    const env = { ...servers, TOUCHSTONE_VSIX: VSIX, TOUCHSTONE_CHROMIUM: chromiumPath() };
    const named = process.env['TOUCHSTONE_E2E_FILES']?.split(',') ?? ['*'];
    const files = named.map((name) => `test/e2e/**/${name.trim()}.test.ts`);
    return runNodeTests('e2e', files, { env, timeoutMs: 30 * MINUTE, concurrency: 1 });
  },

  // Counting what is reached makes the unit tests a third slower: they are played once more, last, and not counted twice.
  async coverage(background) {
    await background.sandbox();
    return counts(await printCoverage(UNIT, unitOptions));
  },
};

function counts(...succeeded) {
  return { passed: 0, failed: succeeded.filter((ok) => !ok).length };
}
