import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Http } from '../../../src/platform/http.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import { hubRowId } from '../../../src/tasks/hub/hubSource.ts';
import { startHub, type Hub } from '../../servers/hub/hub.ts';
import { depsOf, projectOf, secretsOf } from '../../unit/tasks/support.ts';

/**
 * Slices read through the Hub stand-in are the slices that Python's `datasets` makes of the same Parquet files (several files, row
 * groups and codecs), and cost no more bytes than the mapped columns of the row groups that hold them, and the footers.
 */

const slices = [
  'train',
  'train[:3]',
  'train[:1]',
  'train[0:7]',
  'train[6:8]',
  'train[7:14]',
  'train[10:20]',
  'train[39:41]',
  'train[40:65]',
  'train[64:67]',
  'train[65:66]',
  'train[100:500]',
  'train[150:]',
  'train[163:]',
  'train[:]',
  'train[-1:]',
  'train[-5:]',
  'train[-5:-2]',
  'train[:-160]',
  'train[-1000:2]',
  'train[1_0:1_2]',
  'train[:10%]',
  'train[:1%]',
  'train[10%:20%]',
  'train[33%:34%]',
  'train[-10%:]',
  'train[:-95%]',
  'train[50:51%]',
  'train[:7%](pct1_dropremainder)',
  'train[99%:](pct1_dropremainder)',
  'test',
  'test[:50%]',
  'test[4:6]',
  'test[22:30]',
  'train[:3]+test[:2]',
  'test[-2:]+train[40:42]',
  'train[:1%]+test[90%:]+train[-1:]',
  'all',
];
/** Refused by both. */
const refused = [
  'train[5]',
  'train[:101%]',
  'train[:5](closest)',
  'nosplit[:2]',
  'test[:5%](pct1_dropremainder)',
  'train[:0]',
  'train[5:5]',
];

const rowSchema = z.object({
  id: z.number(),
  split: z.string(),
  n: z.number(),
  instruction: z.string(),
  concepts: z.array(z.string()),
  meta: z.object({ level: z.number(), tags: z.array(z.string()) }),
  response_1: z.string().nullable(),
  response_2: z.string(),
});
const outputSchema = z.object({
  files: z.record(z.string(), z.array(z.string())),
  slices: z.record(
    z.string(),
    z.union([z.object({ rows: z.array(rowSchema), limit: z.number() }), z.object({ error: z.string() })]),
  ),
});

describe('slices as Python’s datasets makes them', () => {
  let folder: string;
  let hub: Hub;
  let http: Http;
  let expected: z.output<typeof outputSchema>;

  before(async () => {
    const python = process.env['TOUCHSTONE_ARGILLA_PYTHON'];
    assert.ok(python, 'TOUCHSTONE_ARGILLA_PYTHON must name a Python with datasets and pyarrow');
    folder = await mkdtemp(join(tmpdir(), 'touchstone-slices-'));
    const script = join(import.meta.dirname, 'slices.py');
    const { stdout } = await promisify(execFile)(python, [script, folder, ...slices, ...refused], {
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, HF_HOME: join(folder, 'home'), HF_HUB_OFFLINE: '1' },
    });
    expected = outputSchema.parse(JSON.parse(stdout));
    hub = await startHub({ datasets: { 'owner/set': { configs: { default: expected.files } } } });
    http = new Http();
  });
  after(async () => {
    await http?.close();
    await hub?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const load = (split: string, id?: string) =>
    loadTasks(
      projectOf('/nowhere', {
        source: 'hub',
        dataset: 'owner/set',
        split,
        columns: {
          instruction: 'instruction',
          ...(id ? { id } : {}),
          context: ['concepts', 'meta'],
          generations: ['response_1', 'response_2'],
        },
      }),
      depsOf({ http, secrets: secretsOf({}, { HF_ENDPOINT: hub.url }) }),
    );

  for (const split of slices)
    test(split, async (t) => {
      const answer = expected.slices[split];
      assert.ok(answer && 'rows' in answer, JSON.stringify(answer));
      const before = hub.bytesServed();
      const { tasks } = await load(split, 'id');
      const bytes = hub.bytesServed() - before;
      const tasksByDatasets = uniqueBy(answer.rows, (row) => String(exactId(row.n))).map((row) => ({
        id: String(exactId(row.n)),
        instruction: row.instruction,
        source: 'owner/set',
        context: {
          ...(row.concepts.length > 0 ? { concepts: row.concepts.join(', ') } : {}),
          meta: JSON.stringify(row.meta, null, 2),
        },
        ...(row.response_1 === null ? {} : { generations: [row.response_1, row.response_2] }),
      }));
      assert.deepEqual(tasks, tasksByDatasets);
      t.diagnostic(`${tasks.length} rows, ${bytes} of ${answer.limit} bytes`);
      assert.ok(bytes <= answer.limit, `${bytes} bytes read, ${answer.limit} are enough`);

      const hashed = await load(split);
      assert.deepEqual(
        hashed.tasks.map((task) => [task.id, task.instruction]),
        uniqueBy(answer.rows, (row) => `${row.split} ${row.n}`).map((row) => [
          hubRowId('owner/set', 'default', row.split, row.n),
          row.instruction,
        ]),
      );
    });

  for (const split of refused)
    test(`${split} is refused by both`, async () => {
      assert.ok(
        expected.slices[split] && 'error' in expected.slices[split],
        JSON.stringify(expected.slices[split]),
      );
      await assert.rejects(load(split), { code: 'split-invalid' });
    });
});

/** The script's ids, which JSON numbers would round. */
function exactId(n: number): bigint {
  return BigInt(n) * 1_000_003n + 2n ** 53n;
}

/** Two splits have rows with one id: a task is loaded once. */
function uniqueBy<T>(rows: T[], key: (row: T) => string): T[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(key(row)) && seen.add(key(row)));
}
