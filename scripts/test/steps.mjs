// The steps of `npm test`. Each resolves to its counts; a step without tests of its own counts a failure as one.
import fs from 'node:fs';
import path from 'node:path';
import { REPO } from '../../test/servers/lib/node.mjs';
import { removeTemporaryDir, temporaryDir } from '../../test/servers/lib/processes.mjs';
import { chromiumPath } from '../../test/servers/lib/system.mjs';
import { checkSizes } from './sizes.mjs';
import { run, runNodeTests, tool } from './runners.mjs';

const MINUTE = 60_000;
export const VSIX = path.join(REPO, 'dist-test', 'touchstone.vsix');

export const STEPS = {
  async lint() {
    // The linter takes as long as all the others together, and one processor.
    const [eslint, ...others] = await Promise.all([
      run('eslint', tool('eslint'), ['.'], 5 * MINUTE, { atEnd: true }),
      run('prettier', tool('prettier'), ['--check', '.'], 5 * MINUTE),
      run('schema', tool('node'), ['scripts/schema.mjs', '--check'], MINUTE),
      run('l10n', tool('node'), ['scripts/l10n/index.ts', '--check'], MINUTE),
    ]);
    return counts(eslint === 0, ...others.map((code) => code === 0));
  },

  async types() {
    return counts((await run('tsc', tool('tsc'), ['--noEmit', '-p', '.'], 5 * MINUTE)) === 0);
  },

  async unit(background) {
    await background.sandbox();
    // What starts programs waits for them now and then: one file more than there are processors.
    return runNodeTests('unit', 'test/unit/**/*.test.ts', { timeoutMs: 10 * MINUTE, concurrency: 3 });
  },

  async page(background) {
    await background.browser();
    const options = { env: { TOUCHSTONE_CHROMIUM: chromiumPath() }, timeoutMs: 10 * MINUTE };
    return sum(
      await runNodeTests('page', 'test/page/*.test.ts', { ...options, concurrency: 2 }),
      // What measures time has the machine to itself.
      await runNodeTests('page-timed', 'test/page/timed/*.test.ts', { ...options, concurrency: 1 }),
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
    const env = await background.servers();
    const options = { env, timeoutMs: 20 * MINUTE, concurrency: 1 };
    // Side by side: programs are waited for more than they work, and so is Argilla.
    const lanes = await Promise.all([
      runNodeTests('real', 'test/real/{argilla,export,models,tasks}/*.test.ts', options),
      runNodeTests('real-programs', 'test/real/{runs,humaneval}/*.test.ts', { ...options, atEnd: true }),
      runNodeTests('real-hostile', 'test/real/hostile/*.test.ts', { ...options, atEnd: true }),
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
    const standIns = [path.join(REPO, 'test', 'host', 'standins', 'python')];
    return sum(
      await hostTests('index', { env, standIns }),
      await hostTests('restricted', { env, trust: false }),
    );
  },

  async e2e(background) {
    const servers = await background.servers();
    await background.vsCode();
    if (!fs.existsSync(VSIX) && (await STEPS.build()).failed > 0) return { passed: 0, failed: 1 };
    const env = { ...servers, TOUCHSTONE_VSIX: VSIX, TOUCHSTONE_CHROMIUM: chromiumPath() };
    return runNodeTests('e2e', 'test/e2e/**/*.test.ts', { env, timeoutMs: 30 * MINUTE, concurrency: 1 });
  },
};

/** Runs one entry of the host tests inside VS Code, on a workspace of its own with the sample project in it. */
async function hostTests(entry, options) {
  const { runHostTests } = await import('../../test/host/harness/index.mjs');
  const folder = temporaryDir('host');
  try {
    // In a folder of its own: a project at the workspace's root would activate the extension before the tests look.
    fs.cpSync(path.join(REPO, 'media', 'sample'), path.join(folder, 'sample'), { recursive: true });
    const testsPath = path.join(REPO, 'dist-test', 'host', `${entry}.cjs`);
    const { code, log, extHostLog } = await runHostTests({
      extensionPath: REPO,
      testsPath,
      folder,
      timeoutMs: 10 * MINUTE,
      ...options,
    });
    const result = hostCounts(code, log);
    if (result.failed > 0) console.log(`--- the workbench's console\n${log}\n${extHostLog}`);
    return result;
  } finally {
    removeTemporaryDir(folder);
  }
}

/** The closing line of the host tests, `HOST n passed, n failed`, agrees with the exit code and counts at least one test, or it failed. */
function hostCounts(code, log) {
  const [, passed, failed] = log.match(/^HOST (\d+) passed, (\d+) failed$/m)?.map(Number) ?? [];
  if (passed === undefined || (code !== 0 && failed === 0) || passed + failed === 0) {
    console.log(
      `the host tests ended with code ${code} and closed with ${passed ?? 'no'} passed, ${failed ?? 'no'} failed`,
    );
    return { passed: passed ?? 0, failed: (failed ?? 0) + 1 };
  }
  return { passed, failed };
}

function counts(...succeeded) {
  return { passed: 0, failed: succeeded.filter((ok) => !ok).length };
}

function sum(...results) {
  return {
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failed: results.reduce((total, { failed }) => total + failed, 0),
  };
}
