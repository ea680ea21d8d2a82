import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../../src/runs/harness/assemble.ts';
import { startRun } from '../../src/runs/startRun.ts';
import { findRunner, runners } from '../../src/runs/runners/findRunner.ts';
import { findSandbox } from '../../src/runs/sandbox/probeSandbox.ts';
import { noSandbox } from '../../src/runs/sandbox/noSandbox.ts';
import { samples } from '../real/runs/programs.ts';

const limits = {
  timeoutMs: 60_000,
  memoryBytes: 2 ** 32,
  processes: 1000,
  diskBytes: 2 ** 30,
  outputBytes: 1_000_000,
};

/**
 * What a run of each language costs, from finding its tools on: the first run fills the caches (a compiled standard library, a
 * precompiled header), which start empty. Prints a table of milliseconds. On its own: `node test/bench/languages.ts`.
 */
export async function benchLanguages(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-languages-'));
  const sandbox = await findSandbox();
  const sandboxes = [noSandbox, ...(sandbox ? [sandbox] : [])];
  const titles = [
    'find',
    'again',
    ...sandboxes.flatMap(({ isolated }) => [isolated ? 'boxed' : 'bare', 'again']),
  ];
  print('', titles);
  try {
    for (const { language } of runners) {
      const options = { projectFolder: folder, cacheFolder: join(folder, 'cache') };
      const times: number[] = [];
      const timed = async <T>(work: () => Promise<T>): Promise<T> => {
        const started = performance.now();
        const result = await work();
        times.push(performance.now() - started);
        return result;
      };
      const runner = await timed(() => findRunner(language, {}, process.env, options));
      await timed(() => findRunner(language, {}, process.env, options));
      const program = { language, code: samples[language]?.code ?? '', blocks: [] };
      const assembled = assemble(program, undefined);
      for (const own of sandboxes)
        for (let i = 0; i < 2; i++) {
          const { exitCode, stderr } = await timed(
            () =>
              startRun({ assembled, runner, folder: join(folder, 'runs'), limits, sandbox: own, stdin: '' })
                .done,
          );
          if (exitCode !== 0) throw new Error(`${language}: ${exitCode} ${stderr}`);
        }
      print(
        language,
        times.map((ms) => ms.toFixed(ms < 10 ? 1 : 0)),
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(title: string, cells: readonly string[]): void {
  console.log(title.padEnd(12) + cells.map((cell) => cell.padStart(8)).join(''));
}

if (import.meta.main) await benchLanguages();
