import * as z from 'zod';
import { presentStates, type TaskState } from '../../domain/annotation.ts';
import { sha256 } from '../../platform/hash.ts';
import { taskQueueSchema } from '../../store/queue/queueSchema.ts';
import type { Range, TaskQueue, TaskSort } from '../../domain/queue.ts';
import type { Session } from '../session/session.ts';

/**
 * A queue as a person chooses it, a command is given it and a workspace keeps it. It differs from the store's in this: answers that
 * follow another version than the current one are `older`, whichever version is the current one by then.
 */
export interface QueueChoice extends Omit<TaskQueue, 'state' | 'guidelines'> {
  guidelines?: 'older' | 'current' | { is: string };
  /** A review pass through the tasks of `among`: those that were looked at. */
  pass?: { looked: string[] };
}

export const queueChoiceSchema = taskQueueSchema.omit({ state: true, guidelines: true }).extend({
  guidelines: z.union([z.enum(['older', 'current']), z.strictObject({ is: z.string() })]).optional(),
  pass: z.strictObject({ looked: z.array(z.string()) }).optional(),
}) satisfies z.ZodType<QueueChoice>;

/** What the answers of a task must be like: it cannot hold before somebody answered. Named tasks are looked at, whatever became of them. */
const ofAnswers = ['score', 'bothScores', 'gap', 'guidelines', 'among', 'tags'] as const;

const openStates: readonly TaskState[] = ['to-score', 'draft'];

/** Without what says nothing: an empty text, no states. A list of nothing is nobody's wish. */
export function tidy(choice: QueueChoice): QueueChoice {
  const full = {
    ...choice,
    text: choice.text?.trim() || undefined,
    states: nonEmpty(choice.states),
    verdicts: nonEmpty(choice.verdicts),
    theirs: nonEmpty(choice.theirs),
    tags: nonEmpty(choice.tags),
    languages: nonEmpty(choice.languages),
    context: nonEmpty(choice.context?.filter(({ values }) => values.length > 0)),
    score: bounded(choice.score),
    bothScores: bounded(choice.bothScores),
    gap: bounded(choice.gap),
    sort: choice.sort?.by === 'position' && !choice.sort.descending ? undefined : choice.sort,
  };
  return Object.fromEntries(Object.entries(full).filter(([, value]) => value !== undefined));
}

function nonEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list && list.length > 0 ? list : undefined;
}

function bounded(range: Range | undefined): Range | undefined {
  return range?.min === undefined && range?.max === undefined ? undefined : range;
}

/** As long as nobody has chosen. A seed of the annotator's own is the same on every machine. */
export function firstChoice(session: Pick<Session, 'name' | 'project'> | undefined): QueueChoice {
  const order = session?.project.config.order ?? 'loading';
  if (!session || order === 'loading') return {};
  if (order === 'informative') return { sort: { by: 'informative' } };
  return { sort: { by: 'random', seed: sha256(`order ${session.name}`, 6) } };
}

export function isEmpty(choice: QueueChoice): boolean {
  return Object.keys(choice).length === 0;
}

/** For the store, which knows versions of the guidelines alone. */
export function toQueue(choice: QueueChoice, currentGuidelines: string): TaskQueue {
  const { guidelines, pass: _pass, ...rest } = choice;
  if (guidelines === undefined) return rest;
  if (guidelines === 'older') return { ...rest, guidelines: { not: currentGuidelines } };
  return { ...rest, guidelines: { is: guidelines === 'current' ? currentGuidelines : guidelines.is } };
}

/**
 * A queue for work holds what is still to be judged and shrinks; "Next" goes to what is open in it. One for looking again asks for
 * other states, or for what only answers can be like, and "Next" goes through all of it.
 */
export function isForWork({ states, flagged, ...choice }: QueueChoice): boolean {
  if (states) return states.every((state) => openStates.includes(state));
  return flagged !== true && ofAnswers.every((facet) => choice[facet] === undefined);
}

/** Whether an answer changes no more than the state that a task has in it: neither whether it fits the rest, nor its place. */
export function isByState({
  text: _text,
  context: _context,
  sample: _sample,
  among: _among,
  pass: _pass,
  states: _states,
  sort,
  ...ofAnswer
}: QueueChoice): boolean {
  return isEmpty(ofAnswer) && (sort === undefined || isOfTasks(sort));
}

/** Orders in which a task has its place whatever is answered: the tree lists by state, each state in this order. */
export function isOfTasks({ by }: TaskSort): boolean {
  return by === 'position' || by === 'random' || by === 'informative';
}

/** The states that "Next" stops at. */
export function walkedStates(choice: QueueChoice): TaskState[] {
  return choice.states ?? [...(isForWork(choice) ? openStates : presentStates)];
}

/**
 * The tasks that a queue for work is counted by: those judged in it as well, as long as they fit the rest. "12 of 50" would shrink on
 * both sides otherwise.
 */
export function wholeOf(choice: QueueChoice): QueueChoice {
  return isForWork(choice) ? { ...choice, states: undefined } : choice;
}

/** Where A and B hide which response is which, sorting by one of the two scores would tell it. */
export function tellsTheOrder(sort: TaskSort | undefined): boolean {
  return sort?.by === 'score1' || sort?.by === 'score2';
}

/**
 * A range as one types it: `3`, `3-5`, `3..5`, `>= 3`, `≥3`, `3+`, `<5`, `at most` being `<=`. Undefined where it is none, or where no
 * whole number lies in it.
 */
export function parseRange(text: string): Range | undefined {
  const clean = text.replace(/\s+/g, '');
  const between = /^(\d{1,4})(?:-|–|\.{2,3}|…)(\d{1,4})$/.exec(clean);
  if (between) return ordered(Number(between[1]), Number(between[2]));
  const plus = /^(\d{1,4})\+$/.exec(clean);
  if (plus) return { min: Number(plus[1]) };
  const compared = /^(>=|=>|≥|>|<=|=<|≤|<|=)?(\d{1,4})$/.exec(clean);
  if (!compared) return undefined;
  const n = Number(compared[2]);
  const sign = compared[1] ?? '=';
  if (['>=', '=>', '≥'].includes(sign)) return { min: n };
  if (['<=', '=<', '≤'].includes(sign)) return { max: n };
  if (sign === '>') return { min: n + 1 };
  if (sign === '=') return { min: n, max: n };
  return n > 0 ? { max: n - 1 } : undefined;
}

function ordered(min: number, max: number): Range | undefined {
  return min <= max ? { min, max } : undefined;
}

/** As `parseRange` reads it again. */
export function rangeText({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return min === max ? `= ${min}` : `${min}–${max}`;
  if (min !== undefined) return `≥ ${min}`;
  return max === undefined ? '' : `≤ ${max}`;
}
