import { DatabaseSync } from 'node:sqlite';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { TaskInput } from '../../src/domain/task.ts';

/** A large project, without a dataset. */

export const me = 'local:me';

export function syntheticTasks(count: number): TaskInput[] {
  const prose = 'Write a function that returns the sum of all prime numbers below its argument. '.repeat(4);
  const code =
    '```python\ndef f(n: int) -> int:\n    """Sum the primes below n."""\n    return n\n```\n'.repeat(12);
  return Array.from({ length: count }, (_, i) => ({
    id: `t${i}`,
    instruction: `Task number ${i}. ${prose}`,
    source: 'bench',
    language: 'python',
    tests: [`assert f(${i}) == ${i}`],
    generations: [`${code}# first of ${i}`, `${code}# second of ${i}`],
  }));
}

/** Written by SQL: as single acts they would take their time. The half in the middle is all submitted, else every second. */
export function submitMost(path: string, count: number): void {
  const db = new DatabaseSync(path);
  const output = 'x'.repeat(1_000_000);
  db.exec(`BEGIN;
    INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, answer)
      SELECT '${me}', position, 'submitted', 1, '2025-01-01', 'g', '{"score1":5,"score2":3}' FROM tasks
      WHERE position % 2 = 0 OR position BETWEEN ${count / 4} AND ${(count * 3) / 4};`);
  const insert = db.prepare(
    `INSERT INTO runs (id, task, response, input_id, verdict, code_hash, language, runner, timed_out, stopped, compiling,
       truncated_bytes, duration_ms, sandbox, started_at, stdout, stderr)
     VALUES (?, ?, ?, ?, 'ran', 'c', 'python', 'python 3', 0, 0, 0, 0, 1, 'none', '2025-01-01', ?, ?)`,
  );
  for (let i = 0; i < 40; i++) insert.run(`long${i}`, 0, String(1 + (i % 2)), `i${i >> 1}`, output, output);
  for (let task = 1; task < count; task += 10)
    for (const response of ['1', '2']) insert.run(`r${task}-${response}`, task, response, '', 'done\n', '');
  db.exec('COMMIT');
  db.close();
}

export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
