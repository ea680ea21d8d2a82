import { mergeViews } from '../../annotation/mergeViews.ts';
import type { TaskChange } from '../../domain/change.ts';
import type { AnswerView } from '../../protocol/reviewViews.ts';

/** What the page wrote, and what that was made on. */
interface Own {
  revision: number;
  answer: AnswerView;
  base: AnswerView;
}

/** Tasks whose writes are known after the page has left them: it may be answered late. */
const remembered = 20;
/** Writes of which the page has not heard; more are never under way. */
const unheard = 50;

/**
 * Which revision of the stored answers the page knows. The page's own writes follow each other, also when it has not heard of the
 * last one yet.
 */
export class Revisions {
  readonly #latest = new Map<string, number>();
  readonly #own = new Map<string, Own[]>();

  /** A snapshot with this revision goes to the page. */
  shown(taskId: string, revision: number): void {
    this.#latest.set(taskId, revision);
  }

  /** The page's own draft or judgement was stored. `own` is missing where it is not what is stored. */
  wrote(taskId: string, revision: number, own?: Omit<Own, 'revision'>): void {
    if (this.#latest.has(taskId)) this.#latest.set(taskId, revision);
    const before = own ? (this.#own.get(taskId) ?? []) : [];
    this.#own.delete(taskId);
    if (own) this.#own.set(taskId, [...before, { revision, ...own }].slice(-unheard));
  }

  /**
   * What a write with `revision` was made on, where the page took `base` to be stored: what it has written since itself, and not heard of,
   * is nobody else's change.
   */
  madeOn(taskId: string, revision: number, base: AnswerView): AnswerView {
    const own = (this.#own.get(taskId) ?? []).filter((one) => one.revision > revision);
    if (this.#own.has(taskId)) this.#own.set(taskId, own);
    return own.reduce((on, one) => mergeViews(one.base, one.answer, on).answer, base);
  }

  /** Whether this news is but of answers that the page itself gave: it knows them. */
  isEcho({ ids, what, answers = [] }: TaskChange): boolean {
    if (ids === 'all' || ![...what].every((aspect) => aspect === 'answer' || aspect === 'outbox'))
      return false;
    return [...ids].every((id) => {
      const newest = answers.findLast(({ taskId }) => taskId === id);
      return newest !== undefined && newest.revision === this.#latest.get(id);
    });
  }

  /** Only these tasks are shown, or about to be. */
  keep(...taskIds: (string | undefined)[]): void {
    for (const taskId of this.#latest.keys()) if (!taskIds.includes(taskId)) this.#latest.delete(taskId);
    for (const taskId of [...this.#own.keys()].slice(0, -remembered)) this.#own.delete(taskId);
  }

  forget(): void {
    this.#latest.clear();
    this.#own.clear();
  }
}
