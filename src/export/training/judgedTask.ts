import type { Answer, ResponseNumber } from '../../domain/annotation.ts';
import { tagKey } from '../../domain/tags.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import { taskHash } from '../../store/api/shownTexts.ts';
import type { ExportRow } from '../../store/api/store.ts';
import type { Filters } from './datasetOptions.ts';
import type { LeftOut } from './leftOut.ts';
import { isOfRubric } from './ofRubric.ts';

/** What all answers to one task say together. */
export interface JudgedTask {
  row: ExportRow;
  /** What it is made of. */
  answers: readonly AnsweredRow[];
  /** Response 1 and 2. */
  texts: [string, string];
  /** Means over the answers. */
  scores: [number, number];
  /** The newest one. */
  correction?: { text: string; of: StoredAnnotation['corrected']; row: AnsweredRow };
}

/** What decides which answers count. */
export interface Judging {
  filters: Filters;
  rubric: Rubric;
  leftOut: LeftOut;
}

/** An answer with what it is about. */
export interface AnsweredRow extends ExportRow {
  annotation: StoredAnnotation;
}

/** The answers of a task's rows that count; others are counted. */
export function answersThatCount(
  rows: readonly ExportRow[],
  filters: Filters,
  leftOut: LeftOut,
): AnsweredRow[] {
  return rows.filter((row): row is AnsweredRow => {
    const { annotation } = row;
    if (!annotation) return false;
    const names = [annotation.annotator, row.annotatorName];
    if (filters.annotators && !names.some((name) => filters.annotators?.includes(name ?? '')))
      leftOut.add('answers', 'annotator');
    else if (filters.statuses && !filters.statuses.includes(annotation.status))
      leftOut.add('answers', 'status');
    else if (filters.tags && !hasTag(annotation, filters.tags)) leftOut.add('answers', 'tags');
    else return true;
    return false;
  });
}

/** Whether an answer names one of these failure modes, of one response or of any. */
export function hasTag({ tags = [] }: Answer, wanted: readonly string[], response?: ResponseNumber): boolean {
  const keys = new Set(wanted.map(tagKey));
  return tags.some(
    (use) => (response === undefined || use.response === response) && keys.has(tagKey(use.name ?? use.tag)),
  );
}

/** The answers that were given by this rubric; others are counted. */
export function answersOf(rubric: Rubric, answers: readonly AnsweredRow[], leftOut: LeftOut): AnsweredRow[] {
  const of = answers.filter((answer) => isOfRubric(answer, rubric));
  leftOut.add('answers', 'other-rubric', answers.length - of.length);
  return of;
}

/** By anybody, in any state: whose answers count is another question than whether a task is sound. */
export function isFlagged(rows: readonly ExportRow[]): boolean {
  return rows.some(({ annotation }) => (annotation?.flag ?? '').trim() !== '');
}

/**
 * Puts the answers to one task together: the mean of the scores, the newest correction. They count as far as they are about the same texts:
 * those that most answers are about, of equally many the ones that are there now.
 */
export function judgedTask(
  rows: readonly ExportRow[],
  { filters, rubric, leftOut }: Judging,
): JudgedTask | undefined {
  if (filters.withoutFlagged && isFlagged(rows)) {
    leftOut.add('tasks', 'flagged');
    return undefined;
  }
  const answers = answersThatCount(rows, filters, leftOut);
  const ofRubric = answersOf(rubric, answers, leftOut);
  // A judged version that nobody knows any more: there is nothing that the responses answer.
  const known = ofRubric.filter(({ task }) => task.instruction !== '');
  leftOut.add('answers', 'unknown-texts', ofRubric.length - known.length);
  // Responses that a model made for a former instruction answer another question than the one beside them.
  const fitting = known.filter(({ generations }) => !generations.some((one) => one?.forOther));
  leftOut.add('answers', 'other-instruction', known.length - fitting.length);
  const scored = fitting.filter(
    ({ annotation: { score1, score2 } }) => score1 !== undefined && score2 !== undefined,
  );
  leftOut.add('answers', 'unscored', fitting.length - scored.length);
  const [first, ...others] = [...Map.groupBy(scored, textsOf).values()];
  if (!first) {
    leftOut.add('tasks', 'unanswered');
    return undefined;
  }
  const chosen = others.reduce((best, group) => (isBefore(group, best) ? group : best), first);
  leftOut.add('answers', 'other-texts', scored.length - chosen.length);
  const row = chosen[0] as AnsweredRow;
  const [one, two] = row.generations;
  if (!one || !two) {
    leftOut.add('tasks', 'no-responses');
    return undefined;
  }
  const corrected = chosen
    .filter(({ annotation: { correction } }) => (correction ?? '').trim() !== '')
    .toSorted(
      ({ annotation: a }, { annotation: b }) =>
        compare(b.updatedAt, a.updatedAt) || compare(a.annotator, b.annotator),
    );
  const [newest] = corrected;
  leftOut.add('answers', 'other-corrections', Math.max(0, corrected.length - 1));
  return {
    row,
    answers: chosen,
    texts: [one.text, two.text],
    scores: [
      mean(chosen.map(({ annotation }) => annotation.score1)),
      mean(chosen.map(({ annotation }) => annotation.score2)),
    ],
    ...(newest?.annotation.correction !== undefined && {
      correction: {
        text: newest.annotation.correction,
        of: newest.annotation.corrected,
        row: newest,
      },
    }),
  };
}

function textsOf({ task, generations }: ExportRow): string {
  return JSON.stringify([taskHash(task), ...generations.map((generation) => generation?.hash ?? null)]);
}

function isBefore(group: AnsweredRow[], best: AnsweredRow[]): boolean {
  if (group.length !== best.length) return group.length > best.length;
  const isNow = ([row]: AnsweredRow[]): boolean => (row?.annotation.judgedOther ?? []).length === 0;
  return isNow(group) && !isNow(best);
}

function mean(scores: (number | undefined)[]): number {
  return scores.reduce<number>((sum, score) => sum + (score ?? 0), 0) / scores.length;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
