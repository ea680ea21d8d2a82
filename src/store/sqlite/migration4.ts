/** What a task is to whoever has not answered it. */
const base = (task: string): string =>
  `CASE WHEN ${task}.generated = 3 THEN 'to-score' WHEN ${task}.failure IS NOT NULL THEN 'failed' ELSE 'to-generate' END`;

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

/**
 * Version 4: how many tasks there are by state, and the sums of the scores, kept by triggers, so that nobody scans all tasks to tell;
 * and what changed of a task, for other windows. A window with an earlier version writes no `what`: anything may have changed then.
 */
export const migration4 = `
  ALTER TABLE changes ADD COLUMN what INTEGER NOT NULL DEFAULT -1;   -- bits, see \`changeLog\`

  CREATE TABLE task_counts (
    base TEXT PRIMARY KEY,                 -- the state for whoever has not answered
    n INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE answer_counts (
    annotator TEXT NOT NULL,
    base TEXT NOT NULL,
    status TEXT NOT NULL,
    n INTEGER NOT NULL,
    scores1 INTEGER NOT NULL,              -- answers with a score of response 1, and their sum
    sum1 INTEGER NOT NULL,
    scores2 INTEGER NOT NULL,
    sum2 INTEGER NOT NULL,
    PRIMARY KEY (annotator, base, status)
  ) WITHOUT ROWID;
  INSERT INTO task_counts SELECT ${base('t')}, count(*) FROM tasks t GROUP BY 1;
  INSERT INTO answer_counts
  SELECT a.annotator, ${base('t')}, a.status, count(*), count(a.score1), coalesce(sum(a.score1), 0), count(a.score2),
    coalesce(sum(a.score2), 0)
  FROM annotations a JOIN tasks t ON t.position = a.task WHERE a.status <> 'pending' GROUP BY 1, 2, 3;

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
`;
