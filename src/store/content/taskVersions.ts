import type { Task, TaskInput } from '../../domain/task.ts';
import { sha256 } from '../../platform/hash.ts';
import { taskHash } from '../api/shownTexts.ts';
import type { Database } from '../sqlite/database.ts';

/** What is kept of a task by version: all that is shown or exported of it. */
export type TaskContent = Omit<TaskInput, 'id' | 'generations' | 'generationModels' | 'theirs'>;

/** A task as one version of it. */
export interface TaskVersion {
  hash: string;
  texts: string;
  content: string;
}

export function versionOf(task: TaskContent): TaskVersion {
  const { source, language, entryPoint, instruction, tests, testSetup, context, reference } = task;
  const about = { source, language, entryPoint, instruction, tests, testSetup, context };
  // A version without a reference is called as it was before there were any.
  const content = JSON.stringify({ ...about, reference });
  return { hash: sha256(content), texts: taskHash(task), content };
}

/** Kept once. */
export function putVersion(db: Database, { hash, texts, content }: TaskVersion): void {
  db.run('INSERT OR IGNORE INTO task_versions (hash, texts, content) VALUES (:hash, :texts, :content)', {
    ...{ hash, texts, content },
  });
}

export function keptVersion(db: Database, hash: string): TaskVersion | undefined {
  return db.get<TaskVersion>('SELECT hash, texts, content FROM task_versions WHERE hash = :hash', { hash });
}

/** The newest version with these texts; where none is kept, they stand for themselves. */
export function versionWith(db: Database, texts: string): string {
  const sql = 'SELECT hash FROM task_versions WHERE texts = :texts ORDER BY rowid DESC LIMIT 1';
  return db.get<{ hash: string }>(sql, { texts })?.hash ?? texts;
}

/** The task as it was. What nobody knows any more is empty: what is there now is nothing that was judged. */
export function taskAsOf(db: Database, task: Task, version: string | undefined): Task {
  if (version === undefined) return task;
  const kept = keptVersion(db, version);
  const { id, position, withdrawn, chosenBlocks } = task;
  const same = { id, position, ...(withdrawn && { withdrawn }), ...(chosenBlocks && { chosenBlocks }) };
  if (!kept) return { ...same, source: task.source, instruction: '' };
  const content = JSON.parse(kept.content) as Partial<TaskContent> & Pick<TaskContent, 'instruction'>;
  if (content.source !== undefined) return { ...same, ...content, source: content.source };
  // Of an earlier version of this program: instruction and tests alone.
  return { ...task, tests: undefined, testSetup: undefined, ...content };
}
