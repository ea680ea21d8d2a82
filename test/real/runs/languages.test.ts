// Programs of every language, in project folders of every name and behind interpreters in such folders, bare and sandboxed.
import assert from 'node:assert/strict';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { assemble } from '../../../src/runs/harness/assemble.ts';
import type { Environment, RunOutcome } from '../../../src/runs/contract/runRequest.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { findRunner, runners } from '../../../src/runs/runners/findRunner.ts';
import type { FoundRunner } from '../../../src/runs/contract/runner.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { probeSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import type { Sandbox } from '../../../src/runs/contract/sandbox.ts';
import type { RunInput } from '../../../src/domain/run.ts';
import { userCache } from '../../../src/runs/process/environment.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';
import { args, expected, folderNames, samples, snippetInput, stdin } from './programs.ts';
import { warmToolChains } from './toolChains.ts';

const root = temporaryFolder('languages');
const languages = runners.map(({ language }) => language);
const limits = { ...wide, timeoutMs: 60_000 };
/** The poorest locale: what a language does right must not depend on the user's. */
const environment: Environment = { PATH: process.env['PATH'], LANG: 'C' };

/** Where the runs of projects are of whose folders some tool cannot work. */
const cache = join(userCache(), 'runs');

const sandboxes: Sandbox[] = [noSandbox];
before(warmToolChains);
before(async () => {
  const probe = await probeSandbox();
  assert.ok(probe.sandbox, probe.sandbox ? '' : `no sandbox on this machine: ${probe.reason}`);
  sandboxes.push(probe.sandbox);
});

/** All languages are expected on a machine that runs the tests: a missing one fails, with what installs it. */
async function runnerFor(language: string, projectFolder: string, env = environment): Promise<FoundRunner> {
  try {
    return await findRunner(language, {}, env, { projectFolder });
  } catch (error) {
    const { message, action } = error as { message: string; action?: string };
    return assert.fail(`${message} ${action ?? ''}`);
  }
}

function run(
  runner: FoundRunner,
  sandbox: Sandbox,
  projectFolder: string,
  input?: RunInput,
  env = environment,
): Promise<RunOutcome> {
  const program = { language: runner.language, code: samples[runner.language]?.code ?? '', blocks: [] };
  const folder = join(projectFolder, '.touchstone', 'runs');
  const assembled = assemble(program, input);
  return startRun({ assembled, runner, folder, limits, sandbox, env, stdin, args: input ? [] : args }).done;
}

/**
 * Runs the program with arguments and stdin, then with a snippet; resolves to the milliseconds of both. Sandboxed, the former is what
 * the test in the extension host does in every folder.
 */
async function check(
  language: string,
  sandbox: Sandbox,
  project: string,
  { env = environment, asWritten = true } = {},
): Promise<number> {
  const runner = await runnerFor(language, project, env);
  const where = `${language}, ${sandbox.name}, in ${JSON.stringify(project)}`;
  const started = performance.now();
  if (asWritten) {
    const written = await run(runner, sandbox, project, undefined, env);
    assert.equal(written.stdout, expected, `${where}\n${JSON.stringify(written)}`);
    assert.deepEqual([written.stderr, written.exitCode], ['', 0], where);
  }
  const snippet = await run(runner, sandbox, project, snippetInput(language), env);
  assert.match(snippet.stdout, /^(?:stdin: .*)?42\n$|42\n$/s, `${where}\n${JSON.stringify(snippet)}`);
  assert.deepEqual([snippet.stderr, snippet.exitCode], ['', 0], where);
  return performance.now() - started;
}

async function everythingBelow(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).map((path) => basename(path));
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [columns, ...rows].map((cells) =>
    cells.map((cell, i) => cell.padEnd(i === 0 ? 12 : 10)).join(''),
  );
  console.log(`${title}\n${lines.join('\n')}\n`);
}

describe('every language', () => {
  test('runs in folders of every name, with arguments, stdin and a snippet', async () => {
    const names = Object.entries(folderNames);
    const others = new Set(await readdir(cache).catch(() => []));
    for (const sandbox of sandboxes) {
      const rows: string[][] = [];
      for (const language of languages) {
        const cells = [language];
        for (const [, name] of names) {
          const project = join(root, 'projects', name);
          await mkdir(project, { recursive: true });
          const asWritten = !sandbox.isolated || name === folderNames['plain'];
          cells.push(`ok ${Math.round(await check(language, sandbox, project, { asWritten }))}`);
        }
        rows.push(cells);
      }
      table(`Run by run, in ms, ${sandbox.name}`, ['', ...names.map(([title]) => title)], rows);
    }
    for (const folder of [root, process.cwd()])
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name === 'pwned'),
        [],
      );
    assert.ok(!(await everythingBelow(root)).includes('pwned'));
    // The cache is the user's: others' folders, there before, are none of ours.
    const caches = (await readdir(cache).catch(() => [])).filter((name) => !others.has(name));
    const runRoots = [
      ...names.map(([, name]) => join(root, 'projects', name, '.touchstone', 'runs')),
      ...caches.map((name) => join(cache, name)),
    ];
    for (const runRoot of runRoots) {
      const left = await readdir(runRoot, { recursive: true }).catch(() => []);
      assert.ok(!left.some((path) => basename(path) === 'program'), `no run is left in ${runRoot}`);
    }
  });

  test('runs by an interpreter in a folder of any name', async () => {
    const project = join(root, 'projects', 'plain');
    await mkdir(project, { recursive: true });
    const bin = join(root, `my tools' "$(touch pwned)" é 日本; {out}`);
    await mkdir(bin);
    for (const language of languages) {
      const { exe, compile } = await runnerFor(language, project);
      for (const path of [compile?.exe ?? exe]) {
        const name = language === 'python' ? 'python3' : basename(path);
        await symlink(path, join(bin, name)).catch((error: { code?: string }) =>
          assert.equal(error.code, 'EEXIST'),
        );
      }
    }
    const env = { ...environment, PATH: [bin, '/usr/bin', '/bin'].join(delimiter) };
    for (const sandbox of sandboxes)
      for (const language of languages) await check(language, sandbox, project, { env });
    const python = await runnerFor('python', project, env);
    assert.equal(python.exe, join(bin, 'python3'));
    assert.ok(!(await everythingBelow(root)).includes('pwned'));
  });
});
