import type { ShownOrder } from '../../domain/annotation.ts';
import type { ReviewState } from '../../protocol/reviewMessages.ts';
import { settings } from '../common/services.ts';
import { reviewState, type LiveState } from './reviewSnapshot.ts';
import type { Session } from '../session/session.ts';

/** Which task comes when one is left; `undefined`: none. */
export type NextOf = (session: Session, taskId: string) => Promise<string | undefined>;

export interface AheadTask {
  after: string;
  folder: string;
  judged: boolean;
  state: ReviewState;
  order: ShownOrder;
}

/** Longer responses (in characters, both together) are sent when their task is opened: their snapshots would hold up the page. */
const most = 200_000;

/** Finds and builds what is shown next while the user judges the task before it. */
export class Ahead {
  readonly #next: NextOf;
  readonly #live: LiveState;
  #ready: AheadTask | undefined;
  #request = 0;

  constructor(next: NextOf, live: LiveState) {
    this.#next = next;
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
  async prepare(session: Session, after: ReviewState, serial: () => number): Promise<AheadTask | undefined> {
    this.#ready = undefined;
    const request = ++this.#request;
    const taskId = await this.#next(session, after.task.id);
    if (taskId === undefined || taskId === after.task.id || request !== this.#request) return undefined;
    const look = await session.look(taskId);
    if (look.generations.reduce((sum, { text }) => sum + text.length, 0) > most) return undefined;
    const state = await reviewState(session, look, this.#live, 0);
    if (request !== this.#request) return undefined;
    state.serial = serial();
    this.#ready = {
      after: after.task.id,
      folder: session.folder,
      judged: settings.openNextAfterSubmit,
      state,
      order: look.shownOrder,
    };
    return this.#ready;
  }
}
