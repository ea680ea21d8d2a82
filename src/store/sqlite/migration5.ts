/**
 * Version 5: whose a suggestion is belongs to its key. An agent of the same name here (a judge) and in Argilla are two, and neither takes
 * the other's place.
 */
export const migration5 = `
  CREATE TABLE suggestions2 (
    task INTEGER NOT NULL REFERENCES tasks (position),
    agent TEXT NOT NULL,
    field TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('judge', 'argilla', 'agent')),
    score REAL,
    at TEXT NOT NULL,
    hash1 TEXT,                            -- the responses that it is about
    hash2 TEXT,
    value TEXT NOT NULL,                   -- JSON
    PRIMARY KEY (task, agent, field, origin)
  );
  INSERT INTO suggestions2 (task, agent, field, origin, score, at, hash1, hash2, value)
  SELECT task, agent, field, origin, score, at, hash1, hash2, value FROM suggestions;
  DROP TABLE suggestions;
  ALTER TABLE suggestions2 RENAME TO suggestions;
`;
