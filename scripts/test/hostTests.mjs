// The tests inside the extension host of a real VS Code. What they read of the environment:
//   TOUCHSTONE_HOST_FILES=runs,queues   these files alone
//   TOUCHSTONE_HOST_GREP='one command'  the tests whose name holds this
//   TOUCHSTONE_HOST_SHUFFLE=7           the files in an order of this seed
//   TOUCHSTONE_HOST_ALONE=1             each file in an extension host of its own
import fs from 'node:fs';
import path from 'node:path';
import { REPO } from '../../test/servers/lib/node.mjs';
import { logDir, removeTemporaryDir, temporaryDir } from '../../test/servers/lib/processes.mjs';
import { failure } from './resultsReport.mjs';
import { sum } from './runners.mjs';

const MINUTE = 60_000;
const FOLDER = path.join(REPO, 'test', 'host');
const namesIn = (folder) =>
  fs
    .readdirSync(path.join(FOLDER, folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.replace('.test.ts', ''));

/**
 * Runs the host tests, or those that the environment chooses.
 * @param {Record<string, string>} servers the environment variables that tell where they are
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function hostTests(servers) {
  const {
    TOUCHSTONE_HOST_FILES: files,
    TOUCHSTONE_HOST_GREP: grep,
    TOUCHSTONE_HOST_ALONE: alone,
  } = process.env;
  const wanted = files?.split(',').map((name) => name.trim());
  const entries = [
    {
      entry: 'index',
      files: [...namesIn('.'), ...namesIn('judges'), ...namesIn('dataset'), ...namesIn('matrix')],
      standIns: [path.join(FOLDER, 'standins', 'python')],
    },
    { entry: 'restricted', files: namesIn('restricted'), trust: false },
  ];
  const unknown = (wanted ?? []).filter((name) => !entries.some((each) => each.files.includes(name)));
  if (unknown.length > 0) throw new Error(`no such file of host tests: ${unknown.join(', ')}`);
  const results = [];
  for (const { entry, files, ...options } of entries) {
    const chosen = files.filter((name) => wanted?.includes(name) ?? true);
    const groups = alone ? chosen.map((name) => [name]) : chosen.length > 0 ? [chosen] : [];
    for (const group of groups) {
      if (alone) console.log(`--- ${group.join()}`);
      const env = { ...servers, TOUCHSTONE_HOST_FILES: group.join() };
      results.push(await runEntry(entry, { env, ...options }, grep !== undefined));
    }
  }
  const all = sum(...results);
  if (all.passed + all.failed > 0) return all;
  console.log('no host test is of that name');
  return { passed: 0, failed: 1 };
}

/** Runs one entry inside VS Code, on a workspace of its own with the sample project in it. */
async function runEntry(entry, options, mayBeEmpty) {
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
      timeoutMs: 15 * MINUTE,
      ...options,
    });
    const result = countsOf(code, log, mayBeEmpty);
    if (result.failed > 0) {
      console.log(`--- the workbench's console\n${log}\n${extHostLog}`);
      noteFailures(entry, log);
    }
    return result;
  } finally {
    removeTemporaryDir(folder);
  }
}

/** Writes what failed where the closing report looks for it (see resultsReport.mjs), from the lines of test/host/support/tapReport.ts. */
function noteFailures(entry, log) {
  const found = [...log.matchAll(/^not ok \d+ - (.*)\n((?:# {3}.*\n?)*)/gm)];
  const texts = found.map(([, title, text]) => failure(title, text.replaceAll(/^# {3}/gm, '').trimEnd()));
  fs.writeFileSync(path.join(logDir(), `host-${entry}.results`), texts.join(''));
}

/** The closing line, `HOST n passed, n failed`, agrees with the exit code and counts at least one test, or it failed. */
function countsOf(code, log, mayBeEmpty) {
  const [, passed, failed] = log.match(/^HOST (\d+) passed, (\d+) failed$/m)?.map(Number) ?? [];
  const none = passed + failed === 0 && !mayBeEmpty;
  if (passed === undefined || (code !== 0 && failed === 0) || none) {
    console.log(
      `the host tests ended with code ${code} and closed with ${passed ?? 'no'} passed, ${failed ?? 'no'} failed`,
    );
    return { passed: passed ?? 0, failed: (failed ?? 0) + 1 };
  }
  return { passed, failed };
}
