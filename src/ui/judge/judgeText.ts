import * as l10n from '@vscode/l10n';
import { responsesIn, type JudgeQuestion } from '../../domain/judgement.ts';
import type { JudgeOutcome } from '../../judge/judgeOutcome.ts';
import { joined } from '../common/taskText.ts';

/** What came of asking the judges, in a few sentences. */
export function outcomeText(outcome: JudgeOutcome): string {
  const { suggestions, comparisons, kept, failed, skipped, droppedTags, cancelled } = outcome;
  const counts = [
    suggestions === 1 ? l10n.t('1 suggestion') : l10n.t('{0} suggestions', suggestions),
    comparisons > 0 ? l10n.t('{0} comparisons', comparisons) : '',
    kept > 0 ? l10n.t('{0} answers were there already', kept) : '',
    failed > 0 ? l10n.t('{0} without a valid answer', failed) : '',
    skipped > 0 ? l10n.t('{0} tasks without both responses', skipped) : '',
    droppedTags > 0 ? l10n.t('{0} failure modes that could not be used', droppedTags) : '',
  ].filter(Boolean);
  const all = l10n.t('Judged: {0}.', counts.join(', '));
  return joined(' ', cancelled ? l10n.t('Stopped.') : '', all, reasonsText(outcome));
}

/** Reasons that are told at once; the list of failures has all. */
const mostReasons = 2;

function reasonsText({ reasons }: JudgeOutcome): string {
  const told = reasons.slice(0, mostReasons).map(({ message, count }) => l10n.t('{0} × {1}', count, message));
  const more = reasons.slice(mostReasons).reduce((sum, { count }) => sum + count, 0);
  return joined(' ', ...told, more > 0 ? l10n.t('{0} more for other reasons.', more) : '');
}

/** What a judge was asked. Which of the responses it was is not told: in a blind project their numbers stand for the models. */
export function questionText(question: JudgeQuestion): string {
  return responsesIn(question).length === 1 ? l10n.t('one response') : l10n.t('both responses');
}
