import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { TaskDetail } from '../domain/task.ts';
import { commentsText, keptAsOwn } from '../annotation/commentsSection.ts';
import type { Answer } from '../domain/annotation.ts';
import type {
  Act,
  ActStatus,
  BulkAct,
  BulkResult,
  LineComment,
  ShownTexts,
  Step,
  StoredAnnotation,
} from '../domain/annotationHistory.ts';
import type { PlacedUse, TagAct, TagChange } from '../domain/tags.ts';
import type { Project } from '../project/loadProject.ts';
import { conflictOf } from '../store/api/answerConflict.ts';
import { textsChanged, textsChangedOf, textsOf } from '../store/api/shownTexts.ts';
import type { Store } from '../store/api/store.ts';
import type { ReviewTask } from './reviewTask.ts';
import { answerOf, checkShown } from './shownAnswer.ts';

/** What a change to an answer needs of the open project. */
export interface AnswerContext {
  readonly store: Pick<
    Store,
    | 'act'
    | 'actMany'
    | 'settle'
    | 'undo'
    | 'redo'
    | 'revert'
    | 'putLineComment'
    | 'removeLineComment'
    | 'changeTags'
    | 'moveTagUses'
  >;
  readonly project: Project;
  readonly annotator: string;
  /** As it is shown and judged by today's rubric. Errors: `task-missing`. */
  look(taskId: string): Promise<ReviewTask>;
  /** The same, as it was read last: another window may have changed it a moment ago. Errors: `task-missing`. */
  known(taskId: string): Promise<ReviewTask>;
  /** As it is stored. Errors: `task-missing`. */
  detail(taskId: string): Promise<TaskDetail>;
  /** What is known of it is old: another window wrote. */
  forget(taskId: string): void;
}

/** What becomes of an answer. `shown`: the texts that it was given for, so that it is refused where others took their place. */
export type AnswerEdit = Pick<Act, 'status' | 'answer' | 'taken' | 'entry' | 'shown'>;

/** What a change was made on: a revision, 0 for none, and the answer as it was seen then; without, all fields are meant. */
export interface MadeOn {
  expect: number;
  base?: Answer;
}

const attempts = 5;
/** Uses of a failure mode that are moved in one transaction. */
const movedAtOnce = 200;

/**
 * Builds every change to an answer and is the only one that has it stored: checked against the rubric and the responses as shown,
 * under today's guidelines, on a named revision, and on its way to Argilla where it is final. A change is one of fields: what others
 * changed meanwhile in other fields stays, and is named (`theirs` of what is stored). Errors: `answer-invalid`,
 * `generation-missing`, `task-missing`, `argilla-conflict` (see `conflictOf`), `texts-changed` (what was given is in the history then,
 * with the texts that it was given for), those of the store.
 */
export class AnswerService {
  readonly #context: AnswerContext;
  readonly #onWaiting: () => void;
  /** What is under way for a task: this window's writers follow each other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  /** @param onWaiting an answer waits to be sent to Argilla */
  constructor(context: AnswerContext, onWaiting: () => void) {
    this.#context = context;
    this.#onWaiting = onWaiting;
  }

  async change(taskId: string, edit: AnswerEdit, on: MadeOn): Promise<StoredAnnotation | undefined> {
    return this.#inTurn(taskId, () =>
      this.#noticing(taskId, async () => {
        const act = this.#actOf(await this.#context.known(taskId), edit, on);
        return this.#acted(act);
      }),
    );
  }

  /**
   * Changes fields of what is stored, whatever that is by then; nothing where `make` gives nothing. It is about the texts that are stored
   * then, unless `make` says which were shown; scores that were given for former ones, and are not given again, stay theirs, and are
   * not submitted (`texts-changed`).
   */
  edit(
    taskId: string,
    make: (task: ReviewTask) => AnswerEdit | undefined,
  ): Promise<StoredAnnotation | undefined> {
    return this.#onNewest(taskId, async (task) => {
      const edit = make(task);
      if (!edit) return task.annotation;
      if (!task.annotation?.judgedOther || edit.shown)
        return this.#acted(this.#actOf(task, { shown: textsOf(task), ...edit }, seen(task)));
      // Nobody says that the new texts were seen.
      const act = this.#actOf(task, edit, seen(task));
      const remarks = edit.status === task.annotation.status && sameScores(act.answer, task.annotation);
      const { store } = this.#context;
      return this.#stored(act.status, await store.act(remarks ? { ...act, shown: 'former' } : act));
    });
  }

  /**
   * Changes fields beside the scores, such as a flag; what was judged stays as it was judged, whatever the rubric says by now. `step`:
   * `undo` takes it back by itself; it makes a draft of the answer.
   */
  remark(
    taskId: string,
    { fields, step }: { fields: Partial<Answer>; step?: boolean },
  ): Promise<StoredAnnotation | undefined> {
    return this.#onNewest(taskId, async () => {
      const { annotation } = await this.#context.detail(taskId);
      const { annotator, project, store } = this.#context;
      const status = step ? 'draft' : (annotation?.status ?? 'draft');
      const stored = await store.act({
        taskId,
        annotator,
        status,
        answer: { ...answerOf(annotation), ...fields },
        guidelinesVersion: annotation?.guidelinesVersion ?? project.guidelines.version,
        send: status !== 'draft',
        expectedRevision: annotation?.revision ?? 0,
        base: answerOf(annotation),
        shown: 'former',
        ...(step && { entry: 'step' as const }),
      });
      return this.#stored(status, stored);
    });
  }

  /**
   * Decides between an answer and another window's; both are in the history afterwards. `on`: theirs, as it was seen; where theirs
   * stays, it is whatever it is by now. Where mine stays, what they changed meanwhile in other fields does as well.
   */
  async resolve(
    taskId: string,
    edit: AnswerEdit,
    keep: 'mine' | 'theirs',
    on: MadeOn | undefined,
  ): Promise<StoredAnnotation | undefined> {
    return this.#inTurn(taskId, () =>
      this.#noticing(taskId, async () => {
        const act = this.#actOf(await this.#context.look(taskId), edit, on);
        return this.#stored(act.status, await this.#context.store.settle(act, keep));
      }),
    );
  }

  /** Discards or reopens many; one step of undo with other calls of the same `batch`. */
  async changeMany(taskIds: string[], action: BulkAct['action'], batch?: string): Promise<BulkResult[]> {
    const { annotator, project, store } = this.#context;
    const results = await store.actMany(taskIds, {
      action,
      annotator,
      guidelinesVersion: project.guidelines.version,
      // What was never sent need not be taken back where there is no Argilla.
      send: action === 'discard' || this.#sends,
      ...(batch !== undefined && { batch }),
    });
    this.#onWaiting();
    return results;
  }

  /** Back from, or again to, the last step; undefined where there is none. */
  async step(
    direction: 'undo' | 'redo',
  ): Promise<(Step & { undone?: ActStatus; redone?: ActStatus }) | undefined> {
    const { annotator, store } = this.#context;
    const done = await store[direction](annotator, this.#sends);
    if (done) this.#onWaiting();
    return done;
  }

  /** Back to entry `seq` of the task's history, as a new act. */
  async revert(taskId: string, seq: number): Promise<StoredAnnotation | undefined> {
    const { annotator, store } = this.#context;
    const stored = await store.revert(taskId, annotator, seq, this.#sends);
    this.#onWaiting();
    return stored;
  }

  /**
   * Names failure modes of the responses, or takes them away; one step of undo. What was judged stays as it was judged. Errors: `texts-changed`,
   * where what is named is about another text than the answer, or than was `shown`.
   */
  tag(taskId: string, tags: TagChange, shown?: ShownTexts): Promise<StoredAnnotation | undefined> {
    return this.#onNewest(taskId, async () => {
      const { annotation } = await this.#context.detail(taskId);
      const { annotator, project, store } = this.#context;
      const status = annotation?.status ?? 'draft';
      const stored = await store.act({
        taskId,
        annotator,
        status,
        answer: answerOf(annotation),
        guidelinesVersion: annotation?.guidelinesVersion ?? project.guidelines.version,
        send: status !== 'draft' && this.#sendsTags,
        expectedRevision: annotation?.revision ?? 0,
        base: answerOf(annotation),
        ...(shown && { shown }),
        entry: 'step',
        tags,
      });
      return this.#stored(status, stored);
    });
  }

  /** Renames, merges or removes failure modes themselves; one step of undo. */
  async changeTags(act: TagAct): Promise<void> {
    const { annotator, store } = this.#context;
    await store.changeTags(annotator, act);
  }

  /** Has the annotator's uses be of another failure mode; one step of undo. Resolves to how many it were. */
  async moveTagUses(uses: readonly PlacedUse[], to: string): Promise<number> {
    const { annotator, store } = this.#context;
    const batch = randomUUID();
    let moved = 0;
    // What is typed meanwhile comes between.
    for (let at = 0; at < uses.length; at += movedAtOnce) {
      const how = { send: this.#sendsTags, batch };
      moved += await store.moveTagUses(annotator, uses.slice(at, at + movedAtOnce), to, how);
    }
    if (this.#sendsTags) this.#onWaiting();
    return moved;
  }

  /** Keeps a comment on lines, which the comments of the answer hold as well. */
  putLineComment(comment: LineComment): Promise<void> {
    return this.#onNewest(comment.taskId, (task) => {
      const others = task.lineComments.filter(({ id }) => id !== comment.id);
      return this.#context.store.putLineComment(comment, this.#commented(task, [...others, comment]));
    });
  }

  removeLineComment(taskId: string, id: string): Promise<void> {
    const { annotator, store } = this.#context;
    return this.#onNewest(taskId, (task) => {
      const others = task.lineComments.filter((other) => other.id !== id);
      return store.removeLineComment(annotator, id, this.#commented(task, others));
    });
  }

  /** The answer with exactly these comments on lines in its comments. */
  #commented(task: ReviewTask, lineComments: LineComment[]): Act {
    const answer = answerOf(task.annotation);
    // A section that no comment here stands for came from another machine: it stays, as the annotator's own text.
    const own =
      task.lineComments.length === 0 && answer.comments !== undefined
        ? keptAsOwn(answer.comments)
        : answer.comments;
    const comments = commentsText(lineComments, own, task.shownOrder);
    const edit: AnswerEdit = { status: 'draft', answer: { ...answer, comments }, shown: textsOf(task) };
    return this.#actOf({ ...task, lineComments }, edit, seen(task));
  }

  #actOf(task: ReviewTask, { status, answer, taken, entry, shown }: AnswerEdit, on: MadeOn | undefined): Act {
    const { annotator, project } = this.#context;
    const { rubric } = project.config;
    return {
      taskId: task.task.id,
      annotator,
      status,
      answer: checkShown(rubric, answer, status, task),
      guidelinesVersion: project.guidelines.version,
      send: status !== 'draft',
      ...(on && { expectedRevision: on.expect, base: on.base, rubric }),
      ...(taken && { taken }),
      ...(entry && { entry }),
      ...(shown && { shown }),
    };
  }

  /** What was given for other texts than are there is no answer to these: it goes into the history, with the texts that it is about. */
  async #acted(act: Act): Promise<StoredAnnotation | undefined> {
    const { store } = this.#context;
    try {
      return this.#stored(act.status, await store.act(act));
    } catch (error) {
      if (!textsChangedOf(error)) throw error;
      this.#context.forget(act.taskId);
      const { expectedRevision: _revision, base: _base, ...given } = act;
      await store.settle({ ...given, status: 'draft', send: false }, 'theirs');
      throw textsChanged(true);
    }
  }

  get #sends(): boolean {
    return this.#context.project.config.argilla !== undefined;
  }

  /** Whether Argilla hears of failure modes. */
  get #sendsTags(): boolean {
    return this.#context.project.config.argilla?.failureModes === true;
  }

  #stored<T>(status: ActStatus, stored: T): T {
    if (status !== 'draft') this.#onWaiting();
    return stored;
  }

  /** A conflict says that what is known of the task is old. */
  async #noticing<T>(taskId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (conflictOf(error)) this.#context.forget(taskId);
      throw error;
    }
  }

  /** Does something on top of what is stored, and again where another window was faster. */
  #onNewest<T>(taskId: string, work: (task: ReviewTask) => Promise<T>): Promise<T> {
    return this.#inTurn(taskId, () => this.#retried(taskId, work));
  }

  /** Does `work` when all that was asked for the task before is done, well or not. */
  #inTurn<T>(taskId: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#turns.get(taskId) ?? Promise.resolve()).then(work);
    const turn = done
      .catch(() => undefined)
      .finally(() => {
        if (this.#turns.get(taskId) === turn) this.#turns.delete(taskId);
      });
    this.#turns.set(taskId, turn);
    return done;
  }

  async #retried<T>(taskId: string, work: (task: ReviewTask) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#noticing(taskId, async () => work(await this.#context.look(taskId)));
      } catch (error) {
        if (!conflictOf(error) || attempt === attempts) throw error;
      }
    }
  }
}

function sameScores(one: Answer, other: Answer): boolean {
  const scores = ({ score1, score2, points1 = {}, points2 = {} }: Answer) => [
    score1,
    score2,
    points1,
    points2,
  ];
  return isDeepStrictEqual(scores(one), scores(other));
}

function seen({ annotation }: ReviewTask): MadeOn {
  return { expect: annotation?.revision ?? 0, base: answerOf(annotation) };
}
