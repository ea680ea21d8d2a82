import type { Answer } from '../../domain/annotation.ts';
import type { Task, TaskInput } from '../../domain/task.ts';
import { sha256 } from '../../platform/hash.ts';
import { taskHash } from '../api/shownTexts.ts';
import type { Database } from '../sqlite/database.ts';
import { toAnswer, type About } from '../sqlite/rows.ts';
import { putVersion, versionOf } from './taskVersions.ts';

/**
 * An answer is about the texts that were judged. Where they are exchanged, what is judged finally goes on to name the former ones; a draft is
 * set aside: it is in the history with them, and the task begins anew.
 */

/** Before a task becomes another: its answers name what they were given for. */
export function exchangeTask(db: Database, position: number, former: Task, now: TaskInput): void {
  const texts = taskHash(former);
  const others = texts !== taskHash(now);
  if (db.get('SELECT 1 FROM history WHERE task = :position LIMIT 1', { position })) {
    const version = versionOf(former);
    if (nameAbout(db, position, 'task', version.hash) > 0) putVersion(db, version);
    if (others) setDraftsAside(db, position, former.id);
  }
  if (others)
    db.run('UPDATE suggestions SET about = :texts WHERE task = :position AND about IS NULL', {
      position,
      texts,
    });
  if (former.instruction === now.instruction) return;
  const instruction = instructionHash(former.instruction);
  const made = 'SET instruction = :instruction WHERE task = :position AND instruction IS NULL';
  db.run(`UPDATE old_generations ${made}`, { position, instruction });
  // Those that the source brings with the new instruction are about that.
  if (!now.generations) db.run(`UPDATE generations ${made}`, { position, instruction });
}

export function instructionHash(instruction: string): string {
  return sha256(instruction);
}

/**
 * Has answers that name nothing name this: they meant what was there. `hash`: of those about this text of a response alone. Gives how many
 * rows these were.
 */
export function nameAbout(
  db: Database,
  position: number,
  what: keyof About,
  value: string,
  hash?: string,
): number {
  const column = what === 'made2' ? 'hash2' : 'hash1';
  const named = ['annotations', 'history'].map(
    (table) =>
      db.run(
        `UPDATE ${table} SET answer = json_set(answer, '$.${what}', :value)
         WHERE task = :position AND status <> 'pending' AND json_extract(answer, '$.${what}') IS NULL
           AND (:hash IS NULL OR ${column} = :hash)`,
        { position, value, hash: hash ?? null },
      ).changes,
  );
  return named.reduce((sum, one) => sum + one, 0);
}

/** @param but drafts that were given for this text of a response stay */
export function setDraftsAside(
  db: Database,
  position: number,
  taskId: string,
  but?: { response: 1 | 2; hash: string },
): void {
  const column = but?.response === 2 ? 'hash2' : 'hash1';
  const drafts = db.all<{ annotator: string; answer: string; guidelinesVersion: string }>(
    `SELECT annotator, answer, guidelines_version AS guidelinesVersion FROM annotations
     WHERE task = :position AND status = 'draft' AND (:hash IS NULL OR ${column} IS NOT :hash)`,
    { position, hash: but?.hash ?? null },
  );
  for (const { annotator, answer, guidelinesVersion } of drafts) {
    // A flag, or a reason to set it aside, is about the task.
    if (!isAboutTexts(toAnswer(answer))) continue;
    const who = { annotator, position };
    const now = new Date().toISOString();
    db.run(
      `UPDATE annotations SET status = 'pending', answer = '{}', taken = NULL, revision = revision + 1, updated_at = :now
       WHERE annotator = :annotator AND task = :position`,
      { ...who, now },
    );
    // The draft's own entry is the newest: what it was about stays in it.
    db.run(
      `INSERT INTO history (task, annotator, kind, status, of, at, guidelines_version, answer)
       SELECT :position, :annotator, 'act', 'pending', max(seq), :now, :guidelinesVersion, '{}' FROM history
       WHERE annotator = :annotator AND task = :position`,
      { ...who, now, guidelinesVersion },
    );
    // They stand in the draft's comments as well.
    db.run('DELETE FROM line_comments WHERE annotator = :annotator AND task = :position', who);
    db.changes.add(position, taskId, 'answer');
    db.changes.add(position, taskId, 'comment');
  }
}

/** Whether what was answered last is a draft that was set aside for other texts. */
export function isSetAside(db: Database, position: number, annotator: string): boolean {
  const last = db.get<{ kind: string; status: string; of: number | null }>(
    'SELECT kind, status, of FROM history WHERE annotator = :annotator AND task = :position ORDER BY seq DESC LIMIT 1',
    { annotator, position },
  );
  return last?.kind === 'act' && last.status === 'pending' && last.of !== null;
}

function isAboutTexts({
  score1,
  score2,
  points1,
  points2,
  corrected,
  correction,
  comments,
  tags,
}: Answer): boolean {
  const given = [score1, score2, points1, points2, corrected, correction, comments, tags];
  return given.some((one) => one !== undefined);
}
