import * as vscode from 'vscode';
import type { TaskState } from '../../domain/annotation.ts';
import type { Verdict } from '../../domain/run.ts';
import type { disagreements, TaskSort } from '../../domain/queue.ts';
import { rangeText, type QueueChoice } from './queueChoice.ts';
import { clip, plain } from '../common/taskText.ts';

type Disagreement = (typeof disagreements)[number];

export function stateLabel(state: TaskState): string {
  const words: Record<TaskState, string> = {
    'to-score': vscode.l10n.t('To score'),
    draft: vscode.l10n.t('Drafts'),
    'to-generate': vscode.l10n.t('To generate'),
    failed: vscode.l10n.t('Failed'),
    submitted: vscode.l10n.t('Submitted'),
    discarded: vscode.l10n.t('Discarded'),
    withdrawn: vscode.l10n.t('No longer in the dataset'),
  };
  return words[state];
}

export function verdictLabel(verdict: Verdict | 'not-run'): string {
  const words: Record<Verdict | 'not-run', string> = {
    passed: vscode.l10n.t('Passed'),
    ran: vscode.l10n.t('Ran, nothing was expected'),
    differs: vscode.l10n.t('Differs from what was expected'),
    crashed: vscode.l10n.t('Crashed'),
    'timed-out': vscode.l10n.t('Timed out'),
    stopped: vscode.l10n.t('Stopped'),
    cut: vscode.l10n.t('Output was cut'),
    'not-run': vscode.l10n.t('Not run'),
  };
  return words[verdict];
}

/** Their verdict against ours, as a queue is called. */
export function disagreementLabel(one: Disagreement): string {
  return one === 'their-pass' ? vscode.l10n.t('Their pass, our fail') : vscode.l10n.t('Their fail, our pass');
}

/** What a sort goes by, for a list to choose from. */
export function sortLabel(by: TaskSort['by'], column = ''): string {
  const words: Record<TaskSort['by'], string> = {
    position: vscode.l10n.t('Order of loading'),
    state: vscode.l10n.t('State'),
    updated: vscode.l10n.t('Last change'),
    score1: vscode.l10n.t('Score of Response A'),
    score2: vscode.l10n.t('Score of Response B'),
    highest: vscode.l10n.t('Higher of the two scores'),
    lowest: vscode.l10n.t('Lower of the two scores'),
    gap: vscode.l10n.t('Gap between the scores'),
    runs: vscode.l10n.t('Worst run'),
    flagged: vscode.l10n.t('Flagged first'),
    guidelines: vscode.l10n.t('Version of the guidelines'),
    context: plain(column),
    text: vscode.l10n.t('Instruction'),
    random: vscode.l10n.t('At random'),
    informative: vscode.l10n.t('Most informative'),
  };
  return words[by];
}

/** One part for each facet that is set: "to score", "gap ≥ 3", "sorted by …", "sample of 50, seed 7". */
export function queueTitle(choice: QueueChoice): string {
  const { states, score, bothScores, gap, verdicts, flagged, skipped } = choice;
  const { guidelines, languages, context, text, sort, sample, among, tags, theirs } = choice;
  const parts: string[] = [];
  if (among) parts.push(`${plain(clip(among.title, 60))} (${among.ids.length})`);
  if (states) parts.push(lower(states.map(stateLabel)));
  if (score) parts.push(vscode.l10n.t('a score {0}', rangeText(score)));
  if (bothScores) parts.push(vscode.l10n.t('both scores {0}', rangeText(bothScores)));
  if (gap) parts.push(vscode.l10n.t('gap {0}', rangeText(gap)));
  if (verdicts) parts.push(vscode.l10n.t('runs: {0}', lower(verdicts.map(verdictLabel))));
  if (theirs) parts.push(lower(theirs.map(disagreementLabel)));
  if (flagged !== undefined) parts.push(flagged ? vscode.l10n.t('flagged') : vscode.l10n.t('not flagged'));
  if (tags) parts.push(`# ${tags.map((tag) => plain(clip(tag, 30))).join(', ')}`);
  if (skipped !== undefined) parts.push(skipped ? vscode.l10n.t('skipped') : vscode.l10n.t('not skipped'));
  if (guidelines) parts.push(guidelinesText(guidelines));
  if (languages) parts.push(languages.map((language) => plain(clip(language, 30))).join(', '));
  for (const { column, values } of context ?? [])
    parts.push(`${plain(clip(column, 30))}: ${values.map((value) => plain(clip(value, 30))).join(', ')}`);
  if (text) parts.push(`“${plain(clip(text, 40))}”`);
  if (sort) parts.push(sortText(sort));
  if (sample) parts.push(vscode.l10n.t('sample of {0}, seed {1}', sample.n, plain(clip(sample.seed, 20))));
  return parts.join(' · ');
}

export function guidelinesText(guidelines: NonNullable<QueueChoice['guidelines']>): string {
  if (guidelines === 'older') return vscode.l10n.t('older guidelines');
  if (guidelines === 'current') return vscode.l10n.t('current guidelines');
  return vscode.l10n.t('guidelines {0}', plain(clip(guidelines.is, 12)));
}

export function sortText({ by, column, descending, seed }: TaskSort): string {
  if (by === 'informative') return vscode.l10n.t('most informative next');
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
