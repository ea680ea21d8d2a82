import * as l10n from '@vscode/l10n';
import type { Answer, ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Database } from './database.ts';
import type { Generation, Task } from '../../domain/task.ts';
import type { Subject } from '../../domain/run.ts';
import type { ActStatus, StoredAnnotation, TakenFields } from '../../domain/annotationHistory.ts';
import type { Provenance } from './validation.ts';

/** Rows as SQLite gives them, and what they mean. `null` there is a missing property here. */

/** A row whose columns are called as the properties of `T`. */
export type RowOf<T> = { [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] };

type Present<R> = { [K in keyof R]: null extends R[K] ? Exclude<R[K], null> | undefined : R[K] };

/** The columns of a row as properties. */
export function present<R extends object>(row: R): Present<R> {
  const result: Record<string, unknown> = {};
  // A row has no prototype whose columns could come along.
  for (const column in row) result[column] = row[column] ?? undefined;
  return result as Present<R>;
}

function parsed<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T);
}

export const taskColumns = `position, id, source, language, entry_point AS entryPoint, instruction, tests, context,
  test_list AS testList, test_setup AS testSetup, reference, generated >= 4 AS withdrawn,
  (SELECT json_group_object(b.hash, b.block) FROM chosen_blocks b WHERE b.task = tasks.position) AS chosenBlocks`;

export interface TaskRow extends RowOf<Omit<Task, 'tests' | 'context' | 'withdrawn' | 'chosenBlocks'>> {
  /** JSON. */
  chosenBlocks: string;
  tests: string | null;
  context: string | null;
  testList: string | null;
  withdrawn: number;
}

export function toTask(full: TaskRow): Task {
  const { tests, testList, context, reference, withdrawn, chosenBlocks, ...row } = full;
  return {
    ...present(row),
    tests: parsed<string[]>(testList) ?? tests ?? undefined,
    context: parsed(context),
    ...(reference !== null && { reference }),
    ...(withdrawn === 1 && { withdrawn: true as const }),
    ...(chosenBlocks !== '{}' && { chosenBlocks: JSON.parse(chosenBlocks) as Task['chosenBlocks'] }),
  };
}

export function taskAt(db: Database, position: number): Task {
  const sql = `SELECT ${taskColumns} FROM tasks WHERE position = :position`;
  return toTask(db.get<TaskRow>(sql, { position }) as TaskRow);
}

export const generationColumns = 'response, hash, origin, model, provider, provenance, text';

export type GenerationRow = Omit<Generation, 'taskId' | 'asked' | 'forOther' | keyof Provenance> & {
  provenance: string;
  /** Where it was read: the hash of the instruction that it was made for; `null`: of the one that is there. */
  instruction?: string | null;
};

export function toGeneration(taskId: string, row: GenerationRow): Generation {
  const { provenance, response, hash, origin, model, provider, text, instruction } = row;
  return {
    ...(JSON.parse(provenance) as Provenance),
    ...{ response, hash, origin, model, provider, text, taskId },
    ...(instruction && { asked: instruction }),
  };
}

/** What tables of answers and of their history hold alike. */
export const stateColumns = (table: string): string =>
  ['status', 'answer', 'taken', 'guidelines_version AS guidelinesVersion', 'hash1', 'hash2']
    .map((column) => `${table}.${column}`)
    .join(', ');

export interface StateRow {
  status: ActStatus;
  answer: string;
  taken: string | null;
  guidelinesVersion: string;
  hash1: string | null;
  hash2: string | null;
}

export interface AnnotationRow extends StateRow {
  annotator: string;
  revision: number;
  updatedAt: string;
  /** The response shown as A, if the pair was shown. */
  first: number | null;
}

/** `undefined` for an answer that was taken back. */
export function toAnnotation(taskId: string, row: AnnotationRow): StoredAnnotation | undefined {
  if (row.status === 'pending') return undefined;
  const taken = toTaken(row.taken);
  return {
    ...toAnswer(row.answer),
    taskId,
    annotator: row.annotator,
    status: row.status,
    revision: row.revision,
    guidelinesVersion: row.guidelinesVersion,
    updatedAt: row.updatedAt,
    shownOrder: toOrder(row.first) ?? [1, 2],
    ...(taken && { taken }),
  };
}

export function toTaken(json: string | null): TakenFields | undefined {
  return parsed(json);
}

/** What a kept answer is about, where that was exchanged since; what is missing is what is there. */
export interface About {
  /** A version of the task (see `taskVersions.ts`). */
  task?: string;
  /** How the responses with the hashes that it names had come about (see `madeOf`). */
  made1?: string;
  made2?: string;
}

export function toAnswer(json: string): Answer {
  const { task: _task, made1: _made1, made2: _made2, ...answer } = JSON.parse(json) as Answer & About;
  return answer;
}

/** An answer as it is kept. */
export function withAbout(answer: Answer, about: About = {}): string {
  return JSON.stringify({ ...answer, ...about });
}

export function aboutOf(json: string): About {
  const { task, made1, made2 } = JSON.parse(json) as About;
  return { task, made1, made2 };
}

export function toOrder(first: number | null): ShownOrder | undefined {
  if (first === null) return undefined;
  return first === 1 ? [1, 2] : [2, 1];
}

/** Responses are numbered in a column of text, beside which there is the correction. */
export function toSubject(response: string): Subject {
  return response === 'correction' ? response : response === '1' ? 1 : 2;
}

/** The task's position, by which all tables know it; also by an id that it had before. Throws `task-missing`. */
export function positionOf(db: Database, taskId: string): number {
  const row =
    db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :taskId', { taskId }) ??
    db.get<{ position: number }>('SELECT task AS position FROM former_ids WHERE id = :taskId', { taskId });
  if (row) return row.position;
  throw new TouchstoneError('task-missing', l10n.t('There is no task "{0}" in this project.', taskId), {
    action: l10n.t('Load the tasks again (Touchstone: Load Tasks).'),
  });
}
