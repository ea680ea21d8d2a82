import * as l10n from '@vscode/l10n';
import type { Answer, ShownOrder, Side } from '../../domain/annotation.ts';
import { toView } from '../../annotation/answerView.ts';
import { sideOf } from '../../domain/sides.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { AnswerView } from '../../protocol/reviewViews.ts';
import type { ActStatus } from '../../domain/annotationHistory.ts';

/** Answers in words, as Response A and B: for the history of a task and for diffs. */

const sides: readonly Side[] = ['A', 'B'];

export function statusWord(status: ActStatus): string {
  const words: Record<ActStatus, string> = {
    draft: l10n.t('Draft'),
    submitted: l10n.t('Submitted'),
    discarded: l10n.t('Discarded'),
    pending: l10n.t('No answer'),
  };
  return words[status];
}

/** "A 5 · B 3"; empty without scores. */
export function scoresText({ scores }: Pick<AnswerView, 'scores'>): string {
  if (scores.A === undefined && scores.B === undefined) return '';
  return sides.map((side) => `${side} ${scores[side] ?? '–'}`).join(' · ');
}

/** The whole answer as markdown, a field per line, so that a diff shows what differs. */
export function answerText(answer: Answer, order: ShownOrder, status: ActStatus, rubric: Rubric): string {
  const view = toView(answer, order);
  const lines = [`# ${statusWord(status)}`, ''];
  for (const side of sides) {
    lines.push(`## ${l10n.t('Response {0}', side)}`, '');
    for (const [title, points] of pointsOf(view, side, rubric)) lines.push(`- ${title}: ${points}`);
    const score = view.scores[side];
    if (score !== undefined) lines.push(`- ${l10n.t('Score')}: ${score}`);
    for (const tag of tagsOf(answer, order, side)) lines.push(`- # ${tag}`);
    lines.push('');
  }
  const texts: [string, string | undefined][] = [
    [l10n.t('Corrected'), view.corrected && correctedWord(view.corrected)],
    [l10n.t('Correction'), view.correction],
    [l10n.t('Comments'), view.comments],
    [l10n.t('Flag'), view.flag],
    [l10n.t('Set aside'), view.skipped],
  ];
  for (const [title, text] of texts) if (text) lines.push(`## ${title}`, '', text.trimEnd(), '');
  return `${lines.join('\n').trimEnd()}\n`;
}

/** What differs between two answers, in a few words each. */
export function changesText(before: Answer, after: Answer, order: ShownOrder, rubric: Rubric): string {
  const [old, now] = [toView(before, order), toView(after, order)];
  const changes: string[] = [];
  for (const side of sides) {
    const [given, given2] = [new Map(pointsOf(old, side, rubric)), new Map(pointsOf(now, side, rubric))];
    for (const title of new Set([...given.keys(), ...given2.keys()]))
      if (given.get(title) !== given2.get(title))
        changes.push(`${side} ${title} ${given.get(title) ?? '–'} → ${given2.get(title) ?? '–'}`);
    if (given.size + given2.size === 0 && old.scores[side] !== now.scores[side])
      changes.push(`${side} ${old.scores[side] ?? '–'} → ${now.scores[side] ?? '–'}`);
  }
  const changed = (title: string, was: string | undefined, is: string | undefined): void => {
    if ((was ?? '') === (is ?? '')) return;
    changes.push(is ? (was ? l10n.t('{0} changed', title) : title) : l10n.t('{0} removed', title));
  };
  if (old.corrected !== now.corrected)
    changes.push(l10n.t('corrected: {0}', now.corrected ? correctedWord(now.corrected) : '–'));
  changed(l10n.t('correction'), old.correction, now.correction);
  changed(l10n.t('comments'), old.comments, now.comments);
  for (const side of sides) {
    const [were, are] = [tagsOf(before, order, side), tagsOf(after, order, side)];
    changes.push(
      ...are.filter((tag) => !were.includes(tag)).map((tag) => `${side} # ${tag}`),
      ...were.filter((tag) => !are.includes(tag)).map((tag) => l10n.t('{0} removed', `${side} # ${tag}`)),
    );
  }
  changed(l10n.t('flag'), old.flag, now.flag);
  changed(l10n.t('set aside'), old.skipped, now.skipped);
  return changes.join(', ');
}

/** The failure modes of a side, each with its lines. */
function tagsOf({ tags = [] }: Answer, order: ShownOrder, side: Side): string[] {
  return tags
    .filter(({ response }) => sideOf(order, response) === side)
    .map(({ tag, name = tag, lines }) => (lines ? `${name} (${lines.join('–')})` : name));
}

/** By title, also of criteria that the rubric has no more. */
function pointsOf(view: AnswerView, side: Side, rubric: Rubric): [title: string, points: number][] {
  const points = view.points[side];
  const known = rubric.criteria.flatMap(({ id, title }): [string, number][] => {
    const given = points[id];
    return given === undefined ? [] : [[title, given]];
  });
  const ids = new Set(rubric.criteria.map(({ id }) => id));
  const gone = Object.entries(points).filter(([id]) => !ids.has(id));
  return [...known, ...gone];
}

function correctedWord(corrected: NonNullable<AnswerView['corrected']>): string {
  if (corrected === 'combination') return l10n.t('Combination');
  return corrected === 'neither' ? l10n.t('Neither') : l10n.t('Response {0}', corrected);
}
