import type { LogVerdict, TaskInput, TheirVerdict } from '../../domain/task.ts';
import { splitThoughts } from '../../code/answer/thoughts.ts';
import { sha256 } from '../../platform/hash.ts';
import type { Database } from '../sqlite/database.ts';
import { logVerdictSchema } from '../sqlite/validation.ts';

/** What logs of other programs say of recorded responses. It is about a text: where another is there, it says nothing of that. */

interface VerdictRow {
  response: 1 | 2;
  passed: number | null;
  verdict: string;
}

/**
 * Keeps what the source's logs say, after the responses were stored; a source without logs changes nothing. Gives whether anything had to be
 * written.
 */
export function recordTheirs(db: Database, position: number, { theirs, generations }: TaskInput): boolean {
  if (!theirs) return false;
  let changed = false;
  for (const response of [1, 2] as const) {
    const verdict = theirs[response - 1] ?? null;
    const whole = generations?.[response - 1] ?? null;
    const old = db.get<VerdictRow & { hash: string }>(
      'SELECT response, hash, passed, verdict FROM log_verdicts WHERE task = :position AND response = :response',
      { position, response },
    );
    if (verdict === null || whole === null) {
      if (!old) continue;
      db.run('DELETE FROM log_verdicts WHERE task = :position AND response = :response', {
        position,
        response,
      });
      changed = true;
      continue;
    }
    const { passed, ...rest } = logVerdictSchema.parse(verdict);
    const row = {
      hash: hashThere(db, position, response, whole),
      passed: passed === undefined ? null : Number(passed),
      verdict: JSON.stringify(rest),
    };
    if (old && old.hash === row.hash && old.passed === row.passed && old.verdict === row.verdict) continue;
    db.run(
      `INSERT OR REPLACE INTO log_verdicts (task, response, hash, passed, verdict)
       VALUES (:position, :response, :hash, :passed, :verdict)`,
      { position, response, ...row },
    );
    changed = true;
  }
  return changed;
}

/** The hash of the text as it was stored: what a model thought is taken out of it, but not out of one that was stored with it. */
function hashThere(db: Database, position: number, response: 1 | 2, whole: string): string {
  const stored = db.get<{ hash: string }>(
    'SELECT hash FROM generations WHERE task = :position AND response = :response',
    { position, response },
  );
  const asItIs = sha256(whole);
  return stored?.hash === asItIs ? asItIs : sha256(splitThoughts(whole).answer);
}

const aboutThere = `FROM log_verdicts v JOIN generations g ON g.task = v.task AND g.response = v.response AND g.hash = v.hash`;

function toVerdict({ response, passed, verdict }: VerdictRow): TheirVerdict {
  const { tool, by, value, reason } = JSON.parse(verdict) as Omit<LogVerdict, 'passed'>;
  return {
    response,
    ...(passed === null ? {} : { passed: passed === 1 }),
    tool,
    ...(by === undefined ? {} : { by }),
    ...(value === undefined ? {} : { value }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Of the responses that are there. */
export function theirsOf(db: Database, position: number): TheirVerdict[] {
  const sql = `SELECT v.response, v.passed, v.verdict ${aboutThere} WHERE v.task = :position ORDER BY v.response`;
  return db.all<VerdictRow>(sql, { position }).map(toVerdict);
}

/** By position, for many: with the hash of the text that each is about. */
export function theirsOfTasks(
  db: Database,
  positions: string,
): Map<number, (TheirVerdict & { hash: string })[]> {
  const sql = `SELECT task, response, hash, passed, verdict FROM log_verdicts
    WHERE task IN (SELECT value FROM json_each(:positions)) ORDER BY task, response`;
  const found = new Map<number, (TheirVerdict & { hash: string })[]>();
  for (const row of db.all<VerdictRow & { task: number; hash: string }>(sql, { positions }))
    found.set(row.task, [...(found.get(row.task) ?? []), { ...toVerdict(row), hash: row.hash }]);
  return found;
}

export function hasTheirs(db: Database): boolean {
  return db.get('SELECT 1 FROM log_verdicts LIMIT 1', {}) !== undefined;
}
