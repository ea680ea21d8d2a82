import { setImmediate } from 'node:timers/promises';
import { openMoment } from '../export/files/moment.ts';
import { type Call, serve } from '../platform/workerServer.ts';
import type { Database } from '../store/sqlite/database.ts';
import { storeError } from '../store/sqlite/sqliteErrors.ts';
import { computeInsights, type Known } from './computeInsights.ts';
import type { ComparedProject, RefusedProject } from './several/comparedProject.ts';
import { wordsOfProject } from './several/projectWords.ts';
import type { Insights, InsightsJob, Together } from './insightsJob.ts';
import { readPeople, readScores } from './rows/readInsightRows.ts';
import { readJudgedRows } from './rows/readJudgedRows.ts';
import type { Links, LinkedTasks } from './sections/view.ts';
import type * as readProjects from './several/readProject.ts';

type Several = typeof readProjects;

/** The thread that counts insights: drawing samples again takes tenths of a second. It reads the database itself, of one moment. */
export interface InsightsThread {
  /** Tells what is there when the first answer is. Errors: those of the store; `cancelled`. */
  compute(job: InsightsJob, from: { database: string; scratch: string }): Promise<Insights>;
  /** The tasks behind a mark of what was counted last. */
  linked(link: string): LinkedTasks | undefined;
}

let links: Links | undefined;

async function compute(
  { signal, emit }: Call<Insights>,
  job: InsightsJob,
  { database, scratch }: { database: string; scratch: string },
): Promise<Insights> {
  const pause = async (): Promise<void> => {
    // Counting blocks: a cancelling is heard in between.
    await setImmediate();
    signal.throwIfAborted();
  };
  await pause();
  const { db, close } = openMoment(database, scratch);
  try {
    // What reads other projects checks all that they hold, and is loaded where there are any.
    const several = job.together && (await import('./several/readProject.ts'));
    const known = readKnown(db, scratch, job, several);
    let isTold = false;
    const counted = await computeInsights(known, job, async (soFar, marks) => {
      if (!isTold) {
        links = marks;
        emit(soFar);
      }
      isTold = true;
      await pause();
    });
    links = counted.links;
    return { ...counted.insights, ...known.projects() };
  } catch (error) {
    throw storeError(error);
  } finally {
    close();
  }
}

/** What the first answer needs is read at once. */
function readKnown(
  db: Database,
  scratch: string,
  { rubric, me, together }: InsightsJob,
  several: Several | undefined,
) {
  const { rows, addRest } = readScores(db);
  let read: (ComparedProject | RefusedProject)[] | undefined;
  const othersOf = (
    { others, key, names }: Together,
    { readProject }: Several,
  ): (ComparedProject | RefusedProject)[] =>
    (read ??= others.map((one) => ('refused' in one ? one : readProject(one, { key, names, scratch }))));
  const rest = (): Pick<Known, 'judged' | 'several'> => {
    addRest();
    const judged = readJudgedRows(db, rubric);
    if (!together || !several) return { judged };
    const { comparedProject, instructionsOf } = several;
    const { own, showsNames } = together;
    const compared = othersOf(together, several).filter((one): one is ComparedProject => 'tasks' in one);
    if (compared.length === 0) return { judged };
    const here = comparedProject(db, own, rows, new Set([me]));
    const ids = [here, ...compared].flatMap(({ tasks }) => tasks.map(({ id }) => id));
    const instructions = instructionsOf(db, ids);
    const ownId = (task: { id: string; instruction: string }): string | undefined =>
      instructions.get(task.id) === task.instruction ? task.id : undefined;
    return { judged, several: { projects: [{ ...here, isHidden: !showsNames }, ...compared], ownId } };
  };
  const projects = (): Pick<Insights, 'projects'> =>
    together && several ? { projects: othersOf(together, several).map(wordsOfProject) } : {};
  return { rows, people: readPeople(db), rest, projects };
}

serve<InsightsThread, Insights>({
  compute,
  linked: (_, link) => links?.tasksOf(link),
});
