import type { Database } from './database.ts';
import { positionOf, toRun, type RunRow } from './rows.ts';
import type { Run } from './types.ts';
import { runSchema } from './validation.ts';

/** Runs of each response that are read with a task: their output may be long. */
const runsInDetail = 20;

export function putRun(db: Database, input: Run): void {
  const run = runSchema.parse(input);
  const position = positionOf(db, run.taskId);
  db.run(
    `INSERT INTO runs (id, task, response, code_hash, language, runner, input, exit_code, signal, timed_out, stopped,
       truncated_bytes, duration_ms, sandbox, started_at, stdout, stderr)
     VALUES (:id, :task, :response, :codeHash, :language, :runner, :input, :exitCode, :signal, :timedOut, :stopped,
       :truncatedBytes, :durationMs, :sandbox, :startedAt, :stdout, :stderr)
     ON CONFLICT (id) DO NOTHING`,
    {
      id: run.id,
      task: position,
      response: String(run.response),
      codeHash: run.codeHash,
      language: run.language,
      runner: run.runner,
      input: run.input ?? null,
      exitCode: run.exitCode ?? null,
      signal: run.signal ?? null,
      timedOut: Number(run.timedOut),
      stopped: Number(run.stopped),
      truncatedBytes: run.truncatedBytes,
      durationMs: run.durationMs,
      sandbox: run.sandbox,
      startedAt: run.startedAt,
      stdout: run.stdout,
      stderr: run.stderr,
    },
  );
  db.changes.add(position, run.taskId);
}

/** The newest runs of each response, oldest first. */
export function runsOf(db: Database, position: number, taskId: string): Run[] {
  const rows = db.all<RunRow>(
    `SELECT * FROM runs WHERE n IN (
       SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY response ORDER BY n DESC) AS age
                      FROM runs WHERE task = :position) WHERE age <= :limit)
     ORDER BY n`,
    { position, limit: runsInDetail },
  );
  return rows.map((row) => toRun(taskId, row));
}

/** The newest run of each response and input: the evidence that an export names. */
export function lastRunsOf(db: Database, position: number, taskId: string): Run[] {
  const rows = db.all<RunRow>(
    `SELECT * FROM runs WHERE n IN (
       SELECT max(n) FROM runs WHERE task = :position GROUP BY response, input)
     ORDER BY response, n`,
    { position },
  );
  return rows.map((row) => toRun(taskId, row));
}
