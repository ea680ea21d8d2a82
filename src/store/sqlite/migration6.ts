import { createHash } from 'node:crypto';

/** What a task is to whoever has not answered it; one that is withdrawn is nothing else to anybody. */
const base = (task: string): string =>
  `CASE WHEN ${task}.generated >= 4 THEN 'withdrawn' WHEN ${task}.generated = 3 THEN 'to-score'
    WHEN ${task}.failure IS NOT NULL THEN 'failed' ELSE 'to-generate' END`;

const values = (answer: string): string =>
  `${answer}.score1 IS NOT NULL, coalesce(${answer}.score1, 0), ${answer}.score2 IS NOT NULL, coalesce(${answer}.score2, 0)`;

/** Adds `select`s rows to the counts, or takes them away. */
const add = (select: string, sign: '+' | '-' = '+'): string => `
    INSERT INTO answer_counts (annotator, base, status, n, scores1, sum1, scores2, sum2) ${select}
    ON CONFLICT (annotator, base, status) DO UPDATE SET n = n ${sign} excluded.n,
      scores1 = scores1 ${sign} excluded.scores1, sum1 = sum1 ${sign} excluded.sum1,
      scores2 = scores2 ${sign} excluded.scores2, sum2 = sum2 ${sign} excluded.sum2;`;

/** An answer, with the task that it belongs to. */
const answer = (row: 'NEW' | 'OLD'): string =>
  `SELECT ${row}.annotator, ${base('t')}, ${row}.status, 1, ${values(row)} FROM tasks t WHERE t.position = ${row}.task`;

/** All answers to a task. */
const answers = (row: 'NEW' | 'OLD'): string =>
  `SELECT a.annotator, ${base(row)}, a.status, 1, ${values('a')} FROM annotations a
      WHERE a.task = NEW.position AND a.status <> 'pending'`;

const without = (field: string): string => `
  UPDATE history SET answer = json_remove(answer, '$.${field}') WHERE seq IN (SELECT seq FROM history_texts WHERE field = '${field}');`;

const cut = (bytes: string, more: string, which: string): string => `
  UPDATE runs SET ${more} truncated_bytes = truncated_bytes + octet_length(stdout) + octet_length(stderr)
      - octet_length(run_head_6(stdout, ${bytes})) - octet_length(run_head_6(stderr, ${bytes})),
    stdout = run_head_6(stdout, ${bytes}), stderr = run_head_6(stderr, ${bytes})
  WHERE ${which};`;

/**
 * Version 6: loads are begun and ended, so that one that was interrupted is known as such. A task that left its data set is withdrawn, by
 * the bit 4 of `tasks.generated`, where lists read it with what they read anyway and the index of that column serves; one that got another
 * id is still found by the former. Long texts of the history are kept once. Of a run that was made again with the same program the heads
 * of its outputs stay, and three of these runs; of one of an earlier program what exports show.
 */
export const migration6 = `
  CREATE TABLE loads (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    ended_at TEXT                          -- NULL: it goes on, or was interrupted
  );

  CREATE TABLE former_ids (
    id TEXT PRIMARY KEY,
    task INTEGER NOT NULL REFERENCES tasks (position)
  ) WITHOUT ROWID;

  DROP TRIGGER task_counted;
  DROP TRIGGER task_recounted;
  DROP TRIGGER answer_counted;
  DROP TRIGGER answer_recounted;
  DROP TRIGGER answer_uncounted;
  CREATE TRIGGER task_counted AFTER INSERT ON tasks BEGIN
    INSERT INTO task_counts VALUES (${base('NEW')}, 1) ON CONFLICT (base) DO UPDATE SET n = n + 1;
  END;
  CREATE TRIGGER task_recounted AFTER UPDATE OF generated, failure ON tasks WHEN ${base('OLD')} <> ${base('NEW')} BEGIN
    UPDATE task_counts SET n = n - 1 WHERE base = ${base('OLD')};
    INSERT INTO task_counts VALUES (${base('NEW')}, 1) ON CONFLICT (base) DO UPDATE SET n = n + 1;
    ${add(answers('OLD'), '-')}
    ${add(answers('NEW'))}
  END;
  CREATE TRIGGER answer_counted AFTER INSERT ON annotations WHEN NEW.status <> 'pending' BEGIN
    ${add(answer('NEW'))}
  END;
  CREATE TRIGGER answer_recounted AFTER UPDATE ON annotations
  WHEN OLD.status <> NEW.status OR OLD.score1 IS NOT NEW.score1 OR OLD.score2 IS NOT NEW.score2 BEGIN
    ${add(`${answer('OLD')} AND OLD.status <> 'pending'`, '-')}
    ${add(`${answer('NEW')} AND NEW.status <> 'pending'`)}
  END;
  CREATE TRIGGER answer_uncounted AFTER DELETE ON annotations WHEN OLD.status <> 'pending' BEGIN
    ${add(answer('OLD'), '-')}
  END;

  CREATE TABLE texts (
    hash TEXT PRIMARY KEY,                 -- SHA-256 (hex) of the other column
    text TEXT NOT NULL                     -- JSON: no character is lost
  );
  CREATE TABLE history_texts (
    seq INTEGER NOT NULL,                  -- that of the entry, whose answer is without this field
    field TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (seq, field)
  ) WITHOUT ROWID;
  CREATE INDEX history_texts_hash ON history_texts (hash);
  INSERT INTO history_texts (seq, field, hash)
  SELECT h.seq, j.key, text_hash_6(h.answer -> j.key) FROM history h, json_each(h.answer) j
  WHERE j.type = 'text' AND j.key IN ('correction', 'comments', 'flag', 'skipped') AND octet_length(h.answer -> j.key) > 300;
  INSERT OR IGNORE INTO texts (hash, text)
  SELECT t.hash, h.answer -> t.field FROM history_texts t JOIN history h ON h.seq = t.seq;
  ${['correction', 'comments', 'flag', 'skipped'].map(without).join('')}

  CREATE TEMP TABLE newest_runs (n INTEGER PRIMARY KEY);
  INSERT INTO newest_runs SELECT max(n) FROM runs GROUP BY task, response, input_id, code_hash;
  DELETE FROM runs WHERE n IN (SELECT n FROM (
    SELECT n, row_number() OVER (PARTITION BY task, response, input_id, code_hash ORDER BY n DESC) AS age FROM runs) WHERE age > 4);
  ${cut('2048', 'input = NULL, value = run_head_6(value, 2048),', 'n NOT IN (SELECT n FROM newest_runs)')}
  DELETE FROM newest_runs;
  INSERT INTO newest_runs SELECT max(n) FROM runs GROUP BY task, response, input_id;
  ${cut('40000', '', '(octet_length(stdout) > 40000 OR octet_length(stderr) > 40000) AND n NOT IN (SELECT n FROM newest_runs)')}
  DROP TABLE newest_runs;
`;

/** The SQL function `text_hash_6`. */
export function textHash6(json: unknown): string {
  return createHash('sha256').update(String(json), 'utf8').digest('hex');
}

/** The SQL function `run_head_6`: as much of a text as has that many bytes, without half a character. */
export function runHead6(text: unknown, bytes: unknown): string | null {
  if (typeof text !== 'string') return null;
  const whole = Buffer.from(text, 'utf8');
  if (whole.length <= Number(bytes)) return text;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole.subarray(0, Number(bytes)), {
    stream: true,
  });
}
