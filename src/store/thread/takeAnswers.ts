import { isDeepStrictEqual } from 'node:util';
import type { Task } from '../../domain/task.ts';
import { introduce, personOf } from '../content/people.ts';
import { adopt } from '../answers/moveAnnotator.ts';
import { generationsOf, putFormer, putGeneration } from '../content/generations.ts';
import { instructionHash } from '../content/draftsAside.ts';
import { keptVersion, putVersion, versionOf } from '../content/taskVersions.ts';
import { upsertTasks } from '../content/upsertTasks.ts';
import { takeTags } from '../tags/takeTags.ts';
import { textsAbout } from '../queries/judgedTexts.ts';
import type { Database } from '../sqlite/database.ts';
import { aboutOf, taskAt, toAnswer, toOrder, type About, type AnnotationRow } from '../sqlite/rows.ts';
import { enqueue, isWaiting } from '../sync/outbox.ts';
import { entryColumns } from '../answers/historyTexts.ts';
import {
  annotationRow,
  annotationSql,
  shownOrder,
  toState,
  writeAnnotation,
} from '../answers/annotations.ts';

/** How long (ms) a lot may hold the database: whoever types, here or in another window, waits for one. */
const lotMs = 20;

interface TaskThere {
  position: number;
  id: string;
  responses: number;
  judged: number;
}

const tasksSql = `SELECT position, id, generated & 3 AS responses,
    EXISTS (SELECT 1 FROM annotations a WHERE a.task = position AND a.status <> 'pending') AS judged
  FROM tasks ORDER BY position`;

/**
 * Takes what was answered in another database of the same project into this one. Of two answers the newer is in use, and both are in the
 * history; what is known here already is left as it is. Tasks and responses that are not here come along, and what waits to be sent.
 * Does a lot at each step, in a transaction of its own: begun anew after an end in the middle it comes to the same.
 */
export function* takeAnswers(db: Database, other: Database): Generator<void> {
  db.write(() => takeWhoAndWhy(db, other));
  const tasks = other.all<TaskThere>(tasksSql);
  for (let at = 0; at < tasks.length;) {
    yield;
    at = db.write(() => takeLot(db, other, tasks, at));
  }
}

/** Takes tasks from a place on, one at least. Gives the next place: a transaction that has to be begun anew begins where it did. */
function takeLot(db: Database, other: Database, tasks: readonly TaskThere[], from: number): number {
  // From when the database was had: waiting for it is no work.
  const until = performance.now() + lotMs;
  let at = from;
  do {
    const task = tasks[at++];
    if (task && !isHere(db, task)) takeTask(db, other, task.position);
  } while (at < tasks.length && performance.now() < until);
  return at;
}

/** Nothing of such a task is to be taken. */
function isHere(db: Database, { id, responses, judged }: TaskThere): boolean {
  const sql = 'SELECT generated & 3 AS responses FROM tasks WHERE id = :id';
  const here = judged ? undefined : db.get<{ responses: number }>(sql, { id });
  return here !== undefined && (here.responses & responses) === responses;
}

function takeWhoAndWhy(db: Database, other: Database): void {
  const insert = `INSERT OR IGNORE INTO guidelines (version, first_seen_at, text, rubric)
    VALUES (:version, :first_seen_at, :text, :rubric)`;
  for (const version of other.all<Record<string, string>>('SELECT * FROM guidelines'))
    db.run(insert, version);
  takeNames(db, other);
  takeTags(db, other);
}

/** Names that are one person's in either database are one person's here. */
function takeNames(db: Database, other: Database): void {
  type Name = { name: string; person: string; label: string | null };
  for (const { name, person, label } of other.all<Name>('SELECT name, person, label FROM names')) {
    if (label !== null) introduce(db, name, label);
    adopt(db, name, person, false);
  }
  const insert = 'INSERT OR IGNORE INTO strangers (person, other) VALUES (:person, :other)';
  for (const { person, other: apart } of other.all<Record<'person' | 'other', string>>(
    'SELECT person, other FROM strangers',
  ))
    db.run(insert, { person: personOf(db, person), other: personOf(db, apart) });
}

function takeTask(db: Database, other: Database, there: number): void {
  const task = taskAt(other, there);
  const answers = other.all<AnnotationRow>(
    `${annotationSql} WHERE a.task = :there AND a.status <> 'pending' ORDER BY a.annotator`,
    { there },
  );
  const find = (): number | undefined =>
    db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :id', { id: task.id })?.position;
  if (find() === undefined) {
    if (task.withdrawn && answers.length === 0) return;
    upsertTasks(db, [task], ['', '']);
    if (task.withdrawn) db.run('UPDATE tasks SET generated = generated | 4 WHERE id = :id', { id: task.id });
  }
  const here = find() ?? 0;
  for (const generation of generationsOf(other, there, task.id))
    if (!hasResponse(db, here, generation.response))
      putGeneration(db, { asked: instructionHash(task.instruction), ...generation });
  for (const row of answers) {
    const annotator = personOf(db, row.annotator);
    shownOrder(db, task.id, annotator, toOrder(row.first) ?? [1, 2]);
    takeAnswer(db, other, { here, there: task }, row);
  }
}

function hasResponse(db: Database, position: number, response: 1 | 2): boolean {
  const sql = 'SELECT 1 FROM generations WHERE task = :position AND response = :response';
  return db.get(sql, { position, response }) !== undefined;
}

/** What an answer is about comes along with it where it is not what is here. */
function takeTexts(db: Database, other: Database, here: number, there: Task, row: AnnotationRow): About {
  const about = aboutOf(row.answer);
  const judged = textsAbout(other, there, generationsOf(other, there.position, there.id), row);
  const version = about.task === undefined ? versionOf(there) : keptVersion(other, about.task);
  const named: About = { ...about };
  if (version && version.hash !== versionOf(taskAt(db, here)).hash) {
    putVersion(db, version);
    named.task = version.hash;
  } else if (version) delete named.task;
  for (const n of [1, 2] as const) {
    const generation = judged.generations[n - 1];
    if (generation?.hash === row[`hash${n}`]) named[`made${n}`] = putFormer(db, here, generation);
  }
  return named;
}

function takeAnswer(
  db: Database,
  other: Database,
  { here, there }: { here: number; there: Task },
  theirs: AnnotationRow,
): void {
  const { status, answer } = theirs;
  const annotator = personOf(db, theirs.annotator);
  const mine = annotationRow(db, here, annotator);
  if (mine?.status === status && isDeepStrictEqual(toAnswer(mine.answer), toAnswer(answer))) return;
  const entries = db.all<{ seq: number; status: string; answer: string }>(
    `SELECT h.seq, ${entryColumns} FROM history h WHERE h.task = :here AND h.annotator = :annotator ORDER BY h.seq`,
    { here, annotator },
  );
  const isKnown = entries.some(
    (one) => one.status === status && isDeepStrictEqual(toAnswer(one.answer), toAnswer(answer)),
  );
  const isNewer = !mine || theirs.updatedAt > mine.updatedAt;
  if (!isNewer && isKnown) return;
  const about = takeTexts(db, other, here, there, theirs);
  const { id: taskId } = there;
  const { seq } = writeAnnotation(db, here, taskId, { annotator, kind: 'adopt', ...toState(theirs), about });
  if (mine && !isNewer)
    writeAnnotation(db, here, taskId, {
      annotator,
      kind: 'revert',
      of: entries.at(-1)?.seq,
      ...toState(mine),
    });
  else if (status !== 'draft' && isWaiting(other, there.position, theirs.annotator))
    enqueue(db, here, taskId, { annotator, seq, status, answer });
}
