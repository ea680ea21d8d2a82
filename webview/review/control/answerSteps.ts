import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import type { Model } from '../state/model.ts';

/** What a step back brings back: texts have the undo of their own boxes. */
type Fields = Pick<AnswerView, 'points' | 'scores' | 'corrected' | 'skipped' | 'flag' | 'taken'>;

/** A change made here, or `host`: an act that the host takes back (a failure mode that was named). */
type Step = Fields | 'host';

const stepped = ['points', 'scores', 'corrected', 'skipped', 'flag'] as const;

/**
 * The changes to the answer of the shown task that were made in this page, to be taken back before anything else is: undo right after a wrong
 * digit means the digit, not the submit before it.
 */
export class AnswerSteps {
  #taskId = '';
  #back: Step[] = [];
  #forth: Fields[] = [];

  /** The answer is about to change. */
  changed(model: Model, change: Partial<AnswerView>): void {
    this.#begin(model);
    if (!stepped.some((field) => field in change)) return;
    this.#back.push(fieldsOf(model.answer));
    this.#forth = [];
  }

  /** Something was done that the host takes back. */
  hostActed(): void {
    this.#back.push('host');
  }

  of(model: Model): Model['steps'] {
    this.#begin(model);
    const last = this.#back.at(-1);
    return { canUndo: last !== undefined && last !== 'host', canRedo: this.#forth.length > 0 };
  }

  /** Gives what the answer was before the last change here; undefined: the host's acts come first, or there was none. */
  undo(model: Model): Fields | undefined {
    this.#begin(model);
    const last = this.#back.pop();
    if (last === undefined || last === 'host') return undefined;
    this.#forth.push(fieldsOf(model.answer));
    return last;
  }

  redo(model: Model): Fields | undefined {
    this.#begin(model);
    const next = this.#forth.pop();
    if (next) this.#back.push(fieldsOf(model.answer));
    return next;
  }

  /** Another task, or one that is judged by now: what was done before is the host's to take back. */
  #begin({ state }: Model): void {
    const now = `${state.project.folder ?? ''}\n${state.task.id}\n${String(state.status === 'submitted' || state.status === 'discarded')}`;
    if (now === this.#taskId) return;
    this.#taskId = now;
    this.#back = [];
    this.#forth = [];
  }
}

function fieldsOf({ points, scores, corrected, skipped, flag, taken }: AnswerView): Fields {
  return { points, scores, corrected, skipped, flag, taken: taken ?? {} };
}
