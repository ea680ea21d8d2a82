import * as l10n from '@vscode/l10n';
import { type Moment, openMoment, openStill } from '../../export/files/moment.ts';
import { personOf } from '../../store/content/people.ts';
import type { Database } from '../../store/sqlite/database.ts';
import { storeError } from '../../store/sqlite/sqliteErrors.ts';
import { type NotRead, otherStore } from '../../store/thread/otherStore.ts';
import { taskMeans } from '../../stats/means.ts';
import { differencesOf, judgedTasks, type InsightRow } from '../rows/insightRow.ts';
import { readInsightRows } from '../rows/readInsightRows.ts';
import type { ComparedProject, ComparedTask, ProjectFacts, RefusedProject } from './comparedProject.ts';

/** How another project is read: with this editor's key, by somebody with these names, copies being made in `scratch`. */
export interface ReadWith {
  key: string;
  /** All names of whoever looks. */
  names: readonly string[];
  scratch: string;
}

/** What another project says of its models; refused where its database is not this editor's own, or cannot be read. Blocks. */
export function readProject(
  facts: ProjectFacts,
  { key, names, scratch }: ReadWith,
): ComparedProject | RefusedProject {
  const store = otherStore(facts.folder, key);
  if ('reason' in store) return refused(facts, wordsOf(store.reason));
  let moment: Moment | undefined;
  try {
    moment = store.isStill ? openStill(store.path) : openMoment(store.path, scratch);
    const { db } = moment;
    return comparedProject(db, facts, readInsightRows(db), new Set(names.map((name) => personOf(db, name))));
  } catch (error) {
    return refused(facts, storeError(error).message);
  } finally {
    moment?.close();
  }
}

/** @param me the persons that whoever looks is in this database */
export function comparedProject(
  db: Database,
  facts: ProjectFacts,
  rows: readonly InsightRow[],
  me: ReadonlySet<string>,
): ComparedProject {
  const judged = judgedTasks(rows);
  const instructions = instructionsOf(
    db,
    judged.map(({ id }) => id),
  );
  const tasks = judged.map((task): ComparedTask => ({
    id: task.id,
    instruction: instructions.get(task.id) ?? '',
    lead: taskMeans([differencesOf(task)])[0] ?? 0,
    isUnseen: facts.blind && !task.rows.some(({ annotator }) => me.has(annotator)),
  }));
  return { ...facts, tasks, isHidden: facts.blind && leftToScore(db, me) > 0 };
}

/** Of the tasks with these ids that are in the data set what they ask for. */
export function instructionsOf(db: Database, ids: readonly string[]): Map<string, string> {
  const rows = db.all<{ id: string; instruction: string }>(
    'SELECT id, instruction FROM tasks WHERE generated < 4 AND id IN (SELECT value FROM json_each(:ids))',
    { ids: JSON.stringify(ids) },
  );
  return new Map(rows.map(({ id, instruction }) => [id, instruction]));
}

function leftToScore(db: Database, me: ReadonlySet<string>): number {
  return (
    db.get<{ n: number }>(
      `SELECT count(*) AS n FROM tasks t WHERE t.generated = 3 AND NOT EXISTS (
         SELECT 1 FROM annotations a WHERE a.task = t.position AND a.status IN ('submitted', 'discarded')
           AND a.annotator IN (SELECT value FROM json_each(:me)))`,
      { me: JSON.stringify([...me]) },
    )?.n ?? 0
  );
}

function refused({ folder, name }: ProjectFacts, text: string): RefusedProject {
  return { folder, name, refused: text };
}

function wordsOf(reason: NotRead): string {
  switch (reason) {
    case 'missing':
      return l10n.t('It has no database of Touchstone. Open it and judge some tasks first.');
    case 'foreign':
      return l10n.t(
        'Its database was not made by this editor on this machine. Open the project and say that its answers are yours, then look again.',
      );
    case 'version':
      return l10n.t('Its database is of another version of Touchstone. Open the project once in this one.');
  }
}
