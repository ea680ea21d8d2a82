import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { loadFile } from '../../unit/tasks/support.ts';

describe('large files', () => {
  const many = Array.from({ length: 15_000 }, (_, i) => ({ instruction: `Task ${i} ${'abc '.repeat(75)}` }));
  const large: [string, () => string | Uint8Array][] = [
    ['many.jsonl', () => many.map((row) => JSON.stringify(row)).join('\n')],
    ['many.json', () => JSON.stringify(many)],
    ['many.csv', () => `instruction\n${many.map((row) => row.instruction).join('\n')}`],
    // One row group, as pandas writes it.
    [
      'many.parquet',
      () =>
        new Uint8Array(
          parquetWriteBuffer({
            columnData: [{ name: 'instruction', data: many.map((row) => row.instruction), type: 'STRING' }],
            rowGroupSize: many.length,
          }),
        ),
    ],
  ];
  // How long the stretches are is measured by `npm run bench -- scale`.
  for (const [name, content] of large)
    test(`lets others on the thread work while it reads ${name}`, async (t) => {
      const bytes = content();
      const shares: number[] = [];
      // A collection of garbage may fall into one of them.
      for (let i = 0; i < 4 && !shares.some((share) => share < 0.25); i++) {
        const watch = watchThread();
        assert.equal((await loadFile(t, name, bytes)).tasks.length, many.length);
        const { longest, all } = await watch.end();
        shares.push(longest / all);
      }
      t.diagnostic(
        `longest share of the work in one turn: ${shares.map((share) => share.toFixed(2)).join(', ')}`,
      );
      assert.ok(Math.min(...shares) < 0.25);
    });

  test('a large Parquet file that cannot be decoded is told, and its thread ends', async (t) => {
    const bytes = Buffer.from(large[3]![1]());
    bytes.fill(0xff, 4, 2000);
    await assert.rejects(loadFile(t, 'many.parquet', bytes), {
      code: 'file-malformed',
      message: /cannot be decoded/,
    });
    assert.ok(!process.getActiveResourcesInfo().includes('MessagePort'));
  });
});

/** Measures the work of this thread, in ms of its CPU: in all, and in the longest turn, for which nothing else could run. */
function watchThread(): { end(): Promise<{ longest: number; all: number }> } {
  let longest = 0;
  let all = 0;
  let running = true;
  const loop = (async () => {
    while (running) {
      const before = process.threadCpuUsage();
      await nextTurn();
      const { user, system } = process.threadCpuUsage(before);
      const ms = (user + system) / 1000;
      longest = Math.max(longest, ms);
      // In shorter turns there was little but this loop itself.
      if (ms > 0.5) all += ms;
    }
  })();
  return {
    async end() {
      running = false;
      await loop;
      return { longest, all };
    },
  };
}
