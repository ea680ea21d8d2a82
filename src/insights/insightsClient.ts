import * as l10n from '@vscode/l10n';
import { scratchFolder } from '../export/files/exportScratch.ts';
import { TouchstoneError } from '../platform/errors.ts';
import { WorkerClient, workerProgram } from '../platform/workerClient.ts';
import type { Insights, InsightsJob } from './insightsJob.ts';
import type { InsightsThread } from './insightsWorker.ts';
import type { LinkedTasks } from './sections/view.ts';

/** Insights of a project, counted in a thread of their own, which begins with the first question. */
export class InsightsClient {
  readonly #database: string;
  #thread: WorkerClient<InsightsThread, Insights> | undefined;

  /** @param database the store's file */
  constructor(database: string) {
    this.#database = database;
  }

  /** Begins the thread, for whoever is about to ask something of it. */
  start(): void {
    this.#running();
  }

  /** `onPart` hears what is there before all is. Errors: those of the store; `internal`; `cancelled` once `signal` says so. */
  async compute(
    job: InsightsJob,
    { signal, onPart }: { signal?: AbortSignal; onPart?: (part: Insights) => void } = {},
  ): Promise<Insights> {
    const scratch = await scratchFolder(this.#database);
    if (signal?.aborted) throw cancelled();
    try {
      const from = { database: this.#database, scratch };
      return await this.#running().call('compute', [job, from], { signal, onEvent: onPart });
    } catch (error) {
      throw signal?.aborted ? cancelled() : error;
    }
  }

  /** The tasks behind a mark of what was counted last. */
  async linked(link: string): Promise<LinkedTasks | undefined> {
    return this.#thread?.call('linked', [link]);
  }

  #running(): WorkerClient<InsightsThread, Insights> {
    if (!this.#thread || this.#thread.ended)
      this.#thread = new WorkerClient<InsightsThread, Insights>(program(), {
        name: 'touchstone-insights',
        died: (cause) =>
          new TouchstoneError('internal', l10n.t('The insights could not be counted.'), {
            cause,
            action: l10n.t('Close the page and open it again.'),
          }),
      });
    return this.#thread;
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }
}

function cancelled(): TouchstoneError {
  return new TouchstoneError('cancelled', l10n.t('The counting was cancelled.'));
}

function program(): URL {
  const found = workerProgram(import.meta.url, 'insightsWorker', 'insights-worker.js');
  if (found) return found;
  throw new TouchstoneError('internal', l10n.t('A part of the extension is missing: insights-worker.js.'), {
    action: l10n.t('Install the extension again.'),
  });
}
