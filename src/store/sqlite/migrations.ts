import { migration2 } from './migration2.ts';
import { migration3 } from './migration3.ts';
import { migration4 } from './migration4.ts';
import { migration5 } from './migration5.ts';
import { migration6 } from './migration6.ts';

/** Version 9: the uses of tags that answers hold. */
const taggedBy = (answers: string): string => `
    INSERT OR IGNORE INTO tag_uses (annotator, task, response, tag, first_line, last_line)
    SELECT a.annotator, a.task, u.value ->> '$.response', u.value ->> '$.tag',
      coalesce(u.value ->> '$.lines[0]', 0), coalesce(u.value ->> '$.lines[1]', 0)
    FROM (${answers}) a, json_each(a.answer, '$.tags') u WHERE a.status <> 'pending';`;

/**
 * The schema, one migration for each version; `PRAGMA user_version` counts those that were applied. A published migration is
 * never changed and imports nothing that may change: add another (a test knows the texts of those that are there). Tasks are joined by `position` (a small integer); names outside are task ids.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- What lists read comes first: SQLite then need not follow the overflow pages of the long texts behind it.
  CREATE TABLE tasks (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    generated INTEGER NOT NULL DEFAULT 0,  -- bit 1: response 1 is there, bit 2: response 2 (kept by triggers)
    runs INTEGER NOT NULL DEFAULT 0,       -- number of runs (kept by a trigger)
    failure TEXT,                          -- message of the newest failure (kept by triggers)
    source TEXT NOT NULL,
    language TEXT,
    entry_point TEXT,
    instruction TEXT NOT NULL,
    tests TEXT,
    context TEXT                           -- JSON object
  );
  CREATE INDEX tasks_generated ON tasks (generated, position);

  CREATE TABLE generations (
    task INTEGER NOT NULL REFERENCES tasks (position),
    response INTEGER NOT NULL CHECK (response IN (1, 2)),
    hash TEXT NOT NULL,
    origin TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    provenance TEXT NOT NULL,              -- JSON: url, parameters, prompt, startedAt, durationMs, finishReason, usage, seed
    text TEXT NOT NULL,
    PRIMARY KEY (task, response)
  );
  -- Generations that were replaced: annotations made on them name their hash.
  CREATE TABLE old_generations (
    task INTEGER NOT NULL REFERENCES tasks (position),
    response INTEGER NOT NULL,
    hash TEXT NOT NULL,
    origin TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    provenance TEXT NOT NULL,
    text TEXT NOT NULL,
    replaced_at TEXT NOT NULL
  );
  CREATE INDEX old_generations_hash ON old_generations (task, response, hash);

  CREATE TABLE failures (
    task INTEGER NOT NULL REFERENCES tasks (position),
    response INTEGER NOT NULL CHECK (response IN (1, 2)),
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    action TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (task, response)
  );

  CREATE TABLE runs (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    task INTEGER NOT NULL REFERENCES tasks (position),
    response TEXT NOT NULL,                -- '1', '2' or 'correction'
    code_hash TEXT NOT NULL,
    language TEXT NOT NULL,
    runner TEXT NOT NULL,
    input TEXT,
    exit_code INTEGER,
    signal TEXT,
    timed_out INTEGER NOT NULL,
    stopped INTEGER NOT NULL,
    truncated_bytes INTEGER NOT NULL,
    duration_ms REAL NOT NULL,
    sandbox TEXT NOT NULL,
    started_at TEXT NOT NULL,
    stdout TEXT NOT NULL,
    stderr TEXT NOT NULL
  );
  CREATE INDEX runs_task ON runs (task, response, n);

  CREATE TABLE orders (
    annotator TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (position),
    first INTEGER NOT NULL CHECK (first IN (1, 2)),  -- the response shown as A
    PRIMARY KEY (annotator, task)
  ) WITHOUT ROWID;

  -- An answer that was taken back stays as a row with status 'pending', so that its revision goes on growing.
  CREATE TABLE annotations (
    annotator TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (position),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'discarded', 'pending')),
    revision INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    guidelines_version TEXT NOT NULL,
    hash1 TEXT,                            -- the generations that were judged
    hash2 TEXT,
    score1 INTEGER GENERATED ALWAYS AS (json_extract(answer, '$.score1')) STORED,
    score2 INTEGER GENERATED ALWAYS AS (json_extract(answer, '$.score2')) STORED,
    flag TEXT GENERATED ALWAYS AS (json_extract(answer, '$.flag')) STORED,
    answer TEXT NOT NULL                   -- JSON
  );
  CREATE UNIQUE INDEX annotations_key ON annotations (annotator, task);
  CREATE INDEX annotations_task ON annotations (task);

  CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    task INTEGER NOT NULL REFERENCES tasks (position),
    annotator TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('act', 'undo', 'pull', 'adopt')),
    status TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0,     -- cannot be undone (any more): undone already, or overtaken by a pull
    at TEXT NOT NULL,
    guidelines_version TEXT NOT NULL,
    hash1 TEXT,
    hash2 TEXT,
    answer TEXT NOT NULL
  );
  CREATE INDEX history_key ON history (annotator, task, seq);
  CREATE INDEX history_task ON history (task, seq);
  CREATE INDEX history_undo ON history (annotator, seq) WHERE kind = 'act' AND status <> 'draft' AND closed = 0;

  CREATE TABLE outbox (
    annotator TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (position),
    seq INTEGER NOT NULL,                  -- that of the history entry that is to be sent
    status TEXT NOT NULL,
    answer TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    PRIMARY KEY (annotator, task)
  );

  CREATE TABLE remote_records (
    dataset TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (position),
    record_id TEXT NOT NULL,
    PRIMARY KEY (dataset, task)
  ) WITHOUT ROWID;
  CREATE TABLE remote_responses (
    dataset TEXT NOT NULL,
    task INTEGER NOT NULL,
    annotator TEXT NOT NULL,               -- '' where the writer did not say whose it is
    response_id TEXT NOT NULL,
    seen_updated_at TEXT,
    PRIMARY KEY (dataset, task, annotator),
    FOREIGN KEY (dataset, task) REFERENCES remote_records (dataset, task) ON DELETE CASCADE
  );

  -- What changed, for the other windows; old rows are trimmed. No task: many or unknown.
  CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    writer TEXT NOT NULL,
    task INTEGER
  );

  CREATE VIRTUAL TABLE search USING fts5 (
    id, instruction, response1, response2,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
  );

  CREATE TRIGGER generation_added AFTER INSERT ON generations BEGIN
    UPDATE tasks SET generated = generated | NEW.response WHERE position = NEW.task;
  END;
  CREATE TRIGGER generation_removed AFTER DELETE ON generations BEGIN
    UPDATE tasks SET generated = generated & ~OLD.response WHERE position = OLD.task;
  END;
  CREATE TRIGGER run_added AFTER INSERT ON runs BEGIN
    UPDATE tasks SET runs = runs + 1 WHERE position = NEW.task;
  END;
  CREATE TRIGGER failure_added AFTER INSERT ON failures BEGIN
    UPDATE tasks SET failure = NEW.message WHERE position = NEW.task;
  END;
  CREATE TRIGGER failure_removed AFTER DELETE ON failures BEGIN
    UPDATE tasks SET failure = (SELECT message FROM failures WHERE task = OLD.task ORDER BY at DESC LIMIT 1)
      WHERE position = OLD.task;
  END;
  `,
  migration2,
  migration3,
  migration4,
  migration5,
  migration6,
  // Version 7: a person has any number of names. One that is not listed is a person of its own, as all were before: answers call whom they
  // belong to by one of that person's names.
  `
  CREATE TABLE names (
    name TEXT PRIMARY KEY,                 -- see \`annotatorId\`
    person TEXT NOT NULL,                  -- the name that answers, history and outbox have of the same person
    label TEXT                             -- what the name is told as
  ) WITHOUT ROWID;
  CREATE INDEX names_person ON names (person);
  -- Of two persons, that they are not one.
  CREATE TABLE strangers (
    person TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (person, other)
  ) WITHOUT ROWID;
  `,
  // Version 8: what a task was (instruction, tests, context and the rest) when answers were given that are about it still, once for each content;
  // before, instruction and tests alone lay among the small things that are remembered. Of a response and of a suggestion it is known whether
  // the task asked for something else then.
  `
  CREATE TABLE task_versions (
    hash TEXT PRIMARY KEY,                 -- SHA-256 (hex) of the content; of an earlier version's, that of \`texts\`
    texts TEXT NOT NULL,                   -- the hash of what is judged of it: instruction and tests
    content TEXT NOT NULL                  -- JSON
  );
  INSERT INTO task_versions (hash, texts, content)
  SELECT substr(key, 12), substr(key, 12), value FROM meta WHERE substr(key, 1, 11) = 'judgedTask:';
  DELETE FROM meta WHERE substr(key, 1, 11) = 'judgedTask:';

  -- The hash of the instruction that it was made for; NULL: the one that is there.
  ALTER TABLE generations ADD COLUMN instruction TEXT;
  ALTER TABLE old_generations ADD COLUMN instruction TEXT;
  -- The hash of the task's texts that it is about; NULL: those that are there.
  ALTER TABLE suggestions ADD COLUMN about TEXT;
  `,
  // Version 9: what a run checked, and a verdict more: its bit among those of a task.
  `
  ALTER TABLE runs ADD COLUMN evidence TEXT; -- JSON; NULL: nothing was counted
  DROP TRIGGER run_verdict;
  DROP TRIGGER generation_replaced;
  CREATE TRIGGER run_verdict AFTER INSERT ON runs WHEN NEW.response <> 'correction' BEGIN
    UPDATE task_facts SET verdicts = (
      SELECT coalesce(sum(DISTINCT CASE verdict WHEN 'passed' THEN 1 WHEN 'ran' THEN 2 WHEN 'differs' THEN 4
        WHEN 'crashed' THEN 8 WHEN 'timed-out' THEN 16 WHEN 'cut' THEN 64 ELSE 32 END), 0)
      FROM runs WHERE n IN (
        SELECT max(n) FROM runs WHERE task = NEW.task
          AND ((response = '1' AND n > task_facts.since1) OR (response = '2' AND n > task_facts.since2))
        GROUP BY response, input_id)) WHERE task = NEW.task;
  END;
  CREATE TRIGGER generation_replaced AFTER UPDATE OF hash ON generations WHEN OLD.hash <> NEW.hash BEGIN
    UPDATE task_facts SET
      since1 = CASE NEW.response WHEN 1 THEN (SELECT coalesce(max(n), 0) FROM runs) ELSE since1 END,
      since2 = CASE NEW.response WHEN 2 THEN (SELECT coalesce(max(n), 0) FROM runs) ELSE since2 END
      WHERE task = NEW.task;
    UPDATE task_facts SET verdicts = (
      SELECT coalesce(sum(DISTINCT CASE verdict WHEN 'passed' THEN 1 WHEN 'ran' THEN 2 WHEN 'differs' THEN 4
        WHEN 'crashed' THEN 8 WHEN 'timed-out' THEN 16 WHEN 'cut' THEN 64 ELSE 32 END), 0)
      FROM runs WHERE n IN (
        SELECT max(n) FROM runs WHERE task = NEW.task
          AND ((response = '1' AND n > task_facts.since1) OR (response = '2' AND n > task_facts.since2))
        GROUP BY response, input_id)) WHERE task = NEW.task;
  END;
  `,
  // Version 10: what judges were asked, what they said, and what they could not say; a suggestion may say why.
  `
  ALTER TABLE suggestions ADD COLUMN reasons TEXT;   -- JSON: by criterion

  CREATE TABLE judge_prompts (
    version TEXT PRIMARY KEY,
    first_seen_at TEXT NOT NULL,
    text TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE judgements (
    task INTEGER NOT NULL REFERENCES tasks (position),
    judge TEXT NOT NULL,
    prompt TEXT NOT NULL,                  -- version of the prompt
    question TEXT NOT NULL CHECK (question IN ('1', '2', '1,2', '2,1')),  -- responses in the order in which they were read
    at TEXT NOT NULL,
    task_hash TEXT NOT NULL,               -- the task's texts that it is about
    hash1 TEXT NOT NULL,                   -- the responses that it is about; empty for one that was not shown
    hash2 TEXT NOT NULL,
    verdict TEXT NOT NULL,                 -- JSON: points, reasons, confidence; or winner and reason
    provenance TEXT NOT NULL,              -- JSON: model, provider, url, parameters, seed, hash of what was sent, attempts
    answer TEXT NOT NULL,                  -- as the model wrote it
    reasoning TEXT,
    PRIMARY KEY (task, judge, prompt, question)
  );

  CREATE TABLE judge_failures (
    task INTEGER NOT NULL REFERENCES tasks (position),
    judge TEXT NOT NULL,
    question TEXT NOT NULL,
    prompt TEXT NOT NULL,
    at TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    answer TEXT,
    PRIMARY KEY (task, judge, question)
  );
  `,
  // Version 11: failure modes. Answers hold their ids, in `tags`; names, and what was merged into what, stand here alone. `tag_uses` is what the
  // answers hold, kept by triggers.
  `
  CREATE TABLE tags (
    id TEXT PRIMARY KEY,                   -- what it was called first, in small letters
    name TEXT NOT NULL,
    key TEXT NOT NULL,                     -- the name as names are compared
    within TEXT,                           -- the tag that it was merged into
    gone INTEGER NOT NULL DEFAULT 0        -- it was removed
  );
  CREATE UNIQUE INDEX tags_key ON tags (key) WHERE within IS NULL AND gone = 0;
  CREATE INDEX tags_within ON tags (within);

  -- What was done to tags themselves, for undo.
  CREATE TABLE tag_acts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    annotator TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('rename', 'merge', 'remove')),
    step TEXT CHECK (step IN ('undo', 'redo')),
    after INTEGER NOT NULL,                -- the last entry of the history when it was done (or undone)
    at TEXT NOT NULL,
    before TEXT NOT NULL,                  -- JSON: the rows of tags that it changed
    now TEXT NOT NULL
  );
  CREATE INDEX tag_acts_step ON tag_acts (annotator, step, after) WHERE step IS NOT NULL;

  CREATE TABLE tag_uses (
    annotator TEXT NOT NULL,
    task INTEGER NOT NULL,
    response INTEGER NOT NULL,
    tag TEXT NOT NULL,
    first_line INTEGER NOT NULL,           -- 0: of the whole response
    last_line INTEGER NOT NULL,
    PRIMARY KEY (annotator, task, response, tag, first_line, last_line)
  );
  CREATE INDEX tag_uses_tag ON tag_uses (tag, annotator, task);
  ${taggedBy('SELECT annotator, task, answer, status FROM annotations')}
  CREATE TRIGGER tags_used AFTER INSERT ON annotations WHEN json_extract(NEW.answer, '$.tags') IS NOT NULL BEGIN
    ${taggedBy('SELECT NEW.annotator AS annotator, NEW.task AS task, NEW.answer AS answer, NEW.status AS status')}
  END;
  CREATE TRIGGER tags_used_anew AFTER UPDATE OF answer, status ON annotations
  WHEN json_extract(OLD.answer, '$.tags') IS NOT json_extract(NEW.answer, '$.tags') OR
    (OLD.status <> NEW.status AND 'pending' IN (OLD.status, NEW.status)) BEGIN
    DELETE FROM tag_uses WHERE annotator = OLD.annotator AND task = OLD.task;
    ${taggedBy('SELECT NEW.annotator AS annotator, NEW.task AS task, NEW.answer AS answer, NEW.status AS status')}
  END;
  CREATE TRIGGER tags_unused AFTER DELETE ON annotations WHEN json_extract(OLD.answer, '$.tags') IS NOT NULL BEGIN
    DELETE FROM tag_uses WHERE annotator = OLD.annotator AND task = OLD.task;
  END;
  `,
  // Version 12: tasks that came by a draw, with the chance that they had: what was judged by unequal chances is weighed by them.
  `
  CREATE TABLE draws (
    n INTEGER PRIMARY KEY AUTOINCREMENT,   -- in the order of drawing
    annotator TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (position),
    chance REAL NOT NULL,                  -- above 0, at most 1
    tasks INTEGER NOT NULL                 -- it was drawn from so many
  );
  CREATE UNIQUE INDEX draws_key ON draws (annotator, task);
  CREATE INDEX draws_last ON draws (annotator, n);
  `,
  // Version 13: the data set's own solution of a task, and what came of it, and of a program that must fail, with the data set's tests.
  `
  ALTER TABLE tasks ADD COLUMN reference TEXT;
  CREATE TABLE oracle_runs (
    task INTEGER NOT NULL REFERENCES tasks (position),
    subject TEXT NOT NULL CHECK (subject IN ('reference', 'stub')),
    input_id TEXT NOT NULL,                -- '': the program as it is
    code_hash TEXT NOT NULL,               -- of the program that ran
    outcome TEXT NOT NULL,                 -- JSON: verdict, value, output, error
    PRIMARY KEY (task, subject, input_id)
  );
  `,
  // Version 14: what logs of other programs say of recorded responses.
  `
  CREATE TABLE log_verdicts (
    task INTEGER NOT NULL REFERENCES tasks (position),
    response INTEGER NOT NULL CHECK (response IN (1, 2)),
    hash TEXT NOT NULL,                    -- of the response that it is about
    passed INTEGER CHECK (passed IN (0, 1)), -- NULL: neither
    verdict TEXT NOT NULL,                 -- JSON: tool, by, value, reason
    PRIMARY KEY (task, response)
  );
  `,
  // Version 15: which block of a response's code somebody chose as its program. It belongs to the text: another one has none.
  `
  CREATE TABLE chosen_blocks (
    task INTEGER NOT NULL REFERENCES tasks (position),
    hash TEXT NOT NULL,                    -- of the response's text
    block INTEGER NOT NULL CHECK (block >= 0),
    PRIMARY KEY (task, hash)
  ) WITHOUT ROWID;
  ALTER TABLE runs ADD COLUMN block INTEGER; -- that was chosen when it ran; NULL: none was
  `,
];
