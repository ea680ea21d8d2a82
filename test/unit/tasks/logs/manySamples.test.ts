import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { each } from '../../../each.ts';
import {
  evalFile,
  humanEval,
  inspectHead,
  inspectSample,
  linesOf,
  lmEvalRow,
  loadLogs,
  problemOf,
  promptfooFile,
  promptfooRow,
} from './madeLogs.ts';

const count = 10_000;
/** Of this process: what else the machine does counts nothing. */
const mostSeconds = 3;

const many = <T>(make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const inspectSamples = many((n) => inspectSample(`t${n}`));
const tasks = humanEval(count);
const joined = (samples: string): Record<string, unknown> => ({ path: 'HumanEval.jsonl', samples });

const logs: [what: string, files: Record<string, string | Uint8Array>, tasks: Record<string, unknown>][] = [
  ['Inspect, zstd', { 'a.eval': evalFile(inspectSamples) }, { path: 'a.eval' }],
  [
    'Inspect, deflate',
    { 'a.eval': evalFile(inspectSamples, inspectHead(), { method: 8 }) },
    { path: 'a.eval' },
  ],
  [
    'Inspect, JSON',
    { 'a.json': JSON.stringify({ ...inspectHead(), samples: inspectSamples }) },
    { path: 'a.json' },
  ],
  ['promptfoo', { 'r.json': promptfooFile(many((n) => promptfooRow(n, 'p'))) }, { path: 'r.json' }],
  ['lm-evaluation-harness', { 's.jsonl': linesOf(many((n) => lmEvalRow(n))) }, { path: 's.jsonl' }],
  [
    'HumanEval',
    {
      'HumanEval.jsonl': tasks,
      's.jsonl': linesOf(many((n) => ({ task_id: `HumanEval/${n}`, completion: 'x' }))),
    },
    joined('s.jsonl'),
  ],
  [
    'EvalPlus',
    {
      'HumanEval.jsonl': tasks,
      'e.json': JSON.stringify({
        hash: 'h',
        eval: Object.fromEntries(many((n) => [`HumanEval/${n}`, [{ solution: 'x', base_status: 'pass' }]])),
      }),
    },
    joined('e.json'),
  ],
  [
    'bigcode',
    { 'HumanEval.jsonl': tasks, 'g.json': JSON.stringify(many((n) => [`x${n}`])) },
    joined('g.json'),
  ],
  ['LiveCodeBench', { 'l.json': JSON.stringify(many((n) => problemOf(n))) }, { path: 'l.json' }],
];

describe('ten thousand samples', () => {
  for (const [what, files, config] of each(logs))
    test(what, async (t) => {
      const before = process.cpuUsage();
      const loaded = await loadLogs(t, files, config);
      const { user, system } = process.cpuUsage(before);
      assert.equal(loaded.tasks.length, count);
      const seconds = (user + system) / 1e6;
      assert.ok(seconds < mostSeconds, `${seconds} s`);
      t.diagnostic(`${seconds.toFixed(2)} s`);
    });
});
