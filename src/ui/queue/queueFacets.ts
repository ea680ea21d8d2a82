import * as vscode from 'vscode';
import { taskStates, type TaskState } from '../../domain/annotation.ts';
import { maxScore } from '../../project/rubricRules.ts';
import type { Range } from '../../domain/queue.ts';
import { askText, back, noIcons, pickMany, pickOne, type Choice, type Chosen } from '../common/quickPicks.ts';
import { parseRange, rangeText, toQueue, type QueueChoice } from './queueChoice.ts';
import { guidelinesText, stateLabel, verdictLabel } from './queueText.ts';
import type { Session } from '../session/session.ts';
import { clip, plain } from '../common/taskText.ts';

/** One thing that tasks are chosen by. */
export interface Facet {
  label: string;
  icon: string;
  /** The choice in a few words; none: not set. */
  current: string | undefined;
  /** It can be given what was typed into the list of facets. */
  takesText?: boolean;
  /** Asks, and resolves to the whole queue as it is then. */
  edit(): Promise<Chosen<QueueChoice>>;
}

/** Values of a column that are offered; more can be typed by name with the command. */
const mostValues = 300;

type Verdicts = NonNullable<QueueChoice['verdicts']>;
const verdicts: Verdicts = ['passed', 'ran', 'differs', 'crashed', 'timed-out', 'stopped', 'not-run'];

/** All facets of a project, with what is chosen of each. */
export async function facetsOf(session: Session, choice: QueueChoice): Promise<Facet[]> {
  const columns = await session.store.contextColumns();
  return [
    text(choice),
    states(session, choice),
    score(session, choice),
    gap(session, choice),
    runs(choice),
    flag(choice),
    skip(choice),
    guidelines(session, choice),
    ...columns.map((column) => context(session, choice, column)),
  ];
}

/** The queue with other values; a facet that is given as undefined is taken out. */
function withChange(choice: QueueChoice, change: Partial<QueueChoice>): QueueChoice {
  return { ...choice, ...change };
}

function changed<T extends object | string>(
  chosen: Chosen<T>,
  change: (value: T) => QueueChoice,
): Chosen<QueueChoice> {
  return chosen === undefined || chosen === back ? chosen : change(chosen);
}

function text(choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Text');
  return {
    label,
    icon: 'search',
    takesText: true,
    current: choice.text && `“${plain(clip(choice.text, 40))}”`,
    edit: async () =>
      changed(
        await askText({
          title: label,
          prompt: vscode.l10n.t('Words of the id, the instruction or a response; leave empty for any'),
          value: choice.text ?? '',
          hasBack: true,
        }),
        (found) => withChange(choice, { text: found.trim() || undefined }),
      ),
  };
}

function states(session: Session, choice: QueueChoice): Facet {
  const label = vscode.l10n.t('State');
  return {
    label,
    icon: 'circle-large-outline',
    current: choice.states?.map(stateLabel).join(', '),
    async edit() {
      // As many as there would be of each, with all else that is chosen.
      const queue = toQueue({ ...choice, states: undefined }, session.project.guidelines.version);
      const { byState } = await session.store.queueCounts(session.annotator, queue);
      const picked = await pickMany<TaskState>({
        title: label,
        placeholder: vscode.l10n.t('Which states? None for all'),
        items: taskStates.map((value) => ({
          label: stateLabel(value),
          description: String(byState[value]),
          value,
        })),
        picked: (value) => choice.states?.includes(value) ?? false,
        hasBack: true,
      });
      return changed(picked, (value) => withChange(choice, { states: value }));
    },
  };
}

function score(session: Session, choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Score');
  const max = maxScore(session.project.config.rubric);
  type Value = Pick<QueueChoice, 'score' | 'bothScores'>;
  const items = (range: Range): Choice<Value>[] => [
    {
      label: vscode.l10n.t('One of the scores {0}', rangeText(range)),
      value: { score: range },
      alwaysShow: true,
    },
    {
      label: vscode.l10n.t('Both scores {0}', rangeText(range)),
      value: { bothScores: range },
      alwaysShow: true,
    },
  ];
  const { correctAtOrBelow: low } = session.project.config.rubric;
  return {
    label,
    icon: 'star',
    current: choice.score
      ? vscode.l10n.t('one {0}', rangeText(choice.score))
      : choice.bothScores && vscode.l10n.t('both {0}', rangeText(choice.bothScores)),
    edit: async () =>
      changed(
        await pickOne<Value>({
          title: label,
          placeholder: vscode.l10n.t('Type a range from 0 to {0}: 3, 2-5, >=4, <2', max),
          items: [
            any(choice.score ?? choice.bothScores, {}),
            ...items({ max: low ?? Math.floor(max / 2) }),
            ...items({ min: max }),
          ],
          typed: (typed) => rangesOf(typed, items),
          hasBack: true,
        }),
        (value) => withChange(choice, { score: undefined, bothScores: undefined, ...value }),
      ),
  };
}

function gap(session: Session, choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Gap between the scores');
  const max = maxScore(session.project.config.rubric);
  type Value = Pick<QueueChoice, 'gap'>;
  const item = (range: Range): Choice<Value> => ({
    label: vscode.l10n.t('Gap {0}', rangeText(range)),
    description: range.max === 0 ? vscode.l10n.t('a tie') : undefined,
    value: { gap: range },
    alwaysShow: true,
  });
  return {
    label,
    icon: 'arrow-both',
    current: choice.gap && rangeText(choice.gap),
    edit: async () =>
      changed(
        await pickOne<Value>({
          title: label,
          placeholder: vscode.l10n.t('Type a range from 0 to {0}: 3, 2-5, >=4, <2', max),
          items: [
            any(choice.gap, { gap: undefined }),
            item({ min: 0, max: 0 }),
            item({ min: 1 }),
            item({ min: Math.ceil(max / 2) }),
          ],
          typed: (typed) => rangesOf(typed, (range) => [item(range)]),
          hasBack: true,
        }),
        (value) => withChange(choice, value),
      ),
  };
}

function rangesOf<T>(typed: string, items: (range: Range) => Choice<T>[]): Choice<T>[] {
  const range = parseRange(typed);
  return range ? items(range) : [];
}

/** Takes a facet out. */
function any<T>(isSet: unknown, value: T): Choice<T> {
  return {
    label: vscode.l10n.t('Any'),
    description: isSet === undefined ? vscode.l10n.t('as it is') : undefined,
    value,
  };
}

function runs(choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Result of the runs');
  return {
    label,
    icon: 'play',
    current: choice.verdicts?.map(verdictLabel).join(', '),
    edit: async () =>
      changed(
        await pickMany({
          title: label,
          placeholder: vscode.l10n.t('What came of the newest run of a response and an input? None for any'),
          items: verdicts.map((value) => ({ label: verdictLabel(value), value })),
          picked: (value) => choice.verdicts?.includes(value) ?? false,
          hasBack: true,
        }),
        (value) => withChange(choice, { verdicts: value }),
      ),
  };
}

/** Whether tasks have a mark, or have it not. */
function mark(
  choice: QueueChoice,
  facet: 'flagged' | 'skipped',
  texts: { label: string; icon: string; placeholder: string; yes: string; no: string },
): Facet {
  const { label, icon, placeholder, yes, no } = texts;
  const now = choice[facet];
  return {
    label,
    icon,
    current: now === undefined ? undefined : now ? yes : no,
    edit: async () =>
      changed(
        await pickOne<{ is?: boolean }>({
          title: label,
          placeholder,
          items: [any(now, {}), { label: yes, value: { is: true } }, { label: no, value: { is: false } }],
          current: ({ is }) => is === now,
          hasBack: true,
        }),
        ({ is }) => withChange(choice, { [facet]: is }),
      ),
  };
}

function flag(choice: QueueChoice): Facet {
  return mark(choice, 'flagged', {
    label: vscode.l10n.t('Flag'),
    icon: 'tag',
    placeholder: vscode.l10n.t('Tasks that you flagged as bad'),
    yes: vscode.l10n.t('Flagged'),
    no: vscode.l10n.t('Not flagged'),
  });
}

function skip(choice: QueueChoice): Facet {
  return mark(choice, 'skipped', {
    label: vscode.l10n.t('Skipped'),
    icon: 'history',
    placeholder: vscode.l10n.t('Tasks that you skipped for later'),
    yes: vscode.l10n.t('Skipped'),
    no: vscode.l10n.t('Not skipped'),
  });
}

function guidelines(session: Session, choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Guidelines followed');
  return {
    label,
    icon: 'book',
    current: choice.guidelines && guidelinesText(choice.guidelines),
    async edit() {
      const current = session.project.guidelines.version;
      const versions = await session.store.guidelinesVersions(session.annotator);
      const answers = (use: (typeof versions)[number]): number => use.drafts + use.submitted + use.discarded;
      const count = (which: typeof versions): string =>
        vscode.l10n.t(
          'answers: {0}',
          which.reduce((sum, use) => sum + answers(use), 0),
        );
      type Value = Pick<QueueChoice, 'guidelines'>;
      const items: Choice<Value>[] = [
        any(choice.guidelines, { guidelines: undefined }),
        {
          label: vscode.l10n.t('Older than the current version'),
          description: count(versions.filter(({ version }) => version !== current)),
          value: { guidelines: 'older' },
        },
        {
          label: vscode.l10n.t('The current version'),
          description: count(versions.filter(({ version }) => version === current)),
          value: { guidelines: 'current' },
        },
        ...versions
          .filter((use) => use.version !== current && answers(use) > 0)
          .map((use) => ({
            label: use.version,
            description: [
              count([use]),
              use.firstSeenAt && new Date(use.firstSeenAt).toLocaleDateString(vscode.env.language),
            ]
              .filter(Boolean)
              .join('  '),
            value: { guidelines: { is: use.version } },
          })),
      ];
      const chosen = await pickOne<Value>({
        title: label,
        placeholder: vscode.l10n.t('Answers that follow which version?'),
        items,
        current: (value) => JSON.stringify(value.guidelines) === JSON.stringify(choice.guidelines),
        hasBack: true,
      });
      return changed(chosen, (value) => withChange(choice, value));
    },
  };
}

function context(session: Session, choice: QueueChoice, column: string): Facet {
  const others = choice.context?.filter((each) => each.column !== column) ?? [];
  const here = choice.context?.find((each) => each.column === column)?.values ?? [];
  const label = plain(clip(column, 60));
  return {
    label: noIcons(label),
    icon: 'list-unordered',
    current: here.length > 0 ? noIcons(plain(clip(here.join(', '), 60))) : undefined,
    async edit() {
      const found = await session.store.contextValues(column, mostValues);
      // What is chosen stays in the list, however rare it is.
      const rare = here.filter((value) => found.every((each) => each.value !== value));
      const picked = await pickMany<string>({
        title: label,
        placeholder: vscode.l10n.t('Which values? None for all'),
        items: [...rare.map((value) => ({ value, count: 0 })), ...found].map(({ value, count }) => ({
          label: noIcons(plain(clip(value.replace(/\s+/g, ' '), 100))) || '–',
          description: count > 0 ? String(count) : undefined,
          value,
        })),
        picked: (value) => here.includes(value),
        hasBack: true,
      });
      return changed(picked, (values) => withChange(choice, { context: [...others, { column, values }] }));
    },
  };
}
