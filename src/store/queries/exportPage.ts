import { annotationSql } from '../answers/annotations.ts';
import { judgementsOfTasks } from '../answers/judgementRows.ts';
import { taskHash } from '../api/shownTexts.ts';
import type { Database } from '../sqlite/database.ts';
import { ownNameOf, personCalled } from '../content/people.ts';
import { named } from '../tags/tagNames.ts';
import { generationsOfTasks } from '../content/generations.ts';
import { guidelines } from '../answers/guidelinesRows.ts';
import { judgedOther, textsAbout } from './judgedTexts.ts';
import { taskColumns, toAnnotation, toTask, type AnnotationRow, type TaskRow } from '../sqlite/rows.ts';
import { theirsOfTasks } from '../content/logVerdictRows.ts';
import { oracleOfTasks } from '../content/oracleRows.ts';
import { runsOfTasks } from '../content/runRows.ts';
import type { ExportPlace, ExportRow, JudgedTexts } from '../api/store.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { OracleRun } from '../../domain/run.ts';
import type { Generation, Run, Task } from '../../domain/task.ts';

/** Of each output of a run. */
const outputCharacters = 10_000;

const keysSql = `SELECT t.position, a.rowid AS annotation
  FROM tasks t LEFT JOIN annotations a ON a.task = t.position AND a.status <> 'pending'
    AND (:annotator IS NULL OR a.annotator = :annotator)
  WHERE +t.generated < 4 AND t.position >= :position AND (t.position > :position OR coalesce(a.annotator, '') > :last)
  ORDER BY t.position, a.annotator LIMIT :limit`;
const tasksSql = `SELECT ${taskColumns} FROM tasks WHERE position IN (SELECT value FROM json_each(:positions))`;
const answersSql = `${annotationSql.replace('SELECT', 'SELECT a.rowid AS annotation,')} WHERE a.rowid IN (SELECT value FROM json_each(:annotations))`;

/**
 * Tasks that left their data set are left out. The runs are those of each program, so that the evidence for a text stays when a newer one ran.
 * Each table is read once for the page: a statement for each row cost as much as what it read.
 */
export function exportPage(
  db: Database,
  name: string | undefined,
  after: ExportPlace | undefined,
  limit: number,
): ExportRow[] {
  const annotator = name === undefined ? null : personCalled(db, name);
  const keys = db.all<{ position: number; annotation: number | null }>(keysSql, {
    annotator,
    limit,
    position: after?.position ?? -1,
    last: after?.annotator ?? '',
  });
  const positions = JSON.stringify([...new Set(keys.map(({ position }) => position))]);
  const annotations = JSON.stringify(keys.flatMap(({ annotation }) => annotation ?? []));
  const tasks = new Map(db.all<TaskRow>(tasksSql, { positions }).map((row) => [row.position, toTask(row)]));
  const answers = new Map(
    db
      .all<AnnotationRow & { annotation: number }>(answersSql, { annotations })
      .map((row) => [row.annotation, row]),
  );
  const generations = generationsOfTasks(db, tasks);
  const runs = runsOfTasks(db, tasks, outputCharacters);
  const oracle = oracleOfTasks(db, positions);
  const theirs = theirsOfTasks(db, positions);
  const judged = judgementsOfTasks(db, positions);
  const names = new Map(
    [...new Set([...answers.values()].map((answer) => answer.annotator))].map((one) => [
      one,
      ownNameOf(db, one),
    ]),
  );
  const draws = new Map(
    db
      .all<{ annotator: string; task: number; chance: number }>(
        'SELECT annotator, task, chance FROM draws WHERE task IN (SELECT value FROM json_each(:positions))',
        { positions },
      )
      .map((draw) => [`${draw.task} ${draw.annotator}`, draw.chance]),
  );
  const versions = new Set([...answers.values()].map((answer) => answer.guidelinesVersion));
  const rubrics = new Map([...versions].map((version) => [version, guidelines(db, version)?.rubric]));
  return keys.map(({ position, annotation }) => {
    const answer = annotation === null ? undefined : answers.get(annotation);
    return exportRow(db, {
      task: tasks.get(position) as Task,
      answer,
      ownName: answer && names.get(answer.annotator),
      rubric: answer && rubrics.get(answer.guidelinesVersion),
      current: generations.get(position) ?? [],
      runs: runs.get(position) ?? [],
      oracle: oracle.get(position) ?? [],
      theirs: theirs.get(position),
      judged: judged.get(position) ?? [],
      drawChance: answer && draws.get(`${position} ${answer.annotator}`),
    });
  });
}

type Judged = ReturnType<typeof judgementsOfTasks> extends Map<number, infer Rows> ? Rows : never;

interface Stored {
  task: Task;
  answer: AnnotationRow | undefined;
  /** The generations that are there now. */
  current: readonly Generation[];
  runs: Run[];
  oracle: OracleRun[];
  theirs: ExportRow['theirs'];
  /** Of whatever texts, the newest first. */
  judged: Judged;
  /** What the answer's annotator is called. */
  ownName: string | undefined;
  rubric: Rubric | undefined;
  drawChance: number | undefined;
}

function exportRow(
  db: Database,
  { task, answer, current, runs, oracle, theirs, judged, ownName, rubric, drawChance }: Stored,
): ExportRow {
  const stored = answer && toAnnotation(task.id, answer);
  const texts = textsAbout(db, task, current, answer);
  const said = judged.length > 0 ? aboutThese(judged, texts) : [];
  return {
    ...texts,
    annotation: answer && stored && { ...named(db, stored), ...judgedOther(db, answer, task, current) },
    annotatorName: stored && ownName,
    ...(rubric && { rubric }),
    ...(drawChance !== undefined && { drawChance }),
    runs,
    oracle,
    ...(said.length > 0 && { judged: said }),
    ...(theirs && { theirs }),
  };
}

/** What is said of these texts: of each judge and question the newest. */
function aboutThese(
  judged: Judged,
  { task, generations: [one, two] }: JudgedTexts,
): ExportRow['judged'] & {} {
  const now = taskHash(task);
  const is = (asked: string, there: string | undefined): boolean => asked === '' || asked === there;
  const said: ExportRow['judged'] & {} = [];
  for (const { judge, question, about, verdict } of judged) {
    const [first, second] = about.responses;
    if (about.task !== now || !is(first, one?.hash) || !is(second, two?.hash)) continue;
    if (!said.some((other) => other.judge === judge && other.question === question))
      said.push({ judge, question, verdict });
  }
  return said;
}
