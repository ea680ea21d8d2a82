import type { Answer } from '../../domain/annotation.ts';
import { taskHash, type JudgedTask } from '../api/shownTexts.ts';
import type { Database } from '../sqlite/database.ts';
import { toAnswer } from '../sqlite/rows.ts';

/**
 * An answer is about the texts that were judged. Where they are exchanged, what is judged finally goes on to name the former ones; a draft is
 * set aside: it is in the history with them, and the task begins anew.
 */

/** Before a task's instruction or tests become others: its answers name those that they were given for. */
export function exchangeTask(
  db: Database,
  position: number,
  taskId: string,
  former: JudgedTask,
  now: JudgedTask,
): void {
  const hash = taskHash(former);
  if (hash === taskHash(now)) return;
  const answered = db.get('SELECT 1 FROM history WHERE task = :position LIMIT 1', { position });
  if (!answered) return;
  // Who named none meant those that were there.
  for (const table of ['annotations', 'history'])
    db.run(
      `UPDATE ${table} SET answer = json_set(answer, '$.task', :hash)
       WHERE task = :position AND status <> 'pending' AND json_extract(answer, '$.task') IS NULL`,
      { position, hash },
    );
  const { instruction, tests, testSetup } = former;
  db.run('INSERT OR IGNORE INTO meta (key, value) VALUES (:key, :value)', {
    key: formerKey(hash),
    value: JSON.stringify({ instruction, tests, testSetup }),
  });
  setDraftsAside(db, position, taskId);
}

/** What a task said when it had this hash, where answers were given for it. */
export function formerTask(db: Database, hash: string): JudgedTask | undefined {
  const row = db.get<{ value: string }>('SELECT value FROM meta WHERE key = :key', { key: formerKey(hash) });
  return row && (JSON.parse(row.value) as JudgedTask);
}

const formerKey = (hash: string): string => `judgedTask:${hash}`;

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
}: Answer): boolean {
  return [score1, score2, points1, points2, corrected, correction, comments].some((one) => one !== undefined);
}
