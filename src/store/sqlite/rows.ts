import * as l10n from '@vscode/l10n';
import type { Answer, ResponseNumber, ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Database } from './database.ts';
import type { Generation, StoredAnnotation, TakenFields, Task } from '../api/store.ts';

/** Rows as SQLite gives them, and what they mean. `null` there is a missing property here. */

export interface TaskRow {
  position: number;
  id: string;
  source: string;
  language: string | null;
  entry_point: string | null;
  instruction: string;
  tests: string | null;
  context: string | null;
  test_list: string | null;
  test_setup: string | null;
}

export function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    position: row.position,
    instruction: row.instruction,
    source: row.source,
    language: row.language ?? undefined,
    tests: row.test_list === null ? (row.tests ?? undefined) : (JSON.parse(row.test_list) as string[]),
    testSetup: row.test_setup ?? undefined,
    entryPoint: row.entry_point ?? undefined,
    context: row.context === null ? undefined : (JSON.parse(row.context) as Record<string, string>),
  };
}

export interface GenerationRow {
  response: ResponseNumber;
  hash: string;
  origin: Generation['origin'];
  model: string;
  provider: string;
  provenance: string;
  text: string;
}

export function toGeneration(taskId: string, row: GenerationRow): Generation {
  return {
    ...(JSON.parse(row.provenance) as Pick<Generation, 'startedAt'> & Partial<Generation>),
    taskId,
    response: row.response,
    model: row.model,
    provider: row.provider,
    text: row.text,
    origin: row.origin,
    hash: row.hash,
  };
}

export interface AnnotationRow {
  annotator: string;
  status: StoredAnnotation['status'] | 'pending';
  revision: number;
  updated_at: string;
  guidelines_version: string;
  answer: string;
  taken: string | null;
  hash1: string | null;
  hash2: string | null;
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
    guidelinesVersion: row.guidelines_version,
    updatedAt: row.updated_at,
    shownOrder: toOrder(row.first) ?? [1, 2],
    ...(taken && { taken }),
  };
}

export function toTaken(json: string | null): TakenFields | undefined {
  return json === null ? undefined : (JSON.parse(json) as TakenFields);
}

export function toAnswer(json: string): Answer {
  return JSON.parse(json) as Answer;
}

export function toOrder(first: number | null): ShownOrder | undefined {
  if (first === null) return undefined;
  return first === 1 ? [1, 2] : [2, 1];
}

/** The task's position, by which all tables know it. Throws `task-missing`. */
export function positionOf(db: Database, taskId: string): number {
  const row = db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :taskId', { taskId });
  if (row) return row.position;
  throw new TouchstoneError('task-missing', l10n.t('There is no task "{0}" in this project.', taskId), {
    action: l10n.t('Load the tasks again (Touchstone: Load Tasks).'),
  });
}
