import type { Database } from '../sqlite/database.ts';
import { positionOf, toGeneration, type GenerationRow } from '../sqlite/rows.ts';
import { indexTask } from '../queue/fullTextSearch.ts';
import type { Generation, GenerationFailure } from '../api/store.ts';
import { failureSchema, generationSchema, provenanceSchema } from '../sqlite/validation.ts';

export function putGeneration(db: Database, input: Generation): void {
  const generation = generationSchema.parse(input);
  const position = positionOf(db, generation.taskId);
  writeGeneration(db, position, generation);
  indexTask(db, position);
  db.changes.add(position, generation.taskId);
}

/** Replaces a task's generation and clears its failure; another text goes to the old ones. The search index is the caller's. */
export function writeGeneration(db: Database, position: number, generation: Generation): void {
  const { response, hash, origin, model, provider, text } = generation;
  db.run(
    `INSERT INTO old_generations (task, response, hash, origin, model, provider, provenance, text, replaced_at)
     SELECT task, response, hash, origin, model, provider, provenance, text, :now
     FROM generations WHERE task = :position AND response = :response AND hash <> :hash`,
    { position, response, hash, now: new Date().toISOString() },
  );
  db.run(
    `INSERT INTO generations (task, response, hash, origin, model, provider, provenance, text)
     VALUES (:position, :response, :hash, :origin, :model, :provider, :provenance, :text)
     ON CONFLICT (task, response) DO UPDATE SET hash = excluded.hash, origin = excluded.origin, model = excluded.model,
       provider = excluded.provider, provenance = excluded.provenance, text = excluded.text`,
    {
      position,
      response,
      hash,
      origin,
      model,
      provider,
      text,
      provenance: JSON.stringify(provenanceSchema.parse(generation)),
    },
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
  db.changes.add(position, failure.taskId);
}

export function generationsOf(db: Database, position: number, taskId: string): Generation[] {
  const rows = db.all<GenerationRow>('SELECT * FROM generations WHERE task = :position ORDER BY response', {
    position,
  });
  return rows.map((row) => toGeneration(taskId, row));
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
    `SELECT * FROM old_generations WHERE task = :position AND response = :response AND hash = :hash
     ORDER BY rowid DESC LIMIT 1`,
    { position, response, hash },
  );
  return row && toGeneration(taskId, row);
}

export function failuresOf(db: Database, position: number, taskId: string): GenerationFailure[] {
  const rows = db.all<Omit<GenerationFailure, 'taskId' | 'action'> & { action: string | null }>(
    'SELECT response, code, message, action, at FROM failures WHERE task = :position ORDER BY response',
    { position },
  );
  return rows.map((row) => ({ ...row, taskId, action: row.action ?? undefined }));
}

/** The hashes of the two generations that are there now: what an answer given now is about. */
export function currentHashes(
  db: Database,
  position: number,
): { hash1: string | null; hash2: string | null } {
  const rows = db.all<{ response: number; hash: string }>(
    'SELECT response, hash FROM generations WHERE task = :position',
    { position },
  );
  return {
    hash1: rows.find((row) => row.response === 1)?.hash ?? null,
    hash2: rows.find((row) => row.response === 2)?.hash ?? null,
  };
}
