import * as vscode from 'vscode';
import type { TaskState } from '../../domain/annotation.ts';
import type { Verdict } from '../../domain/run.ts';
import type { TaskSort } from '../../domain/queue.ts';
import { rangeText, type QueueChoice } from './queueChoice.ts';
import { clip, plain } from '../common/taskText.ts';

/** Queues in words. */

export function stateLabel(state: TaskState): string {
  switch (state) {
    case 'to-score':
      return vscode.l10n.t('To score');
    case 'draft':
      return vscode.l10n.t('Drafts');
    case 'to-generate':
      return vscode.l10n.t('To generate');
    case 'failed':
      return vscode.l10n.t('Failed');
    case 'submitted':
      return vscode.l10n.t('Submitted');
    case 'discarded':
      return vscode.l10n.t('Discarded');
  }
}

export function verdictLabel(verdict: Verdict | 'not-run'): string {
  switch (verdict) {
    case 'passed':
      return vscode.l10n.t('Passed');
    case 'ran':
      return vscode.l10n.t('Ran, nothing was expected');
    case 'differs':
      return vscode.l10n.t('Differs from what was expected');
    case 'crashed':
      return vscode.l10n.t('Crashed');
    case 'timed-out':
      return vscode.l10n.t('Timed out');
    case 'stopped':
      return vscode.l10n.t('Stopped');
    case 'not-run':
      return vscode.l10n.t('Not run');
  }
}

/** What a sort goes by, for a list to choose from. */
export function sortLabel(by: TaskSort['by'], column = ''): string {
  switch (by) {
    case 'position':
      return vscode.l10n.t('Order of loading');
    case 'state':
      return vscode.l10n.t('State');
    case 'updated':
      return vscode.l10n.t('Last change');
    case 'score1':
      return vscode.l10n.t('Score of Response A');
    case 'score2':
      return vscode.l10n.t('Score of Response B');
    case 'highest':
      return vscode.l10n.t('Higher of the two scores');
    case 'lowest':
      return vscode.l10n.t('Lower of the two scores');
    case 'gap':
      return vscode.l10n.t('Gap between the scores');
    case 'runs':
      return vscode.l10n.t('Worst run');
    case 'flagged':
      return vscode.l10n.t('Flagged first');
    case 'guidelines':
      return vscode.l10n.t('Version of the guidelines');
    case 'context':
      return plain(column);
    case 'text':
      return vscode.l10n.t('Instruction');
    case 'random':
      return vscode.l10n.t('At random');
  }
}

/** One part for each facet that is set: "to score", "gap ≥ 3", "sorted by …", "sample of 50, seed 7". */
export function queueParts(choice: QueueChoice): string[] {
  const {
    states,
    score,
    bothScores,
    gap,
    verdicts,
    flagged,
    skipped,
    guidelines,
    context,
    text,
    sort,
    sample,
  } = choice;
  const parts: string[] = [];
  if (states) parts.push(lower(states.map(stateLabel)));
  if (score) parts.push(vscode.l10n.t('a score {0}', rangeText(score)));
  if (bothScores) parts.push(vscode.l10n.t('both scores {0}', rangeText(bothScores)));
  if (gap) parts.push(vscode.l10n.t('gap {0}', rangeText(gap)));
  if (verdicts) parts.push(vscode.l10n.t('runs: {0}', lower(verdicts.map(verdictLabel))));
  if (flagged !== undefined) parts.push(flagged ? vscode.l10n.t('flagged') : vscode.l10n.t('not flagged'));
  if (skipped !== undefined) parts.push(skipped ? vscode.l10n.t('skipped') : vscode.l10n.t('not skipped'));
  if (guidelines) parts.push(guidelinesText(guidelines));
  for (const { column, values } of context ?? [])
    parts.push(`${plain(clip(column, 30))}: ${values.map((value) => plain(clip(value, 30))).join(', ')}`);
  if (text) parts.push(`“${plain(clip(text, 40))}”`);
  if (sort) parts.push(sortText(sort));
  if (sample) parts.push(vscode.l10n.t('sample of {0}, seed {1}', sample.n, plain(clip(sample.seed, 20))));
  return parts;
}

export function queueTitle(choice: QueueChoice): string {
  return queueParts(choice).join(' · ');
}

export function guidelinesText(guidelines: NonNullable<QueueChoice['guidelines']>): string {
  if (guidelines === 'older') return vscode.l10n.t('older guidelines');
  if (guidelines === 'current') return vscode.l10n.t('current guidelines');
  return vscode.l10n.t('guidelines {0}', plain(clip(guidelines.is, 12)));
}

export function sortText({ by, column, descending, seed }: TaskSort): string {
  if (by === 'random') return vscode.l10n.t('sorted at random, seed {0}', plain(clip(seed ?? '', 20)));
  if (by === 'flagged') return vscode.l10n.t('flagged first');
  const label = by === 'context' ? sortLabel(by, column) : lowerFirst(sortLabel(by));
  return vscode.l10n.t('sorted by {0} {1}', label, descending ? '↓' : '↑');
}

function lower(labels: string[]): string {
  return labels.map(lowerFirst).join(', ');
}

/** Within a line. German nouns and names keep their capitals: only the first letter of what is one of our sentences. */
function lowerFirst(label: string): string {
  return vscode.env.language.startsWith('de') ? label : label.charAt(0).toLowerCase() + label.slice(1);
}
