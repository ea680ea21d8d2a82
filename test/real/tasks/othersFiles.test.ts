import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { LoadedTasks } from '../../../src/tasks/mapping/collectTasks.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import { each } from '../../each.ts';
import { depsOf, projectOf } from '../../unit/tasks/support.ts';

const python = process.env['TOUCHSTONE_LOADERS_PYTHON'];
const script = new URL('others_files.py', import.meta.url).pathname;
const columns = { instruction: 'instruction', id: 'id', tests: 'tests' };

interface Made {
  name: string;
  rows: { id: string; instruction: string; tests: string }[];
}

let folder = '';
let made: Made[] = [];

before(async () => {
  assert.ok(python, 'TOUCHSTONE_LOADERS_PYTHON must name a Python with pandas, datasets, pyarrow and duckdb');
  folder = await mkdtemp(join(tmpdir(), 'touchstone-files-'));
  const { stdout } = await promisify(execFile)(python, [script, folder], { maxBuffer: 1e8 });
  made = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Made[];
});
after(() => rm(folder, { recursive: true, force: true }));

const load = (name: string): Promise<LoadedTasks> =>
  loadTasks(projectOf(folder, { source: 'file', path: name, columns }), depsOf());

describe('files of other tools', () => {
  test('every row is what the tool itself reads back', async () => {
    assert.ok(made.length > 100, `${made.length} files`);
    for (const { name, rows } of each(made)) {
      const { tasks, leftOut } = await load(name);
      assert.deepEqual(
        tasks.map(({ id, instruction, tests }) => ({ id, instruction, tests })),
        rows,
        name,
      );
      assert.equal(leftOut, 0, name);
    }
  });

  test('classes have their names', async () => {
    const { tasks } = await load('datasets.parquet');
    assert.deepEqual(
      tasks.slice(0, 3).map(({ context }) => context?.['level']),
      ['easy', 'hard', 'easy'],
    );
  });

  test('cut off or with a bit turned: no crash, no silent loss, the report names the place', async () => {
    const files = [
      'pandas-1.csv',
      'pandas-lines.jsonl',
      'pandas-records-2-False.json',
      'duckdb-snappy.parquet',
    ];
    const outcomes: string[] = [];
    for (const name of each(files)) {
      const whole = await readFile(join(folder, name));
      const rows = made.find((one) => one.name === name)?.rows ?? [];
      for (let n = 1; n <= 20; n++) {
        const at = Math.floor((whole.length * n) / 21);
        const bytes = n % 2 === 0 ? whole.subarray(0, at) : Buffer.from(whole);
        if (n % 2 === 1) bytes[at] = (bytes[at] ?? 0) ^ 0x80;
        const bad = `bad-${n}-${name}`;
        await writeFile(join(folder, bad), bytes);
        const what = `${name}, ${n % 2 === 0 ? 'cut at' : 'turned at'} ${at}`;
        outcomes.push(await toldOrWhole(bad, rows, what));
      }
    }
    assert.equal(outcomes.length, 80);
    assert.ok(outcomes.filter((outcome) => outcome === 'told').length >= 70, outcomes.join(' '));
  });
});

/** Every row is there as it was, or what is wrong is told with its line, its rows or the file's own parts. */
async function toldOrWhole(name: string, rows: Made['rows'], what: string): Promise<string> {
  try {
    const { tasks, warnings } = await load(name);
    const same = tasks.filter((task, i) => task.instruction === rows[i]?.instruction).length;
    if (warnings.length === 0 && same < rows.length) {
      // A file may be whole rows alone after the cut: nothing in it says that there were more.
      assert.match(what, /\.csv, cut|\.jsonl, cut/, `${what}: ${same} of ${rows.length} rows, nothing told`);
      assert.equal(same, tasks.length, what);
      return 'whole rows';
    }
    return warnings.length > 0 ? 'told' : 'unharmed';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    assert.ok(code === 'file-malformed' || code === 'column-missing', `${what}: ${String(error)}`);
    assert.match(message, /line \d|row|footer|too short|end like|not valid JSON|column/, what);
    return 'told';
  }
}
