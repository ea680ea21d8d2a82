import { WorkerClient } from '../platform/workerClient.ts';
import type { ExportPreview } from './exportPreview.ts';
import { exportFailure, type ExportJob } from './exportProtocol.ts';
import { cancelledExport, exportProgram, fromStore } from './exportRows.ts';
import type { ExportEvent, ExportThread } from './exportWorker.ts';

/** The thread that works out what an export would be. One question at a time: the next one takes the place of the one before. */
export class PreviewClient {
  readonly #store: string;
  readonly #thread: WorkerClient<ExportThread, ExportEvent>;
  #stop = new AbortController();

  constructor(store: string) {
    this.#store = store;
    this.#thread = new WorkerClient<ExportThread, ExportEvent>(exportProgram(), {
      name: 'touchstone-preview',
      died: (cause) => exportFailure(cause, store),
    });
  }

  /** `tell`: what is known so far. Errors: `cancelled`, also when another one is asked for, `export-failed`, the store's. */
  async preview(
    job: Omit<ExportJob, 'from'>,
    tell: (preview: ExportPreview) => void,
  ): Promise<ExportPreview> {
    this.#stop.abort();
    const stop = (this.#stop = new AbortController());
    const from = await fromStore(this.#store);
    if (stop.signal.aborted) throw cancelledExport(stop.signal.reason);
    try {
      return await this.#thread.call('preview', [{ ...job, from }], {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.preview && !stop.signal.aborted) tell(event.preview);
        },
      });
    } catch (error) {
      throw stop.signal.aborted ? cancelledExport(error) : error;
    }
  }

  /** Ends what is being counted, and the thread. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#thread.close();
  }
}
