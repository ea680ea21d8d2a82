import type { Merged, Sent } from '../../../src/annotation/mergeAnswers.ts';
import { mergeViews, whatWas, withFields } from '../../../src/annotation/mergeViews.ts';
import type { SentAnswer } from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';

/** The answer to one task, until it is on disk. Edits are numbered: `sent` and `saved` are the last of which that is true. */
export interface Draft {
  folder?: string;
  taskId: string;
  revision: number;
  /** What is stored at that revision, as far as this page knows. */
  base: AnswerView;
  answer: AnswerView;
  /** The texts that it is about: those that were shown when it was begun. */
  texts?: SentAnswer['texts'];
  edit: number;
  sent: number;
  saved: number;
  /** Sent, and not answered yet. */
  flying: Sent<AnswerView>[];
  /** Times in a row that it was refused. */
  refusals: number;
  /** The user has to do something before it is taken. */
  stuck?: boolean;
  /** As long as it runs nothing goes out by itself. */
  timer?: ReturnType<typeof setTimeout>;
  /** It runs since the draft was refused. */
  pausing?: boolean;
}

/** What is known of an answer that is not on disk. */
export type DraftView = Readonly<Pick<Draft, 'answer' | 'base' | 'revision' | 'flying' | 'refusals'>>;
/** A stored answer, for the next one to be made on. */
export type Stored = Pick<Draft, 'revision' | 'base'>;

/** A draft that was sent another way: what becomes of it is told with it. */
export interface Handed {
  draft: Stored;
  sent: Sent<AnswerView>;
  edit: number;
  /** It had been changed since it was saved. */
  unsaved: boolean;
}

/** It is on its way from now on: what was on its way before is what it goes on from. */
export function takeOff(draft: Draft): Sent<AnswerView> {
  const { answer, flying } = draft;
  const base = flying.reduce((on, before) => mergeViews(before.base, before.answer, on).answer, draft.base);
  const sent = { base, answer };
  flying.push(sent);
  return sent;
}

/**
 * Goes on from what is stored by now. In fields that clash, the draft stays one on what was there before: only the user can decide, and
 * the host, which is told the old revision, makes a choice of it. Gives whether there are none.
 */
export function take(
  draft: Draft,
  stored: { revision: number; answer: AnswerView },
  { answer, clashes }: Merged<AnswerView>,
  flipped: boolean,
): boolean {
  const fits = clashes.length === 0 && !flipped;
  draft.answer = answer;
  draft.base = withFields(structuredClone(stored.answer), clashes, draft.base);
  if (fits) draft.revision = stored.revision;
  return fits;
}

export function isUnsaved({ edit, saved }: Draft): boolean {
  return edit > saved;
}

export function asSent({ folder, taskId, revision, base, answer, texts }: Draft): SentAnswer {
  return { folder, taskId, revision, answer, ...(texts && { texts }), was: whatWas(base, answer) };
}

export function drop<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
