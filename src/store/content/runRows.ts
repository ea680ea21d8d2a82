import type { LimitName, RunInput, Verdict } from '../../domain/run.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import type { Run } from '../api/store.ts';
import { runSchema } from '../sqlite/validation.ts';

export function putRun(db: Database, input: Run): void {
  const run = runSchema.parse(input);
  const position = positionOf(db, run.taskId);
  db.run(
    `INSERT INTO runs (id, task, response, input_id, verdict, code_hash, language, runner, exit_code, signal, timed_out, stopped,
       limit_name, compiling, peak_memory, truncated_bytes, duration_ms, sandbox, started_at, input, value, stdout, stderr)
     VALUES (:id, :task, :response, :inputId, :verdict, :codeHash, :language, :runner, :exitCode, :signal, :timedOut, :stopped,
       :limit, :compiling, :peakMemory, :truncatedBytes, :durationMs, :sandbox, :startedAt, :input, :value, :stdout, :stderr)
     ON CONFLICT (id) DO NOTHING`,
    {
      id: run.id,
      task: position,
      response: String(run.response),
      inputId: run.input?.id ?? '',
      verdict: run.verdict,
      codeHash: run.codeHash,
      language: run.language,
      runner: run.runner,
      exitCode: run.exitCode ?? null,
      signal: run.signal ?? null,
      timedOut: Number(run.timedOut),
      stopped: Number(run.stopped),
      limit: run.limit ?? null,
      compiling: Number(run.compiling ?? false),
      peakMemory: run.peakMemoryBytes ?? null,
      truncatedBytes: run.truncatedBytes,
      durationMs: run.durationMs,
      sandbox: run.sandbox,
      startedAt: run.startedAt,
      input: run.input ? JSON.stringify(run.input) : null,
      value: run.value ?? null,
      stdout: run.stdout,
      stderr: run.stderr,
    },
  );
  db.changes.add(position, run.taskId);
}

interface RunRow {
  id: string;
  response: string;
  verdict: Verdict;
  code_hash: string;
  language: string;
  runner: string;
  exit_code: number | null;
  signal: string | null;
  timed_out: number;
  stopped: number;
  limit_name: LimitName | null;
  compiling: number;
  peak_memory: number | null;
  truncated_bytes: number;
  duration_ms: number;
  sandbox: string;
  started_at: string;
  input: string | null;
  value: string | null;
  /** Bytes where it was cut. */
  stdout: string | Uint8Array;
  stderr: string | Uint8Array;
  stdout_bytes: number;
  stderr_bytes: number;
}

const columns = `id, response, verdict, code_hash, language, runner, exit_code, signal, timed_out, stopped, limit_name, compiling,
  peak_memory, truncated_bytes, duration_ms, sandbox, started_at, input, value,
  octet_length(stdout) AS stdout_bytes, octet_length(stderr) AS stderr_bytes`;

/**
 * Both outputs, cut to as many bytes as `:characters` characters may have, so that no megabyte becomes a string that is thrown away.
 * By bytes, because SQLite's functions on text end at a NUL.
 */
const clippedOutputs = ['stdout', 'stderr']
  .map(
    (name) =>
      `CASE WHEN octet_length(${name}) <= :characters THEN ${name}
         ELSE substr(CAST(${name} AS BLOB), 1, :characters * 4) END AS ${name}`,
  )
  .join(', ');

export function run(db: Database, id: string): Run | undefined {
  const row = db.get<RunRow & { task_id: string }>(
    `SELECT ${columns}, stdout, stderr, (SELECT t.id FROM tasks t WHERE t.position = task) AS task_id
     FROM runs WHERE id = :id`,
    { id },
  );
  return row && toRun(row.task_id, row);
}

/**
 * The newest run of each response and input, oldest first; with `eachCode` that of each program, too. Of each output at most
 * `characters`; what is cut is added to `truncatedBytes`.
 */
export function runsOf(
  db: Database,
  position: number,
  taskId: string,
  { characters, eachCode = false }: { characters: number; eachCode?: boolean },
): Run[] {
  const rows = db.all<RunRow>(
    `SELECT ${columns}, ${clippedOutputs} FROM runs WHERE n IN (
       SELECT max(n) FROM runs WHERE task = :position GROUP BY response, input_id${eachCode ? ', code_hash' : ''})
     ORDER BY n`,
    { position, characters },
  );
  return rows.map((row) => toRun(taskId, row, characters));
}

function toRun(taskId: string, row: RunRow, characters = Infinity): Run {
  const stdout = clip(row.stdout, characters);
  const stderr = clip(row.stderr, characters);
  const cut = row.stdout_bytes - stdout.bytes + (row.stderr_bytes - stderr.bytes);
  return {
    id: row.id,
    taskId,
    response: row.response === 'correction' ? 'correction' : row.response === '1' ? 1 : 2,
    codeHash: row.code_hash,
    language: row.language,
    runner: row.runner,
    input: row.input === null ? undefined : (JSON.parse(row.input) as RunInput),
    verdict: row.verdict,
    value: row.value ?? undefined,
    limit: row.limit_name ?? undefined,
    compiling: row.compiling === 1 || undefined,
    peakMemoryBytes: row.peak_memory ?? undefined,
    exitCode: row.exit_code ?? undefined,
    signal: row.signal ?? undefined,
    timedOut: row.timed_out === 1,
    stopped: row.stopped === 1,
    stdout: stdout.text,
    stderr: stderr.text,
    truncatedBytes: row.truncated_bytes + cut,
    durationMs: row.duration_ms,
    sandbox: row.sandbox,
    startedAt: row.started_at,
  };
}

/** The first characters of an output, and how many bytes of UTF-8 they are. */
function clip(output: string | Uint8Array, characters: number): { text: string; bytes: number } {
  // As a stream: half a character at the end of the cut is left out, not replaced.
  const text =
    typeof output === 'string'
      ? output
      : new TextDecoder('utf-8', { ignoreBOM: true }).decode(output, { stream: true });
  if (text.length <= characters) return { text, bytes: Buffer.byteLength(text) };
  // Not between the two halves of a character outside the basic plane.
  const end = /[\ud800-\udbff]/.test(text.charAt(characters - 1)) ? characters - 1 : characters;
  const clipped = text.slice(0, end);
  return { text: clipped, bytes: Buffer.byteLength(clipped) };
}
