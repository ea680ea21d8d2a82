import type { ResponseNumber } from '../../domain/annotation.ts';
import type { Subject } from '../../domain/run.ts';
import { sha256 } from '../../platform/hash.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { differInBlanksOnly, withoutBlanks } from '../split/words.ts';
import { checksPassed } from './checksPassed.ts';
import type { ExampleOptions } from './datasetOptions.ts';
import type { JudgedTask, Judging } from './judgedTask.ts';
import type { Reason } from './leftOut.ts';

/** What examples of one kind are made by. */
export interface ExampleRules extends Judging {
  options: ExampleOptions;
}

/** A better and a worse answer to one instruction. */
export interface Pair {
  chosen: string;
  rejected: string;
  /** The difference of their scores; a correction has the highest one. */
  margin: number;
}

export interface Labelled {
  text: string;
  isGood: boolean;
}

interface Candidate {
  subject: Subject;
  text: string;
  score: number;
}

/** The answer to learn: the correction, else the better response; of equally good ones one by lot. */
export function bestOf(task: JudgedTask, rules: ExampleRules): string | undefined {
  const [better, worse] = ranked(task, rules);
  const best = correctionOf(task, rules) ?? better;
  const reason = unfit(best, task, rules) ?? gapReason(best.score - worse.score, rules);
  if (reason) rules.leftOut.add('tasks', reason);
  return reason ? undefined : best.text;
}

/** The correction, else the better response, against the worse one. */
export function pairOf(task: JudgedTask, rules: ExampleRules): Pair | undefined {
  const [better, worse] = ranked(task, rules);
  const correction = correctionOf(task, rules);
  const chosen = correction ?? better;
  const margin = chosen.score - worse.score;
  const reason = reasonAgainst();
  if (reason) rules.leftOut.add('tasks', reason);
  return reason ? undefined : { chosen: chosen.text, rejected: worse.text, margin };

  function reasonAgainst(): Reason<'tasks'> | undefined {
    if (!correction && isEqual(margin, 0)) return 'tie';
    if (differInBlanksOnly(chosen.text, worse.text)) return 'same';
    return unfit(chosen, task, rules) ?? gapReason(margin, rules);
  }
}

/** Each response by whether it is good, and the correction as a good one; every text once. */
export function labelledOf(task: JudgedTask, rules: ExampleRules): Labelled[] {
  const { leftOut } = rules;
  const [one, two] = candidates(task);
  const gap = gapReason(Math.abs(one.score - two.score), rules);
  if (gap) {
    leftOut.add('tasks', gap);
    return [];
  }
  const correction = correctionOf(task, rules);
  const all = [...(correction ? [correction] : []), one, two].map((candidate) => ({
    ...candidate,
    isGood: candidate.subject === 'correction' || isGood(candidate.score, rules),
  }));
  const byText = Map.groupBy(all, ({ text }) => withoutBlanks(text));
  const rows = [...byText.values()].flatMap(([first, ...same]) => {
    if (!first) return [];
    if (same.some((other) => other.isGood !== first.isGood)) {
      leftOut.add('rows', 'contradicting', same.length + 1);
      return [];
    }
    leftOut.add('rows', 'same', same.length);
    const reason = first.isGood
      ? unfit(first, task, rules)
      : unfit({ ...first, score: Infinity }, task, rules, false);
    if (reason) leftOut.add('rows', reason);
    return reason ? [] : [{ text: first.text, isGood: first.isGood }];
  });
  if (rows.length === 0) leftOut.add('tasks', 'no-row');
  return rows;
}

/** From which mean score on a response is good, as the card tells it. */
export function goodRule({ rubric, options: { goodFrom } }: Pick<ExampleRules, 'rubric' | 'options'>): {
  from?: number;
  above?: number;
} {
  if (goodFrom !== undefined) return { from: goodFrom };
  return { above: rubric.correctAtOrBelow ?? maxScore(rubric) / 2 };
}

function isGood(score: number, rules: ExampleRules): boolean {
  const { from, above } = goodRule(rules);
  return from === undefined ? score > (above ?? 0) + tolerance : score >= from - tolerance;
}

function candidates({ texts, scores }: JudgedTask): [Candidate, Candidate] {
  return [
    { subject: 1, text: texts[0], score: scores[0] },
    { subject: 2, text: texts[1], score: scores[1] },
  ];
}

/** The better response first. Of equally good ones that which was corrected is the worse one, else the lot decides. */
function ranked(task: JudgedTask, { options: { seed } }: ExampleRules): [Candidate, Candidate] {
  const [one, two] = candidates(task);
  const first = ((): ResponseNumber => {
    if (!isEqual(one.score, two.score)) return one.score > two.score ? 1 : 2;
    if (task.correction?.of === 'Response 1') return 2;
    if (task.correction?.of === 'Response 2') return 1;
    return Number.parseInt(sha256(`${seed}\0${task.row.task.id}`, 2), 16) % 2 === 0 ? 1 : 2;
  })();
  return first === 1 ? [one, two] : [two, one];
}

function correctionOf({ correction }: JudgedTask, { options, rubric }: ExampleRules): Candidate | undefined {
  if (!correction || !options.corrections) return undefined;
  return { subject: 'correction', text: correction.text, score: maxScore(rubric) };
}

function unfit(
  { subject, text, score }: Candidate,
  { row, correction }: JudgedTask,
  { filters }: ExampleRules,
  isToLearn = true,
): 'empty' | 'score' | 'checks' | undefined {
  if (text.trim() === '') return 'empty';
  if (!isToLearn) return undefined;
  if (filters.minScore !== undefined && score < filters.minScore - tolerance) return 'score';
  // Each text with the task as it was for whoever gave it.
  const of = subject === 'correction' ? (correction?.row ?? row) : row;
  return filters.checks === 'passed' && !checksPassed(of, subject, text) ? 'checks' : undefined;
}

function gapReason(gap: number, { filters: { minGap } }: ExampleRules): 'gap' | undefined {
  return minGap !== undefined && gap < minGap - tolerance ? 'gap' : undefined;
}

/** Means of whole numbers, summed in another order, may differ by as much. */
const tolerance = 1e-9;

function isEqual(a: number, b: number): boolean {
  return Math.abs(a - b) < tolerance;
}
