import {
  resultOf,
  type MatrixResponse,
  type MatrixRun,
  type MatrixTask,
  type WhichTasks,
} from '../../domain/matrix.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import type { Points } from '../../domain/rubric.ts';
import type { Verdict } from '../../domain/run.ts';
import { skippedSql, stateSql } from '../queue/queueSql.ts';
import type { Database } from '../sqlite/database.ts';
import { present, toOrder, type RowOf } from '../sqlite/rows.ts';

/** Characters of an instruction: a title is made of them. */
const instructionCharacters = 2_000;

const places = 'IN (SELECT value FROM json_each(:positions))';
/** `pending` is what is only known of Argilla: nobody has said it here. */
const answered = (column: string): string => `CASE WHEN a.status <> 'pending' THEN ${column} END`;

const tasksSql = `SELECT t.position, t.id, substr(t.instruction, 1, ${instructionCharacters}) AS instruction, t.language,
    ${stateSql} AS state, o.first, ${skippedSql} AS skipped, ${answered('a.flag')} AS flag, ${answered('a.updated_at')} AS updatedAt,
    ${answered('a.score1')} AS score1, ${answered('a.score2')} AS score2,
    ${answered("a.answer ->> '$.points1'")} AS points1, ${answered("a.answer ->> '$.points2'")} AS points2
  FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.annotator = :annotator
    LEFT JOIN orders o ON o.task = t.position AND o.annotator = :annotator
  WHERE t.position ${places} ORDER BY t.position`;

/** As `length` ends at a NUL, so does what is counted. */
const textsSql = `SELECT task, response, model, length(text) - length(replace(text, char(10), '')) + (text <> '') AS lines
  FROM generations WHERE task ${places}`;

/** Of each text as it is the newest run of each check that is still there; tests of a data set are told by their runs alone. */
const runsSql = `SELECT r.task, CAST(r.response AS INTEGER) AS response, r.input_id AS inputId, r.verdict, r.input ->> '$.from' AS "from",
    (coalesce(r.input ->> '$.checks', 0) OR r.input ->> '$.expectedValue' IS NOT NULL OR r.input ->> '$.expectedOutput' IS NOT NULL) AS expects
  FROM runs r JOIN task_facts f ON f.task = r.task
  WHERE r.n IN (SELECT max(n) FROM runs WHERE task ${places} AND response IN ('1', '2') GROUP BY task, response, input_id)
    AND r.n > CASE r.response WHEN '1' THEN f.since1 ELSE f.since2 END
    AND NOT EXISTS (SELECT 1 FROM hidden_inputs h WHERE h.task = r.task AND h.id = r.input_id)
    AND (coalesce(r.input ->> '$.origin', '') NOT IN ('annotator', 'model')
      OR EXISTS (SELECT 1 FROM inputs i WHERE i.task = r.task AND i.id = r.input_id))`;

const tagsSql = `SELECT DISTINCT u.task, u.response, coalesce(n.name, u.tag) AS name FROM tag_uses u
    LEFT JOIN tags g ON g.id = u.tag LEFT JOIN tags n ON n.id = coalesce(g.within, g.id)
  WHERE u.annotator = :annotator AND u.task ${places} AND coalesce(n.gone, 0) = 0 ORDER BY 1, 2, 3`;

const judgesSql = `SELECT s.task, g.response, avg(s.value) AS score FROM suggestions s
    JOIN generations g ON g.task = s.task AND g.response = CASE s.field WHEN 'score1' THEN 1 ELSE 2 END
  WHERE s.task ${places} AND s.origin = 'judge' AND s.field IN ('score1', 'score2')
    AND CASE g.response WHEN 1 THEN s.hash1 ELSE s.hash2 END IS g.hash
  GROUP BY 1, 2`;

const failuresSql = `SELECT task, response, code, message FROM failures WHERE task ${places}`;

interface TaskRow extends RowOf<Omit<MatrixTask, 'responses' | 'shownOrder'>> {
  first: number | null;
  score1: number | null;
  score2: number | null;
  points1: string | null;
  points2: string | null;
}

/** What belongs to one response of one task. */
interface Of {
  task: number;
  response: 1 | 2;
}

/** Tasks of the data set, each table read once for the page. */
export function matrixTasks(db: Database, annotator: string, which: WhichTasks): MatrixTask[] {
  const params = { positions: JSON.stringify(positionsOf(db, which)) };
  const all = { ...params, annotator };
  const texts = byResponse(db.all<Of & { model: string; lines: number }>(textsSql, params));
  const runs = byResponse(db.all<RunRow>(runsSql, params));
  const tags = byResponse(db.all<Of & { name: string }>(tagsSql, all));
  const judges = byResponse(db.all<Of & { score: number }>(judgesSql, params));
  const failures = byResponse(db.all<Of & { code: ErrorCode; message: string }>(failuresSql, params));
  return db.all<TaskRow>(tasksSql, all).map((row) => {
    const { first, score1, score2, points1, points2, ...task } = row;
    const response = (number: 1 | 2, score: number | null, points: string | null): MatrixResponse => {
      const key = row.position * 2 + number;
      const [text] = texts.get(key) ?? [];
      const [failure] = failures.get(key) ?? [];
      const judge = judges.get(key)?.[0]?.score;
      const result = resultOf((runs.get(key) ?? []).map(toRun));
      return {
        ...result,
        ...(text ? {} : { outcome: failure ? ('gone-wrong' as const) : ('missing' as const) }),
        ...(text && { model: text.model }),
        lines: text?.lines ?? 0,
        ...(score !== null && { score }),
        ...(points !== null && { points: JSON.parse(points) as Points }),
        ...(judge !== undefined && { judge }),
        tags: (tags.get(key) ?? []).map(({ name }) => name),
        ...(failure && !text && { failure: { code: failure.code, message: failure.message } }),
      };
    };
    return {
      ...present(task),
      shownOrder: toOrder(first),
      responses: [response(1, score1, points1), response(2, score2, points2)],
    };
  });
}

function positionsOf(db: Database, which: WhichTasks): number[] {
  const rows =
    'ids' in which
      ? db.all<{ position: number }>(
          'SELECT t.position FROM json_each(:ids) w JOIN tasks t ON t.id = w.value WHERE +t.generated < 4',
          { ids: JSON.stringify(which.ids) },
        )
      : db.all<{ position: number }>(
          'SELECT position FROM tasks WHERE position > :after AND +generated < 4 ORDER BY position LIMIT :limit',
          { after: which.after ?? -1, limit: which.limit },
        );
  return rows.map(({ position }) => position);
}

interface RunRow extends Of {
  inputId: string;
  verdict: Verdict;
  from: string | number | null;
  expects: number;
}

function toRun({ inputId, verdict, from, expects }: RunRow): MatrixRun {
  const isOwn = from === 1 || from === 2;
  return {
    ...(inputId !== '' && { kind: isOwn ? ('own' as const) : ('test' as const) }),
    expects: expects === 1,
    verdict,
  };
}

function byResponse<T extends Of>(rows: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const row of rows) {
    const key = row.task * 2 + row.response;
    const others = found.get(key);
    if (others) others.push(row);
    else found.set(key, [row]);
  }
  return found;
}
