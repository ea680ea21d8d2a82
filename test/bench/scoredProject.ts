import { DatabaseSync } from 'node:sqlite';
import { SeededRandom } from '../../src/stats/base/seededRandom.ts';

const languages = ['python', 'go', 'rust', 'typescript'];
const levels = ['introductory', 'interview', 'competition'];
const code = '```python\ndef f(n: int) -> int:\n    """Sum the primes below n."""\n    return n\n```\n';
const instruction = 'Write a function that returns the sum of all prime numbers below its argument.';

/** The files of a project with so many tasks and recorded responses. */
export function projectOf(count: number): Record<string, string> {
  const random = new SeededRandom(7);
  const response = (last: string): string => `${code.repeat(1 + random.below(4))}# ${last}`;
  const columns = { instruction: 'instruction', id: 'id', generations: ['a', 'b'], language: 'lang' };
  const config = {
    name: 'bench',
    tasks: { source: 'file', path: 'tasks.jsonl', columns: { ...columns, context: ['level'] } },
    models: ['one', 'two'].map((name) => ({ name, provider: 'openai', url: 'http://127.0.0.1:9/v1' })),
  };
  const tasks = Array.from({ length: count }, (_, i) => ({
    id: `t${i}`,
    instruction: `Task number ${i}. ${instruction}`,
    lang: languages[i % languages.length],
    level: levels[random.below(levels.length)],
    a: response(`first of ${i}`),
    b: response(`second of ${i}`),
  }));
  return {
    'touchstone.json': JSON.stringify(config),
    'guidelines.md': 'Judge.',
    'tasks.jsonl': tasks.map((task) => JSON.stringify(task)).join('\n'),
  };
}

/**
 * Submits an answer to each task of a project's database: points for three criteria, times, two runs of each response, a tenth of the tasks
 * judged by a second person, two versions of the guidelines. Written by SQL: as single acts they would take their time.
 */
export function scoreAll(path: string): void {
  const random = new SeededRandom(11);
  const db = new DatabaseSync(path);
  try {
    db.exec('BEGIN IMMEDIATE');
    const answer = db.prepare(
      `INSERT INTO annotations (annotator, task, status, revision, updated_at, guidelines_version, answer)
       VALUES (?, ?, 'submitted', 1, ?, ?, ?)`,
    );
    const time = db.prepare('INSERT INTO times (annotator, task, ms) VALUES (?, ?, ?)');
    const order = db.prepare('INSERT INTO orders (annotator, task, first) VALUES (?, ?, ?)');
    const run = db.prepare(
      `INSERT INTO runs (id, task, response, input_id, input, verdict, code_hash, language, runner, timed_out, stopped, compiling,
         truncated_bytes, duration_ms, sandbox, started_at, stdout, stderr)
       VALUES (?, ?, ?, ?, '{"checks":1}', ?, 'c', 'python', 'python 3', 0, 0, 0, 0, 1, 'none', '2025-01-01', 'done', '')`,
    );
    const points = (): Record<string, number> => ({
      documentation: random.below(3),
      example: random.below(3),
      correctness: random.below(4),
    });
    const judge = (annotator: string, task: number): void => {
      const [points1, points2] = [points(), points()];
      const sum = (of: Record<string, number>): number => Object.values(of).reduce((a, b) => a + b, 0);
      // Sessions of an hour.
      const minute = task + 600 * Math.floor(task / 60);
      const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
      const text = JSON.stringify({ points1, points2, score1: sum(points1), score2: sum(points2) });
      answer.run(annotator, task, at, task % 3 ? 'v1' : 'v2', text);
      time.run(annotator, task, 20_000 + random.below(200_000));
      order.run(annotator, task, 1 + random.below(2));
    };
    const tasks = db.prepare('SELECT position FROM tasks ORDER BY position').all();
    for (const { position } of tasks as { position: number }[]) {
      judge('local:bench', position);
      if (position % 10 === 0) judge('local:other', position);
      for (const response of ['1', '2'])
        for (const input of ['a', 'b'])
          run.run(
            `${position}-${response}-${input}`,
            position,
            response,
            input,
            random.below(4) > 0 ? 'passed' : 'crashed',
          );
    }
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

/** As a window with an earlier version tells: anything may have changed. */
export function tellOfChanges(path: string): void {
  const db = new DatabaseSync(path);
  try {
    db.exec("INSERT INTO changes (writer, task, what) VALUES ('bench', NULL, -1)");
  } finally {
    db.close();
  }
}
