import { splitThoughts } from '../../code/answer/thoughts.ts';
import { sha256 } from '../../platform/hash.ts';
import type { Database } from '../sqlite/database.ts';
import { exchangeTask } from './draftsAside.ts';
import { isMissing, writeGeneration } from './generations.ts';
import { takeOver } from './loads.ts';
import { forgetOracle } from './oracleRows.ts';
import { recordTheirs } from './logVerdictRows.ts';
import { taskShuffle } from '../sqlite/migration3.ts';
import { indexTask } from '../queue/fullTextSearch.ts';
import { taskColumns, toTask, type TaskRow } from '../sqlite/rows.ts';
import type { TaskInput, UpsertResult } from '../../domain/task.ts';
import { taskInputSchema } from '../sqlite/validation.ts';

const byId = `SELECT ${taskColumns} FROM tasks WHERE id = :id`;

export function upsertTasks(
  db: Database,
  tasks: TaskInput[],
  models: [string, string],
  load?: number,
): UpsertResult {
  const result: UpsertResult = { added: 0, updated: 0, unchanged: 0 };
  let next = (db.get<{ last: number | null }>('SELECT max(position) AS last FROM tasks')?.last ?? -1) + 1;
  for (const input of tasks) {
    const task = taskInputSchema.parse(input);
    const { id } = task;
    const known = db.get<TaskRow>(byId, { id });
    const taken = known === undefined && takeOver(db, load, task) !== undefined;
    const old = taken ? db.get<TaskRow>(byId, { id }) : known;
    const position = old?.position ?? next++;
    const returned = old?.withdrawn === 1;
    if (returned)
      db.run('UPDATE tasks SET generated = generated & 3 WHERE position = :position', { position });
    const rewritten = writeTask(db, position, task, old) || taken || returned;
    const recorded = recordGenerations(db, position, task, models, old?.instruction);
    const told = recordTheirs(db, position, task);
    if (rewritten || recorded || told) {
      indexTask(db, position);
      db.changes.add(position, task.id, rewritten ? 'task' : 'response');
    }
    if (!old) result.added++;
    else if (rewritten || recorded || told) result.updated++;
    else result.unchanged++;
    if (taken) result.renamed = (result.renamed ?? 0) + 1;
    if (returned) result.returned = (result.returned ?? 0) + 1;
  }
  return result;
}

/** Whether anything had to be written. */
function writeTask(db: Database, position: number, task: TaskInput, old: TaskRow | undefined): boolean {
  const row = {
    source: task.source,
    language: task.language ?? null,
    entryPoint: task.entryPoint ?? null,
    instruction: task.instruction,
    tests: typeof task.tests === 'string' ? task.tests : null,
    context: task.context ? JSON.stringify(task.context) : null,
    testList: Array.isArray(task.tests) ? JSON.stringify(task.tests) : null,
    testSetup: task.testSetup ?? null,
    reference: task.reference ?? null,
  };
  const fields = Object.keys(row) as (keyof typeof row)[];
  if (old && fields.every((field) => old[field] === row[field])) return false;
  if (old) {
    exchangeTask(db, position, toTask(old), task);
    forgetOracle(db, position);
  }
  db.run(
    `INSERT INTO tasks (position, id, source, language, entry_point, instruction, tests, context, test_list, test_setup,
       reference)
     VALUES (:position, :id, :source, :language, :entryPoint, :instruction, :tests, :context, :testList, :testSetup,
       :reference)
     ON CONFLICT (id) DO UPDATE SET source = excluded.source, language = excluded.language,
       entry_point = excluded.entry_point, instruction = excluded.instruction, tests = excluded.tests,
       context = excluded.context, test_list = excluded.test_list, test_setup = excluded.test_setup,
       reference = excluded.reference`,
    { position, id: task.id, ...row },
  );
  const factsSql = 'INSERT INTO task_facts (task, shuffle) VALUES (:position, :shuffle)';
  if (!old) db.run(factsSql, { position, shuffle: taskShuffle(task.id) });
  return true;
}

/**
 * Stores the responses that the source brought. What is in Argilla, or was judged already, is exchanged only where the instruction is
 * another as well: they belong to it.
 */
function recordGenerations(
  db: Database,
  position: number,
  task: TaskInput,
  models: [string, string],
  before: string | undefined,
): boolean {
  if (!task.generations) return false;
  let changed = false;
  const asked = before === undefined || before === task.instruction ? undefined : before;
  for (const response of [1, 2] as const) {
    const whole = task.generations[response - 1] ?? null;
    if (whole === null) continue;
    const model = task.generationModels?.[response - 1] ?? models[response - 1] ?? '';
    const old = db.get<{ hash: string; origin: string; model: string }>(
      'SELECT hash, origin, model FROM generations WHERE task = :position AND response = :response',
      { position, response },
    );
    const { text, reasoning } = task.asTheyAre ? { text: whole } : taken(whole, old?.hash);
    const hash = sha256(text);
    // What is there was made for another instruction than is there by now.
    const strange = old !== undefined && isMissing(db, position, response, task.instruction);
    if (strange && old.hash === hash) {
      db.run('UPDATE generations SET instruction = NULL WHERE task = :position AND response = :response', {
        ...{ position, response },
      });
      changed = true;
    }
    if (old?.hash === hash) {
      if (old.origin !== 'recorded' || old.model === model) continue;
      // The name of a judged text's model stays, however the names of the project change.
      if (!isSameName(old.model, model) && isJudged(db, position, response, hash)) continue;
      db.run('UPDATE generations SET model = :model WHERE task = :position AND response = :response', {
        ...{ position, response, model },
      });
      changed = true;
      continue;
    }
    const stays = old?.origin === 'argilla' || (old && isJudged(db, position, response, old.hash));
    if (stays && asked === undefined && !strange) continue;
    const startedAt = new Date().toISOString();
    const generation = { taskId: task.id, response, model, text, hash, startedAt, reasoning };
    writeGeneration(db, position, { ...generation, provider: 'recorded', origin: 'recorded' }, asked);
    changed = true;
  }
  return changed;
}

/**
 * A recorded response without what the model thought before it. One that was stored with it stays as it is: answers are about that text.
 * `stored`: the hash of what is there.
 */
function taken(whole: string, stored: string | undefined): { text: string; reasoning?: string } {
  if (stored !== undefined && stored === sha256(whole)) return { text: whole };
  const { answer, thoughts } = splitThoughts(whole);
  return { text: answer, ...(thoughts && { reasoning: thoughts }) };
}

/** Whether a name is the other one spelled otherwise, or says what was not said before. */
function isSameName(former: string, now: string): boolean {
  const bare = (name: string): string =>
    name
      .replace(/^.*\//, '')
      .replaceAll(/[^\p{L}\p{N}]/gu, '')
      .toLowerCase();
  return former === '' || bare(former) === bare(now);
}

function isJudged(db: Database, position: number, response: 1 | 2, hash: string): boolean {
  const row = db.get(
    `SELECT 1 FROM annotations WHERE task = :position AND status <> 'pending' AND hash${response} = :hash LIMIT 1`,
    { position, hash },
  );
  return row !== undefined;
}
