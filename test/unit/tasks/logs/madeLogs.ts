import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { configSchema } from '../../../../src/project/config.ts';
import { loadTasks } from '../../../../src/tasks/loadTasks.ts';
import type { LoadedTasks } from '../../../../src/tasks/mapping/collectTasks.ts';
import { depsOf, tempFolder } from '../support.ts';

/** Small logs as the programs write them, after their documentation. */

export interface Entry {
  name: string;
  text: string | Uint8Array;
  method?: 0 | 8 | 93;
  /** What the zip says instead of the truth. */
  size?: number;
  crc?: number;
  flags?: number;
}

/** A zip (APPNOTE 6.3.10) with these entries. */
export function zipOf(entries: readonly Entry[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { name, method = 93, flags = 0 } = entry;
    const plain = Buffer.from(entry.text as string);
    const packed = method === 93 ? zstdCompressSync(plain) : method === 8 ? deflateRawSync(plain) : plain;
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(entry.crc ?? crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.size ?? plain.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, packed]);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    central.writeUInt16LE(20, 4);
    common.copy(central, 6);
    central.writeUInt32LE(at, 42);
    list.push(central, nameBytes);
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...parts, directory, end, Buffer.from(comment)]);
}

type Json = Record<string, unknown>;

export const inspectHead = (model = 'openai/gpt-4o', more: Json = {}): Json => ({
  version: 2,
  status: 'success',
  eval: { task: 'humaneval', model, dataset: { name: 'openai_humaneval', ...more }, config: {} },
});

export const inspectSample = (id: string | number, more: Json = {}): Json => ({
  id,
  epoch: 1,
  input: `Write f for ${id}.`,
  target: 'def f():\n    return 1',
  metadata: { test: 'assert f() == 1', entry_point: 'f' },
  messages: [{ role: 'user', content: 'x' }],
  output: {
    model: 'm',
    choices: [{ message: { role: 'assistant', content: 'def f(): return 1' }, stop_reason: 'stop' }],
    completion: `answer ${id}`,
  },
  scores: { verify: { value: 'C', answer: 'x', explanation: 'all tests' } },
  events: [{ event: 'model', big: 'x'.repeat(1000) }],
  ...more,
});

export const evalFile = (samples: Json[], head = inspectHead(), more: Partial<Entry> = {}): Buffer =>
  zipOf([
    { name: '_journal/start.json', text: JSON.stringify(head) },
    ...samples.map((sample) => ({
      name: `samples/${String(sample['id'])}_epoch_${String(sample['epoch'])}.json`,
      text: JSON.stringify(sample),
      ...more,
    })),
    { name: 'header.json', text: JSON.stringify(head) },
  ]);

export const promptfooRow = (testIdx: number, provider: string, more: Json = {}): Json => ({
  testIdx,
  promptIdx: 0,
  provider: { id: provider, label: '' },
  prompt: { raw: `Write test ${testIdx}.`, label: 'p' },
  vars: { level: 'easy', n: testIdx },
  response: { output: `answer ${testIdx} of ${provider}`, tokenUsage: {} },
  success: true,
  score: 1,
  failureReason: 0,
  gradingResult: {
    pass: true,
    score: 1,
    reason: 'All assertions passed',
    componentResults: [{ pass: true, score: 1, reason: 'ok', assertion: { type: 'python', value: 'x' } }],
  },
  ...more,
});

export const promptfooFile = (rows: Json[]): string =>
  JSON.stringify({
    evalId: 'eval-1',
    results: { version: 3, timestamp: 't', prompts: [{ raw: 'p' }], results: rows, stats: {} },
    config: { prompts: [] },
  });

export const lmEvalRow = (n: number, more: Json = {}): Json => ({
  doc_id: n,
  doc: {
    task_id: `HumanEval/${n}`,
    prompt: `def f${n}():\n`,
    canonical_solution: '    return 1\n',
    test: `def check(candidate):\n    assert candidate() == 1\n`,
    entry_point: `f${n}`,
  },
  target: 'check(f)',
  arguments: { gen_args_0: { arg_0: `def f${n}():\n`, arg_1: { until: ['\ndef'] } } },
  resps: [[`    return ${n}\n`]],
  filtered_resps: [[`def f${n}():\n    return ${n}\n`]],
  filter: 'create_test',
  metrics: ['pass@1'],
  'pass@1': n % 2,
  ...more,
});

export const problemOf = (n: number, more: Json = {}): Json => ({
  question_title: `T${n}`,
  question_content: `Solve ${n}.`,
  platform: 'leetcode',
  question_id: String(n),
  contest_id: 'c',
  contest_date: '2024-01-01T00:00:00',
  starter_code: 'class Solution:\n    def f(self):\n        ',
  difficulty: 'easy',
  output_list: [`out ${n}`, 'second'],
  code_list: [`code ${n}`, 'second'],
  graded_list: [n % 2 === 1, false],
  'pass@1': 0.5,
  metadata: ['{}'],
  ...more,
});

export const humanEval = (count: number): string =>
  linesOf(
    Array.from({ length: count }, (_, n) => ({
      task_id: `HumanEval/${n}`,
      prompt: `def f${n}():\n    """Gives ${n}."""\n`,
      entry_point: `f${n}`,
      canonical_solution: `    return ${n}\n`,
      test: `def check(candidate):\n    assert candidate() == ${n}\n`,
    })),
  );

export const linesOf = (rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Loads what `tasks` says of a folder with these files. */
export async function loadLogs(
  t: TestContext,
  files: Record<string, string | Uint8Array>,
  tasks: Json,
  models?: string[],
): Promise<LoadedTasks> {
  const folder = await tempFolder(t);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const named = models ? { models: models.map((name) => ({ name })) } : {};
  const config = configSchema.parse({ name: 'test', tasks: { source: 'file', ...tasks }, ...named });
  return loadTasks({ folder, config }, depsOf());
}

/** All that is told of what was loaded, in a text. */
export const toldOf = ({ warnings }: LoadedTasks): string =>
  warnings.map(({ line, field, message }) => `${line ?? ''} ${field} ${message}`).join('\n');
