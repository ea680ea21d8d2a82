import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { sortKeys, type TaskSort } from '../../domain/queue.ts';
import { askText, back, noIcons, pickOne, type Choice, type Chosen } from '../common/quickPicks.ts';
import type { Queues } from './queues.ts';
import { isEmpty, tellsTheOrder, type QueueChoice } from './queueChoice.ts';
import { facetsOf, type Facet } from './queueFacets.ts';
import { queueTitle, sortLabel, sortText } from './queueText.ts';
import type { Session } from '../session/session.ts';
import { clip, plain } from '../common/taskText.ts';

/** Choosing a queue step by step. Each step counts at once, so that the tree shows what comes of it. */

type Step = 'done' | 'clear' | 'sort' | 'sample' | Facet;

/** The list of facets, again and again, until the user has what they want. What was typed there is looked for as text. */
export async function pickQueue(session: Session, queues: Queues): Promise<void> {
  for (;;) {
    const { choice } = queues;
    let typed = '';
    const step = await pickOne<Step>({
      ...(await steps(session, queues)),
      onText: (text) => (typed = text.trim()),
    });
    if (step === undefined || step === back || step === 'done') return;
    // Words are what one came for; the rest may be combined.
    if (typeof step === 'object' && step.takesText && typed !== '')
      return queues.set(session, { ...choice, text: typed });
    const next = await stepOf(session, choice, step);
    if (next === undefined) return;
    if (next !== back) await queues.set(session, next);
  }
}

async function stepOf(
  session: Session,
  choice: QueueChoice,
  step: Exclude<Step, 'done'>,
): Promise<Chosen<QueueChoice>> {
  if (step === 'clear') return {};
  if (step === 'sort') return pickSort(session, choice, true);
  if (step === 'sample') return pickSample(choice, true);
  const edit = await step.edit();
  return edit === undefined || edit === back ? edit : { ...choice, ...edit };
}

async function steps(session: Session, queues: Queues): Promise<Parameters<typeof pickOne<Step>>[0]> {
  const { choice } = queues;
  const summary = await queues.summary(session);
  const facets = await facetsOf(session, choice);
  const set = !isEmpty(choice);
  const items: (Choice<Step> | vscode.QuickPickItem)[] = [
    ...(set
      ? [
          {
            label: `$(check) ${vscode.l10n.t('Show these tasks: {0}', summary.tasks)}`,
            detail: noIcons(queueTitle(choice)),
            value: 'done' as const,
          },
        ]
      : []),
    ...facets.map((facet) => ({
      label: `$(${facet.icon}) ${facet.label}`,
      description: facet.current ?? (facet.takesText ? vscode.l10n.t('type words, then Enter') : undefined),
      value: facet,
      // Whatever is typed: where it names no facet, it is what one looks for.
      alwaysShow: facet.takesText,
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(sort-precedence) ${vscode.l10n.t('Order')}`,
      description: choice.sort ? noIcons(sortText(choice.sort)) : sortLabel('position'),
      value: 'sort',
    },
    {
      label: `$(beaker) ${vscode.l10n.t('Sample')}`,
      description: choice.sample
        ? vscode.l10n.t('{0} tasks, seed {1}', choice.sample.n, noIcons(plain(choice.sample.seed)))
        : undefined,
      value: 'sample',
    },
    ...(set ? [{ label: `$(clear-all) ${vscode.l10n.t('Show all tasks')}`, value: 'clear' as const }] : []),
  ];
  return {
    title: set
      ? vscode.l10n.t('Queue: {0} tasks, {1} left', summary.tasks, summary.left)
      : vscode.l10n.t('Which tasks?'),
    placeholder: vscode.l10n.t('Type words to look for, or choose what the tasks must be like'),
    items,
  };
}

/** Resolves to the queue in another order. */
export async function pickSort(
  session: Session,
  choice: QueueChoice,
  hasBack = false,
): Promise<Chosen<QueueChoice>> {
  const { blind } = session.project.config;
  const columns = await session.store.contextColumns();
  const all: TaskSort[] = sortKeys.flatMap((by): TaskSort[] => {
    if (by === 'context') return columns.map((column) => ({ by, column }));
    return blind && tellsTheOrder({ by }) ? [] : [{ by }];
  });
  const now = choice.sort ?? { by: 'position' };
  const same = (sort: TaskSort): boolean => sort.by === now.by && sort.column === now.column;
  const chosen = await pickOne<TaskSort>({
    title: vscode.l10n.t('Order'),
    placeholder: vscode.l10n.t('By what are the tasks sorted? What has no such value comes last'),
    items: all.map((sort) => ({
      label: noIcons(clip(sortLabel(sort.by, sort.column), 80)),
      description: same(sort) ? noIcons(sortText(now)) : undefined,
      ...(sort.by === 'informative' && {
        detail: vscode.l10n.t(
          '“Next” draws where runs and judges disagree and little is covered. Chances are kept: the first answer of the insights is weighed by them.',
        ),
      }),
      value: sort,
    })),
    current: same,
    hasBack,
  });
  if (chosen === undefined || chosen === back) return chosen;
  if (chosen.by === 'flagged' || chosen.by === 'informative') return { ...choice, sort: chosen };
  if (chosen.by === 'random') {
    const seed = await askSeed(same(chosen) ? now.seed : undefined);
    if (seed === back) return pickSort(session, choice, hasBack);
    return seed === undefined ? undefined : { ...choice, sort: { by: 'random', seed } };
  }
  const way = await pickOne<boolean>({
    title: sortLabel(chosen.by, chosen.column),
    placeholder: vscode.l10n.t('In which direction?'),
    items: [
      { label: `$(arrow-up) ${vscode.l10n.t('Ascending')}`, value: false },
      { label: `$(arrow-down) ${vscode.l10n.t('Descending')}`, value: true },
    ],
    // Whoever chooses the same order again wants it the other way round.
    current: (descending) => descending === (same(chosen) ? !now.descending : biggestFirst(chosen)),
    hasBack: true,
  });
  if (way === back) return pickSort(session, choice, hasBack);
  return way === undefined ? undefined : { ...choice, sort: way ? { ...chosen, descending: true } : chosen };
}

/** What one most likely looks for: great gaps, late changes, bad runs. */
function biggestFirst({ by }: TaskSort): boolean {
  return by === 'gap' || by === 'updated' || by === 'runs' || by === 'highest';
}

/** Resolves to the queue with another sample, or with none. */
export async function pickSample(choice: QueueChoice, hasBack = false): Promise<Chosen<QueueChoice>> {
  const text = await askText({
    title: vscode.l10n.t('Sample'),
    prompt: vscode.l10n.t('Number of tasks to pick at random (leave empty for all)'),
    value: choice.sample ? String(choice.sample.n) : '50',
    check: (typed) =>
      typed.trim() === '' || /^[1-9]\d{0,8}$/.test(typed.trim())
        ? undefined
        : vscode.l10n.t('A whole number from 1.'),
    hasBack,
  });
  if (text === undefined || text === back) return text;
  if (text.trim() === '') return { ...choice, sample: undefined };
  const seed = await askSeed(choice.sample?.seed);
  if (seed === back) return pickSample(choice, hasBack);
  return seed === undefined ? undefined : { ...choice, sample: { n: Number(text.trim()), seed } };
}

async function askSeed(former: string | undefined): Promise<Chosen<string>> {
  const seed = await askText({
    title: vscode.l10n.t('Seed'),
    prompt: vscode.l10n.t('The same seed draws the same tasks for everybody; leave empty for a new one'),
    value: former ?? newSeed(),
    hasBack: true,
  });
  return seed === undefined || seed === back ? seed : seed.trim() || newSeed();
}

/** Short, to be told to a colleague. */
export function newSeed(): string {
  return String(randomInt(1, 10_000));
}
