import { setImmediate } from 'node:timers/promises';
import { openMoment } from '../export/snapshotPages.ts';
import { type Call, serve } from '../platform/workerServer.ts';
import { storeError } from '../store/sqlite/sqliteErrors.ts';
import { computeInsights, type Known } from './computeInsights.ts';
import type { Insights, InsightsJob } from './insightsJob.ts';
import { readInsightRows, readPeople } from './rows/readInsightRows.ts';
import type { LinkedTasks } from './sections/view.ts';

/** The thread that counts insights: drawing samples again takes tenths of a second. It reads the database itself, of one moment. */
export interface InsightsThread {
  /** Errors: those of the store; `cancelled`. */
  compute(job: InsightsJob, from: { database: string; scratch: string }): Promise<Insights>;
  /** The tasks behind a mark of what was counted last. */
  linked(link: string): LinkedTasks | undefined;
}

let links: Record<string, LinkedTasks> = {};

async function compute(
  { signal }: Call<never>,
  job: InsightsJob,
  { database, scratch }: { database: string; scratch: string },
): Promise<Insights> {
  const between = async (): Promise<void> => {
    // Counting blocks: a cancelling is heard in between.
    await setImmediate();
    signal.throwIfAborted();
  };
  await between();
  const counted = await computeInsights(read(database, scratch), job, between);
  links = counted.links.all;
  return counted.insights;
}

function read(database: string, scratch: string): Known {
  const { db, close } = openMoment(database, scratch);
  try {
    return { rows: readInsightRows(db), people: readPeople(db) };
  } catch (error) {
    throw storeError(error);
  } finally {
    close();
  }
}

serve<InsightsThread>({
  compute,
  linked: (_, link) => (Object.hasOwn(links, link) ? links[link] : undefined),
});
