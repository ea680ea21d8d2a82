import type { OracleFault, OracleRun } from '../../domain/run.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf } from '../sqlite/rows.ts';
import { oracleRunSchema } from '../sqlite/validation.ts';

type Outcome = Omit<OracleRun, 'subject' | 'inputId' | 'codeHash'>;

/** Keeps what the data set's own programs did; a newer run takes the place of an older one with the same input. */
export function putOracle(db: Database, taskId: string, runs: OracleRun[]): void {
  const position = positionOf(db, taskId);
  for (const run of runs) {
    const { subject, inputId, codeHash, ...outcome } = oracleRunSchema.parse(run);
    db.run(
      `INSERT OR REPLACE INTO oracle_runs (task, subject, input_id, code_hash, outcome)
       VALUES (:position, :subject, :inputId, :codeHash, :outcome)`,
      { position, subject, inputId, codeHash, outcome: JSON.stringify(outcome) },
    );
  }
  db.changes.add(position, taskId, 'run');
}

/** A task with another content: what was found out is about the former one. */
export function forgetOracle(db: Database, position: number): void {
  db.run('DELETE FROM oracle_runs WHERE task = :position', { position });
}

interface OracleRow {
  task: number;
  subject: OracleRun['subject'];
  inputId: string;
  codeHash: string;
  outcome: string;
}

const columns = 'task, subject, input_id AS inputId, code_hash AS codeHash, outcome';

function toOracle({ subject, inputId, codeHash, outcome }: OracleRow): OracleRun {
  return { ...(JSON.parse(outcome) as Outcome), subject, inputId, codeHash };
}

export function oracleOf(db: Database, position: number): OracleRun[] {
  const sql = `SELECT ${columns} FROM oracle_runs WHERE task = :position`;
  return db.all<OracleRow>(sql, { position }).map(toOracle);
}

/** By position, for many. */
export function oracleOfTasks(db: Database, positions: string): Map<number, OracleRun[]> {
  const sql = `SELECT ${columns} FROM oracle_runs WHERE task IN (SELECT value FROM json_each(:positions))`;
  const found = new Map<number, OracleRun[]>();
  for (const row of db.all<OracleRow>(sql, { positions }))
    found.set(row.task, [...(found.get(row.task) ?? []), toOracle(row)]);
  return found;
}

/** Tasks with tests at which nobody has looked yet, from a place on. */
export function tasksToProve(
  db: Database,
  from: number,
  limit: number,
): { taskId: string; position: number }[] {
  return db.all(
    `SELECT t.id AS taskId, t.position FROM tasks t
     WHERE t.position >= :from AND t.generated < 4 AND (t.tests IS NOT NULL OR t.test_list IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM oracle_runs o WHERE o.task = t.position AND o.input_id = '')
     ORDER BY t.position LIMIT :limit`,
    { from, limit },
  );
}

/** Faults of the data set, in the order of its tasks. */
export function oracleFaults(db: Database): OracleFault[] {
  return db
    .all<OracleFault & { error: string | null }>(
      `SELECT t.id AS taskId, o.subject, count(*) AS count, min(json_extract(o.outcome, '$.error')) AS error
       FROM oracle_runs o JOIN tasks t ON t.position = o.task
       WHERE t.generated < 4 AND json_extract(o.outcome, '$.origin') = 'dataset' AND
         ((o.subject = 'reference' AND json_extract(o.outcome, '$.verdict') IN ('differs', 'crashed', 'timed-out'))
           OR (o.subject = 'stub' AND json_extract(o.outcome, '$.verdict') = 'passed'))
       GROUP BY o.task, o.subject ORDER BY o.task, o.subject`,
      {},
    )
    .map(({ error, ...fault }) => ({ ...fault, ...(error === null ? {} : { error }) }));
}
