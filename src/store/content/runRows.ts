import type { SQLInputValue } from 'node:sqlite';
import type { Evidence, RunInput } from '../../domain/run.ts';
import type { Database, Params } from '../sqlite/database.ts';
import { positionOf, toSubject, type RowOf } from '../sqlite/rows.ts';
import type { Run, Task } from '../../domain/task.ts';
import { runSchema } from '../sqlite/validation.ts';

export function putRun(db: Database, ...runs: Run[]): void {
  for (const run of runs) write(db, runSchema.parse(run));
}

/** Columns of `runs` and what a run calls them; its task, its response, its input and its outputs are kept in another form. */
const names = {
  id: 'id',
  verdict: 'verdict',
  code_hash: 'codeHash',
  block: 'block',
  language: 'language',
  runner: 'runner',
  exit_code: 'exitCode',
  signal: 'signal',
  timed_out: 'timedOut',
  stopped: 'stopped',
  limit_name: 'limit',
  compiling: 'compiling',
  peak_memory: 'peakMemoryBytes',
  truncated_bytes: 'truncatedBytes',
  duration_ms: 'durationMs',
  sandbox: 'sandbox',
  started_at: 'startedAt',
  value: 'value',
} as const satisfies Record<string, keyof Run>;
const fields = Object.values(names);
const flags = ['timedOut', 'stopped', 'compiling'] as const;

const insertSql = `INSERT INTO runs (task, response, input_id, input, evidence, stdout, stderr, ${Object.keys(names).join(', ')})
  VALUES (:task, :response, :inputId, :input, :evidence, :stdout, :stderr, ${fields.map((field) => `:${field}`).join(', ')})
  ON CONFLICT (id) DO NOTHING`;

function write(db: Database, run: Run): void {
  const position = positionOf(db, run.taskId);
  const { stdout, stderr, input } = run;
  const params: Params = {
    ...Object.fromEntries(fields.map((field) => [field, (run[field] ?? null) as SQLInputValue])),
    ...Object.fromEntries(flags.map((flag) => [flag, Number(run[flag] ?? false)])),
    task: position,
    response: String(run.response),
    inputId: input?.id ?? '',
    input: input ? JSON.stringify(input) : null,
    evidence: run.evidence ? JSON.stringify(run.evidence) : null,
    stdout,
    stderr,
  };
  const { changes, rowid } = db.run(insertSql, params);
  if (changes > 0) cutFormer(db, rowid, params);
  db.changes.add(position, run.taskId, 'run');
}

/** Bytes of each output that a run keeps when the same program ran again with the same input, and how many such runs are kept. */
const headBytes = 2_048;
const keptBefore = 3;
/** Of one that an other program took the place of: exports show as many characters of the newest run of each program. */
const exportedBytes = 40_000;

const sameInput = 'task = :task AND response = :response AND input_id = :inputId';

/**
 * The newest run is looked at, and the newest of each program is evidence in exports: what others took the place of keeps its verdict and
 * the head of its output.
 */
function cutFormer(db: Database, n: number, { task, response, inputId, codeHash }: Params): void {
  const which = { task, response, inputId } as Params;
  const last = db.get<{ n: number; codeHash: string }>(
    `SELECT n, code_hash AS codeHash FROM runs WHERE ${sameInput} AND n < :n ORDER BY n DESC LIMIT 1`,
    { ...which, n },
  );
  if (!last) return;
  if (last.codeHash !== codeHash) cutOutputs(db, last.n, exportedBytes);
  const former = db.all<{ n: number }>(
    `SELECT n FROM runs WHERE ${sameInput} AND code_hash = :codeHash AND n < :n ORDER BY n DESC LIMIT ${keptBefore + 1}`,
    { ...which, codeHash: codeHash as string, n },
  );
  const [before] = former;
  if (!before) return;
  cutOutputs(db, before.n, headBytes);
  // The newest has the same input.
  db.run(`UPDATE runs SET input = NULL, value = substr(value, 1, ${headBytes}) WHERE n = :n`, {
    n: before.n,
  });
  for (const { n: old } of former.slice(keptBefore)) db.run('DELETE FROM runs WHERE n = :n', { n: old });
}

function cutOutputs(db: Database, n: number, bytes: number): void {
  const row = db.get<Record<'stdout' | 'stderr', Uint8Array | null> & { size: number }>(
    `SELECT substr(CAST(stdout AS BLOB), 1, :bytes) AS stdout, substr(CAST(stderr AS BLOB), 1, :bytes) AS stderr,
       octet_length(stdout) + octet_length(stderr) AS size
     FROM runs WHERE n = :n AND (octet_length(stdout) > :bytes OR octet_length(stderr) > :bytes)`,
    { n, bytes },
  );
  if (!row) return;
  const stdout = clip(row.stdout ?? '', Infinity);
  const stderr = clip(row.stderr ?? '', Infinity);
  db.run(
    'UPDATE runs SET stdout = :stdout, stderr = :stderr, truncated_bytes = truncated_bytes + :cut WHERE n = :n',
    { n, stdout: stdout.text, stderr: stderr.text, cut: row.size - stdout.bytes - stderr.bytes },
  );
}

interface RunRow extends RowOf<Omit<Pick<Run, (typeof fields)[number]>, (typeof flags)[number]>> {
  response: string;
  timedOut: number;
  stopped: number;
  compiling: number;
  input: string | null;
  evidence: string | null;
  /** Bytes where it was cut. */
  stdout: string | Uint8Array;
  stderr: string | Uint8Array;
  stdoutBytes: number;
  stderrBytes: number;
}

const columns = `${Object.entries(names)
  .map(([column, name]) => `${column} AS "${name}"`)
  .join(
    ', ',
  )}, response, input, evidence, octet_length(stdout) AS stdoutBytes, octet_length(stderr) AS stderrBytes`;

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

/** Runs that another took the place of have it from the newest. */
const inputSql = `coalesce(input, (SELECT r.input FROM runs r WHERE r.task = runs.task AND r.response = runs.response
    AND r.input_id = runs.input_id ORDER BY r.n DESC LIMIT 1))`;

export function run(db: Database, id: string): Run | undefined {
  const row = db.get<RunRow & { taskId: string }>(
    `SELECT ${columns.replace('input,', `${inputSql} AS input,`)}, stdout, stderr, (SELECT t.id FROM tasks t WHERE t.position = task) AS taskId
     FROM runs WHERE id = :id`,
    { id },
  );
  return row && toRun(row.taskId, row);
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

const ofTasksSql = `SELECT task, ${columns}, ${clippedOutputs} FROM runs WHERE n IN (
    SELECT max(n) FROM runs WHERE task IN (SELECT value FROM json_each(:positions))
    GROUP BY task, response, input_id, code_hash)
  ORDER BY n`;

/** As `runsOf` with `eachCode`, of many tasks: by their positions. */
export function runsOfTasks(
  db: Database,
  tasks: ReadonlyMap<number, Pick<Task, 'id'>>,
  characters: number,
): Map<number, Run[]> {
  const rows = db.all<RunRow & { task: number }>(ofTasksSql, {
    positions: JSON.stringify([...tasks.keys()]),
    characters,
  });
  const found = new Map<number, Run[]>();
  for (const row of rows) {
    const run = toRun(tasks.get(row.task)?.id ?? '', row, characters);
    const others = found.get(row.task);
    if (others) others.push(run);
    else found.set(row.task, [run]);
  }
  return found;
}

function toRun(taskId: string, row: RunRow, characters = Infinity): Run {
  const stdout = clip(row.stdout, characters);
  const stderr = clip(row.stderr, characters);
  const cut = row.stdoutBytes - stdout.bytes + (row.stderrBytes - stderr.bytes);
  // Field by field: an export makes hundreds of thousands, and each copy of all columns is felt.
  return {
    id: row.id,
    taskId,
    response: toSubject(row.response),
    input: row.input === null ? undefined : (JSON.parse(row.input) as RunInput),
    ...(row.evidence === null ? {} : { evidence: JSON.parse(row.evidence) as Evidence }),
    verdict: row.verdict,
    codeHash: row.codeHash,
    ...(row.block === null ? {} : { block: row.block }),
    language: row.language,
    runner: row.runner,
    exitCode: row.exitCode ?? undefined,
    signal: row.signal ?? undefined,
    timedOut: row.timedOut === 1,
    stopped: row.stopped === 1,
    limit: row.limit ?? undefined,
    compiling: row.compiling === 1 || undefined,
    peakMemoryBytes: row.peakMemoryBytes ?? undefined,
    truncatedBytes: row.truncatedBytes + cut,
    durationMs: row.durationMs,
    sandbox: row.sandbox,
    startedAt: row.startedAt,
    value: row.value ?? undefined,
    stdout: stdout.text,
    stderr: stderr.text,
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
