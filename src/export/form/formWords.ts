import * as l10n from '@vscode/l10n';
import { decimal } from '../../platform/displayLanguage.ts';
import type { ExportPreview } from '../exportPreview.ts';
import type { Reason, Unit } from '../training/leftOut.ts';

/** Numbers as they are written in the display language. */
export function counted(count: number): string {
  return decimal(count, 0);
}

/** How many there are, as far as that is known. */
export function countsOf(preview: ExportPreview): string[] {
  const { count, tasks, parts = [], contaminated } = preview;
  const names = { train: l10n.t('train'), validation: l10n.t('validation'), test: l10n.t('test') };
  return [
    count === 1
      ? l10n.t('1 row from {0} of {1} tasks', counted(tasks.used), counted(tasks.seen))
      : l10n.t('{0} rows from {1} of {2} tasks', counted(count), counted(tasks.used), counted(tasks.seen)),
    ...(parts.length > 0
      ? [parts.map(({ name, rows }) => `${names[name]} ${counted(rows)}`).join(' · ')]
      : []),
    ...(contaminated === undefined
      ? []
      : [
          contaminated === 1
            ? l10n.t('1 task is like one of the benchmarks')
            : l10n.t('{0} tasks are like ones of the benchmarks', counted(contaminated)),
        ]),
  ];
}

/** What is not in it, the most first. */
export function leftOutOf({ leftOut }: Pick<ExportPreview, 'leftOut'>): { text: string; count: string }[] {
  const words: { [U in Unit]: Record<Reason<U>, string> } = {
    answers: answers(),
    tasks: tasks(),
    rows: rows(),
  };
  const all = Object.entries(leftOut).flatMap(([unit, counts]) =>
    Object.entries(counts).map(([reason, count]): [string, number] => [
      (words[unit as Unit] as Record<string, string>)[reason] ?? `${unit} ${reason}`,
      count,
    ]),
  );
  return all.sort(([, a], [, b]) => b - a).map(([text, count]) => ({ text, count: counted(count) }));
}

function answers(): Record<Reason<'answers'>, string> {
  return {
    annotator: l10n.t('Answers of other annotators'),
    status: l10n.t('Answers with another status'),
    'unknown-texts': l10n.t('Answers about an instruction that nobody knows any more'),
    unscored: l10n.t('Answers without both scores'),
    'other-rubric': l10n.t('Answers by another rubric than the present one'),
    'other-instruction': l10n.t('Answers about responses made for another instruction'),
    'other-texts': l10n.t('Answers about other texts than most'),
    'other-corrections': l10n.t('Older corrections'),
    score: l10n.t('Answers below the least score'),
    gap: l10n.t('Answers below the least difference'),
    checks: l10n.t('Answers about code that passed no check, or failed one'),
    tags: l10n.t('Answers that name none of the failure modes'),
    flagged: l10n.t('Answers to flagged tasks'),
  };
}

function tasks(): Record<Reason<'tasks'>, string> {
  return {
    queue: l10n.t('Tasks outside the queue'),
    unanswered: l10n.t('Tasks without an answer that counts'),
    'no-responses': l10n.t('Tasks without both responses'),
    flagged: l10n.t('Flagged tasks'),
    tie: l10n.t('Ties without a correction'),
    same: l10n.t('Tasks whose answers differ in blanks only'),
    empty: l10n.t('Tasks whose answer is empty'),
    score: l10n.t('Tasks below the least score'),
    gap: l10n.t('Tasks below the least difference'),
    checks: l10n.t('Tasks with code that passed no check, or failed one'),
    'no-row': l10n.t('Tasks all of whose rows are left out'),
    benchmark: l10n.t('Tasks that are like one of a benchmark'),
  };
}

function rows(): Record<Reason<'rows'>, string> {
  return {
    same: l10n.t('Rows with the text of another one'),
    contradicting: l10n.t('Rows of a text that is good and bad'),
    empty: l10n.t('Empty rows'),
    score: l10n.t('Rows below the least score'),
    checks: l10n.t('Rows with code that passed no check, or failed one'),
    tags: l10n.t('Rows of responses without one of the failure modes'),
  };
}
