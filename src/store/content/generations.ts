import type { Database } from '../sqlite/database.ts';
import {
  generationColumns,
  positionOf,
  present,
  taskAt,
  toGeneration,
  type GenerationRow,
  type RowOf,
} from '../sqlite/rows.ts';
import { sha256 } from '../../platform/hash.ts';
import { instructionHash, nameAbout, setDraftsAside } from './draftsAside.ts';
import { indexTask } from '../queue/fullTextSearch.ts';
import { runsOf } from './runRows.ts';
import type { Generation, GenerationFailure, Sample, Task, TaskSamples } from '../../domain/task.ts';
import { failureSchema, generationSchema, provenanceSchema } from '../sqlite/validation.ts';

export function putGeneration(db: Database, input: Generation): void {
  const generation = generationSchema.parse(input);
  const position = positionOf(db, generation.taskId);
  const { instruction } = taskAt(db, position);
  const asked = generation.asked === instructionHash(instruction) ? undefined : generation.asked;
  // Its instruction was exchanged while it was made: a response to the one that is there stays.
  if (asked !== undefined && !isMissing(db, position, generation.response, instruction)) return;
  writeGeneration(db, position, { ...generation, asked });
  indexTask(db, position);
  db.changes.add(position, generation.taskId, 'response');
}

/** Whether a task has no response to the instruction that is there. */
export function isMissing(db: Database, position: number, response: 1 | 2, instruction: string): boolean {
  const old = db.get<{ asked: string | null }>(
    'SELECT instruction AS asked FROM generations WHERE task = :position AND response = :response',
    { position, response },
  );
  return !old || (old.asked !== null && old.asked !== instructionHash(instruction));
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

/**
 * Replaces a task's generation and clears its failure; another text goes to the old ones, and drafts about it are set aside. Of the same text
 * that came about in another way answers keep how the judged one had. The search index is the caller's. `before`: the instruction that was
 * there until now, where it is another by now. Its `asked`: only where that is not what is there.
 */
export function writeGeneration(
  db: Database,
  position: number,
  generation: Generation,
  before?: string,
): void {
  const { response, hash, origin, model, provider, text } = generation;
  const provenance = JSON.stringify(provenanceSchema.parse(generation));
  const now = { hash, origin, model, provider, provenance };
  const old = db.get<Omit<GenerationRow, 'text' | 'response'>>(
    `SELECT hash, origin, model, provider, provenance FROM generations WHERE task = :position AND response = :response`,
    { position, response },
  );
  if (old) keepFormer(db, position, response, { old, now, before });
  if (old && old.hash !== hash) setDraftsAside(db, position, generation.taskId, { response, hash });
  db.run(
    `INSERT INTO generations (task, ${generationColumns}, instruction)
     VALUES (:position, :response, :hash, :origin, :model, :provider, :provenance, :text, :asked)
     ON CONFLICT (task, response) DO UPDATE SET hash = excluded.hash, origin = excluded.origin, model = excluded.model,
       provider = excluded.provider, provenance = excluded.provenance, text = excluded.text, instruction = excluded.instruction`,
    { position, response, text, ...now, asked: generation.asked ?? null },
  );
  db.run('DELETE FROM failures WHERE task = :position AND response = :response', { position, response });
}

type Made = Pick<GenerationRow, 'origin' | 'model' | 'provider' | 'provenance'>;

/** The hash of how a text came about: two of the same text may have come from different models. When one was recorded says nothing. */
function madeOf({ origin, model, provider, provenance }: Made): string {
  return sha256(JSON.stringify([origin, model, provider, origin === 'recorded' ? '' : provenance]));
}

function keepFormer(
  db: Database,
  position: number,
  response: 1 | 2,
  { old, now, before }: Record<'old' | 'now', Made & { hash: string }> & { before?: string },
): void {
  const made = madeOf(old);
  if (old.hash === now.hash && made === madeOf(now)) return;
  const { hash } = old;
  const judged = db.get(`SELECT 1 FROM history WHERE task = :position AND hash${response} = :hash LIMIT 1`, {
    position,
    hash,
  });
  const named = judged ? nameAbout(db, position, `made${response}`, made, hash) : 0;
  if (hash === now.hash && named === 0) return;
  db.run(
    `INSERT INTO old_generations (task, ${generationColumns}, instruction, replaced_at)
     SELECT task, ${generationColumns}, coalesce(instruction, :instruction), :now
     FROM generations WHERE task = :position AND response = :response`,
    {
      position,
      response,
      instruction: before === undefined ? null : instructionHash(before),
      now: new Date().toISOString(),
    },
  );
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
    `SELECT ${generationColumns}, instruction FROM generations WHERE task = :position ORDER BY response`,
    { position },
  );
  return rows.map((row) => toGeneration(taskId, row));
}

const ofTasksSql = `SELECT task, ${generationColumns}, instruction FROM generations
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

/**
 * The generation that an answer is about: with this hash, as it had come about then. `undefined` where nobody knows it any more.
 */
export function judgedGeneration(
  db: Database,
  { id, position }: Task,
  current: readonly Generation[],
  { response, hash, made }: { response: 1 | 2; hash: string; made?: string },
): Generation | undefined {
  const now = current.find((generation) => generation.response === response);
  if (hash === now?.hash && made === undefined) return now;
  const former = formerGeneration(db, position, response, hash, made);
  return former ? toGeneration(id, former) : hash === now?.hash ? now : undefined;
}

/** Keeps a text that is judged and is not there: as one that was replaced. Gives how it had come about, where it is not what is there. */
export function putFormer(db: Database, position: number, generation: Generation): string | undefined {
  const { response, hash, origin, model, provider, text } = generation;
  const provenance = JSON.stringify(provenanceSchema.parse(generation));
  const row = { response, hash, origin, model, provider, text, provenance };
  const made = madeOf(row);
  const from = (table: string): GenerationRow[] =>
    db.all(
      `SELECT ${generationColumns} FROM ${table} WHERE task = :position AND response = :response AND hash = :hash`,
      { position, response, hash },
    );
  if (from('generations').some((one) => madeOf(one) === made)) return undefined;
  const known = from('old_generations');
  if (!known.some((one) => madeOf(one) === made))
    db.run(
      `INSERT INTO old_generations (task, ${generationColumns}, replaced_at)
       VALUES (:position, :response, :hash, :origin, :model, :provider, :provenance, :text, :now)`,
      { position, now: new Date().toISOString(), ...row },
    );
  return made;
}

/** The newest of those that were replaced, where nobody knows how it came about. */
function formerGeneration(
  db: Database,
  position: number,
  response: 1 | 2,
  hash: string,
  made: string | undefined,
): GenerationRow | undefined {
  const rows = db.all<GenerationRow>(
    `SELECT ${generationColumns}, instruction FROM old_generations
     WHERE task = :position AND response = :response AND hash = :hash ORDER BY rowid DESC`,
    { position, response, hash },
  );
  return rows.find((row) => madeOf(row) === made) ?? rows[0];
}

/** Says of a response whether it was made for another instruction than that of the task that it stands with. */
export function besideTask<G extends Generation | undefined>(
  { instruction }: Pick<Task, 'instruction'>,
  generation: G,
): G {
  if (generation?.asked === undefined || generation.asked === instructionHash(instruction)) return generation;
  return { ...generation, forOther: true };
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

/** What was made for another instruction is no answer to this one. */
export function samples(db: Database, taskId: string): TaskSamples {
  const position = positionOf(db, taskId);
  const instruction = instructionHash(taskAt(db, position).instruction);
  const former = db.all<Omit<Sample, 'replaced'>>(
    `SELECT response, model, text FROM old_generations
     WHERE task = :position AND coalesce(instruction, :instruction) = :instruction ORDER BY rowid`,
    { position, instruction },
  );
  const current = db.all<Omit<Sample, 'replaced'>>(
    'SELECT response, model, text FROM generations WHERE task = :position ORDER BY response',
    { position },
  );
  return {
    samples: [
      ...former.map((sample) => ({ ...sample, replaced: true })),
      ...current.map((sample) => ({ ...sample, replaced: false })),
    ],
    runs: runsOf(db, position, taskId, { characters: 0, eachCode: true }),
  };
}
