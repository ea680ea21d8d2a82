import type { ShownOrder } from '../../domain/annotation.ts';
import type { ReviewState } from '../../protocol/reviewState.ts';
import { settings } from '../common/services.ts';
import type { Standing } from '../../review/snapshot.ts';
import { reviewState, type LiveParts } from './reviewSnapshot.ts';
import type { Session } from '../session/session.ts';

export interface AheadTask {
  after: string;
  folder: string;
  judged: boolean;
  state: ReviewState;
  order: ShownOrder;
  /** There are suggestions for it, seen by now or not. */
  suggested: boolean;
}

/** Longer responses (in characters, both together) are sent when their task is opened: their snapshots would hold up the page. */
const most = 200_000;

/** Finds and builds what is shown next while the user judges the task before it. */
export class Ahead {
  readonly #live: LiveParts;
  #ready: AheadTask | undefined;
  #request = 0;

  constructor(live: LiveParts) {
    this.#live = live;
  }

  /** What was prepared last, until it is forgotten. */
  get ready(): AheadTask | undefined {
    return this.#ready;
  }

  forget(): void {
    this.#request += 1;
    this.#ready = undefined;
  }

  /**
   * Prepares what follows a task. Resolves to nothing when nothing else does, when it is too large, or when this was called or
   * forgotten again meanwhile.
   * @param serial the snapshot's number, drawn once its content is there
   */
  async prepare(
    session: Session,
    after: string,
    known: Standing | undefined,
    serial: () => number,
  ): Promise<AheadTask | undefined> {
    this.#ready = undefined;
    const request = ++this.#request;
    const taskId = await this.#live.queues.nextAhead(session, after);
    if (taskId === undefined || taskId === after || request !== this.#request) return undefined;
    const look = await session.look(taskId);
    if (look.generations.reduce((sum, { text }) => sum + text.length, 0) > most) return undefined;
    const inQueue = this.#live.queues.progressAhead(session, taskId);
    const state = await reviewState(session, look, this.#live, inQueue, 0, known);
    if (request !== this.#request) return undefined;
    state.serial = serial();
    this.#ready = {
      after,
      folder: session.folder,
      judged: settings.openNextAfterSubmit(),
      state,
      order: look.shownOrder,
      suggested: look.suggestions.length > 0,
    };
    return this.#ready;
  }
}
