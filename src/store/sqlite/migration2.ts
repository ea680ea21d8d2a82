import { createHash } from 'node:crypto';

/**
 * Version 2: runs with inputs and verdicts, inputs kept with tasks, tests as single checks. The table of runs is made anew, because
 * what is asked for most must stand before the long outputs.
 */
export const migration2 = `
  CREATE TABLE runs2 (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    task INTEGER NOT NULL REFERENCES tasks (position),
    response TEXT NOT NULL,                -- '1', '2' or 'correction'
    input_id TEXT NOT NULL,                -- '' for the program as it is
    verdict TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    language TEXT NOT NULL,
    runner TEXT NOT NULL,
    exit_code INTEGER,
    signal TEXT,
    timed_out INTEGER NOT NULL,
    stopped INTEGER NOT NULL,
    limit_name TEXT,                       -- the limit that ended it
    compiling INTEGER NOT NULL,
    peak_memory INTEGER,                   -- bytes
    truncated_bytes INTEGER NOT NULL,
    duration_ms REAL NOT NULL,
    sandbox TEXT NOT NULL,
    started_at TEXT NOT NULL,
    input TEXT,                            -- JSON
    value TEXT,
    stdout TEXT NOT NULL,
    stderr TEXT NOT NULL
  );
  INSERT INTO runs2 (n, id, task, response, input_id, verdict, code_hash, language, runner, exit_code, signal, timed_out,
    stopped, limit_name, compiling, truncated_bytes, duration_ms, sandbox, started_at, input, stdout, stderr)
  SELECT n, id, task, response, coalesce(run_input_1(input) ->> '$.id', ''),
    CASE WHEN timed_out THEN 'timed-out' WHEN stopped THEN 'stopped' WHEN exit_code = 0 THEN 'ran' ELSE 'crashed' END,
    code_hash, language, runner, exit_code, signal, timed_out, stopped, CASE WHEN timed_out THEN 'time' END, 0,
    truncated_bytes, duration_ms, sandbox, started_at, run_input_1(input), stdout, stderr
  FROM runs ORDER BY n;
  DROP TABLE runs;
  ALTER TABLE runs2 RENAME TO runs;
  CREATE INDEX runs_task ON runs (task, response, input_id, n);
  CREATE TRIGGER run_added AFTER INSERT ON runs BEGIN
    UPDATE tasks SET runs = runs + 1 WHERE position = NEW.task;
  END;

  CREATE TABLE inputs (
    task INTEGER NOT NULL REFERENCES tasks (position),
    id TEXT NOT NULL,
    place INTEGER NOT NULL,                -- order within the task
    origin TEXT NOT NULL CHECK (origin IN ('annotator', 'model')),
    content TEXT NOT NULL,                 -- JSON
    PRIMARY KEY (task, id)
  );
  CREATE TABLE hidden_inputs (
    task INTEGER NOT NULL REFERENCES tasks (position),
    id TEXT NOT NULL,
    PRIMARY KEY (task, id)
  ) WITHOUT ROWID;

  ALTER TABLE tasks ADD COLUMN test_list TEXT;   -- JSON: checks that each stand alone; \`tests\` is empty then
  ALTER TABLE tasks ADD COLUMN test_setup TEXT;

  CREATE INDEX annotations_draft ON annotations (annotator, task) WHERE status = 'draft';
`;

/**
 * The SQL function `run_input_1`: version 1 kept an input as the code that was typed; version 2 keeps JSON. Its id is made as it was
 * then, whatever ids are made of later.
 */
export function runInput1(code: unknown): string | null {
  if (typeof code !== 'string' || code.trim() === '') return null;
  const hash = createHash('sha256').update(JSON.stringify({ code }), 'utf8').digest('hex');
  return JSON.stringify({ id: hash.slice(0, 16), origin: 'annotator', code });
}
