import type { ReviewState } from '../../protocol/reviewMessages.ts';
import type { LiveState } from './reviewSnapshot.ts';
import type { Session } from '../session/session.ts';

/** How fast the annotator is, in words, where that may have changed since it was told last. */
export class ReviewPace {
  readonly #live: LiveState;
  #toldFor = '';

  constructor(live: LiveState) {
    this.#live = live;
  }

  /** It is told anew. */
  forget(): void {
    this.#toldFor = '';
  }

  async ifChanged(session: Session, { progress }: ReviewState): Promise<string[] | undefined> {
    const key = JSON.stringify([session.folder, session.annotator, progress.judged, progress.queue?.title]);
    if (key === this.#toldFor) return undefined;
    this.#toldFor = key;
    return this.#live.pace(session);
  }
}
