import type { Database } from '../sqlite/database.ts';
import {
  generationColumns,
  positionOf,
  present,
  toGeneration,
  type GenerationRow,
  type RowOf,
} from '../sqlite/rows.ts';
import { setDraftsAside } from './draftsAside.ts';
import { indexTask } from '../queue/fullTextSearch.ts';
import { runsOf } from './runRows.ts';
import type { Generation, GenerationFailure, Sample, Task, TaskSamples } from '../../domain/task.ts';
import { failureSchema, generationSchema, provenanceSchema } from '../sqlite/validation.ts';

export function putGeneration(db: Database, input: Generation): void {
  const generation = generationSchema.parse(input);
  const position = positionOf(db, generation.taskId);
  writeGeneration(db, position, generation);
  indexTask(db, position);
  db.changes.add(position, generation.taskId, 'response');
}

/**
 * Puts both texts of another place, or the one that differs, where the annotator has judged nothing of the task yet: that is looked at in
 * the same transaction. Gives whether they were put.
 */
export function adoptGenerations(db: Database, annotator: string, generations: Generation[]): boolean {
  const judged = generations.some(({ taskId }) =>
    db.get(
      `SELECT 1 FROM annotations WHERE annotator = :annotator AND task = :position AND status IN ('submitted', 'discarded')`,
      { annotator, position: positionOf(db, taskId) },
    ),
  );
  if (!judged) for (const generation of generations) putGeneration(db, generation);
  return !judged;
}

/** Replaces a task's generation and clears its failure; another text goes to the old ones, and drafts about it are set aside. The search index is the caller's. */
export function writeGeneration(db: Database, position: number, generation: Generation): void {
  const { response, hash, origin, model, provider, text } = generation;
  const provenance = JSON.stringify(provenanceSchema.parse(generation));
  const former = db.run(
    `INSERT INTO old_generations (task, ${generationColumns}, replaced_at) SELECT task, ${generationColumns}, :now
     FROM generations WHERE task = :position AND response = :response AND hash <> :hash`,
    { position, response, hash, now: new Date().toISOString() },
  );
  if (former.changes > 0) setDraftsAside(db, position, generation.taskId, { response, hash });
  db.run(
    `INSERT INTO generations (task, ${generationColumns})
     VALUES (:position, :response, :hash, :origin, :model, :provider, :provenance, :text)
     ON CONFLICT (task, response) DO UPDATE SET hash = excluded.hash, origin = excluded.origin, model = excluded.model,
       provider = excluded.provider, provenance = excluded.provenance, text = excluded.text`,
    { position, response, hash, origin, model, provider, text, provenance },
  );
  db.run('DELETE FROM failures WHERE task = :position AND response = :response', { position, response });
}

export function putFailure(db: Database, input: GenerationFailure): void {
  const failure = failureSchema.parse(input);
  const position = positionOf(db, failure.taskId);
  const { response, code, message, action = null, at } = failure;
  db.run(
    `INSERT OR REPLACE INTO failures (task, response, code, message, action, at)
     VALUES (:position, :response, :code, :message, :action, :at)`,
    { position, response, code, message, action, at },
  );
  db.changes.add(position, failure.taskId, 'response');
}

export function generationsOf(db: Database, position: number, taskId: string): Generation[] {
  const rows = db.all<GenerationRow>(
    `SELECT ${generationColumns} FROM generations WHERE task = :position ORDER BY response`,
    { position },
  );
  return rows.map((row) => toGeneration(taskId, row));
}

const ofTasksSql = `SELECT task, ${generationColumns} FROM generations
  WHERE task IN (SELECT value FROM json_each(:positions)) ORDER BY task, response`;

/** By the positions of the tasks. */
export function generationsOfTasks(
  db: Database,
  tasks: ReadonlyMap<number, Pick<Task, 'id'>>,
): Map<number, Generation[]> {
  const rows = db.all<GenerationRow & { task: number }>(ofTasksSql, {
    positions: JSON.stringify([...tasks.keys()]),
  });
  const found = new Map<number, Generation[]>();
  for (const row of rows) {
    const generation = toGeneration(tasks.get(row.task)?.id ?? '', row);
    const others = found.get(row.task);
    if (others) others.push(generation);
    else found.set(row.task, [generation]);
  }
  return found;
}

/** The generation with this hash, also when it was replaced since. */
export function generationByHash(
  db: Database,
  position: number,
  taskId: string,
  response: 1 | 2,
  hash: string,
): Generation | undefined {
  const row = db.get<GenerationRow>(
    `SELECT ${generationColumns} FROM old_generations WHERE task = :position AND response = :response AND hash = :hash
     ORDER BY rowid DESC LIMIT 1`,
    { position, response, hash },
  );
  return row && toGeneration(taskId, row);
}

export function failuresOf(db: Database, position: number, taskId: string): GenerationFailure[] {
  const rows = db.all<RowOf<Omit<GenerationFailure, 'taskId'>>>(
    'SELECT response, code, message, action, at FROM failures WHERE task = :position ORDER BY response',
    { position },
  );
  return rows.map((row) => ({ ...present(row), taskId }));
}

export interface Hashes {
  hash1: string | null;
  hash2: string | null;
}

/** Of the two generations that are there now: what an answer given now is about. */
export function currentHashes(db: Database, position: number): Hashes {
  const rows = db.all<{ response: number; hash: string }>(
    'SELECT response, hash FROM generations WHERE task = :position',
    { position },
  );
  return {
    hash1: rows.find((row) => row.response === 1)?.hash ?? null,
    hash2: rows.find((row) => row.response === 2)?.hash ?? null,
  };
}

export function samples(db: Database, taskId: string): TaskSamples {
  const position = positionOf(db, taskId);
  const read = (table: string, order: string): Omit<Sample, 'replaced'>[] =>
    db.all(`SELECT response, model, text FROM ${table} WHERE task = :position ORDER BY ${order}`, {
      position,
    });
  return {
    samples: [
      ...read('old_generations', 'rowid').map((sample) => ({ ...sample, replaced: true })),
      ...read('generations', 'response').map((sample) => ({ ...sample, replaced: false })),
    ],
    runs: runsOf(db, position, taskId, { characters: 0, eachCode: true }),
  };
}
