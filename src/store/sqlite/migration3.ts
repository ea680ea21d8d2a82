import { createHash } from 'node:crypto';

/** What came of the newest run of each input and of each response as it is now, as bits (see `verdictBits`). */
const verdicts = (task: string): string => `(
    SELECT coalesce(sum(DISTINCT CASE verdict WHEN 'passed' THEN 1 WHEN 'ran' THEN 2 WHEN 'differs' THEN 4
      WHEN 'crashed' THEN 8 WHEN 'timed-out' THEN 16 ELSE 32 END), 0)
    FROM runs WHERE n IN (
      SELECT max(n) FROM runs WHERE task = ${task}
        AND ((response = '1' AND n > task_facts.since1) OR (response = '2' AND n > task_facts.since2))
      GROUP BY response, input_id))`;

/**
 * Version 3: what queues, redo, bulk actions, suggestions, pace and line comments need. The history is made anew for more kinds of
 * entries; `step` takes the place of `closed`. Facts for queues lie in a table of their own: behind the long texts of `tasks` they
 * would be slow to read.
 */
export const migration3 = `
  CREATE TABLE guidelines (
    version TEXT PRIMARY KEY,
    first_seen_at TEXT NOT NULL,
    text TEXT NOT NULL,
    rubric TEXT NOT NULL                   -- JSON
  ) WITHOUT ROWID;

  CREATE TABLE task_facts (
    task INTEGER PRIMARY KEY REFERENCES tasks (position),
    shuffle INTEGER NOT NULL,              -- 62 bits of the id's hash, for drawing lots
    verdicts INTEGER NOT NULL DEFAULT 0,   -- bits, kept by triggers
    since1 INTEGER NOT NULL DEFAULT 0,     -- the last run before response 1 got its text
    since2 INTEGER NOT NULL DEFAULT 0
  );
  INSERT INTO task_facts (task, shuffle) SELECT position, task_shuffle(id) FROM tasks;
  UPDATE task_facts SET verdicts = ${verdicts('task_facts.task')} WHERE task IN (SELECT task FROM runs);

  CREATE TRIGGER run_verdict AFTER INSERT ON runs WHEN NEW.response <> 'correction' BEGIN
    UPDATE task_facts SET verdicts = ${verdicts('NEW.task')} WHERE task = NEW.task;
  END;
  CREATE TRIGGER generation_replaced AFTER UPDATE OF hash ON generations WHEN OLD.hash <> NEW.hash BEGIN
    UPDATE task_facts SET
      since1 = CASE NEW.response WHEN 1 THEN (SELECT coalesce(max(n), 0) FROM runs) ELSE since1 END,
      since2 = CASE NEW.response WHEN 2 THEN (SELECT coalesce(max(n), 0) FROM runs) ELSE since2 END
      WHERE task = NEW.task;
    UPDATE task_facts SET verdicts = ${verdicts('NEW.task')} WHERE task = NEW.task;
  END;

  CREATE TABLE history2 (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    task INTEGER NOT NULL REFERENCES tasks (position),
    annotator TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('act', 'reopen', 'undo', 'redo', 'revert', 'pull', 'adopt')),
    status TEXT NOT NULL,
    step TEXT CHECK (step IN ('undo', 'redo')),  -- what can still be done with it
    of INTEGER,                            -- the entry that was undone, done again or reverted to
    batch TEXT,                            -- the same for all of one bulk action
    at TEXT NOT NULL,
    guidelines_version TEXT NOT NULL,
    hash1 TEXT,
    hash2 TEXT,
    taken TEXT,                            -- JSON: fields that are a suggestion's
    answer TEXT NOT NULL
  );
  INSERT INTO history2 (seq, task, annotator, kind, status, step, at, guidelines_version, hash1, hash2, answer)
  SELECT seq, task, annotator, kind, status, CASE WHEN kind = 'act' AND status <> 'draft' AND closed = 0 THEN 'undo' END,
    at, guidelines_version, hash1, hash2, answer
  FROM history ORDER BY seq;
  DROP TABLE history;
  ALTER TABLE history2 RENAME TO history;
  CREATE INDEX history_key ON history (annotator, task, seq);
  CREATE INDEX history_task ON history (task, seq);
  CREATE INDEX history_at ON history (annotator, at);
  CREATE INDEX history_batch ON history (batch) WHERE batch IS NOT NULL;
  CREATE INDEX history_step ON history (annotator, step, seq) WHERE step IS NOT NULL;

  ALTER TABLE annotations ADD COLUMN taken TEXT;   -- JSON, as in the history
  CREATE INDEX annotations_updated ON annotations (annotator, updated_at);

  CREATE TABLE suggestions (
    task INTEGER NOT NULL REFERENCES tasks (position),
    agent TEXT NOT NULL,
    field TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('judge', 'argilla', 'agent')),
    score REAL,
    at TEXT NOT NULL,
    hash1 TEXT,                            -- the responses that it is about
    hash2 TEXT,
    value TEXT NOT NULL,                   -- JSON
    PRIMARY KEY (task, agent, field)
  );

  CREATE TABLE times (
    annotator TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (position),
    ms INTEGER NOT NULL,
    PRIMARY KEY (annotator, task)
  ) WITHOUT ROWID;

  CREATE TABLE line_comments (
    annotator TEXT NOT NULL,
    id TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (position),
    response TEXT NOT NULL CHECK (response IN ('1', '2', 'correction')),
    start_line INTEGER NOT NULL,           -- 1-based, both included
    end_line INTEGER NOT NULL,
    at TEXT NOT NULL,
    quote TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (annotator, id)
  );
  CREATE INDEX line_comments_task ON line_comments (task, annotator);
`;

/** The SQL function `task_shuffle`: the first 62 bits of the hash of a task's id. */
export function taskShuffle(id: unknown): bigint {
  const hash = createHash('sha256').update(String(id), 'utf8').digest('hex');
  return BigInt(`0x${hash.slice(0, 16)}`) >> 2n;
}
