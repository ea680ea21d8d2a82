import * as vscode from 'vscode';
import { taskStates } from '../../domain/annotation.ts';
import { tagKey } from '../../domain/tags.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { verdicts } from '../../domain/run.ts';
import { disagreements, type Range } from '../../domain/queue.ts';
import {
  askText,
  back,
  noIcons,
  pickMany,
  pickOne,
  type Choice,
  type Chosen,
  type PickOptions,
} from '../common/quickPicks.ts';
import { parseRange, rangeText, toQueue, type QueueChoice } from './queueChoice.ts';
import { disagreementLabel, guidelinesText, stateLabel, verdictLabel } from './queueText.ts';
import type { Session } from '../session/session.ts';
import { clip, joined, plain } from '../common/taskText.ts';

/** What is to be other in a queue; a facet that is given as undefined is taken out. */
export type QueueEdit = Partial<QueueChoice>;

/** One thing that tasks are chosen by. */
export interface Facet {
  label: string;
  icon: string;
  /** The choice in a few words; none: not set. */
  current: string | undefined;
  /** It can be given what was typed into the list of facets. */
  takesText?: boolean;
  edit(): Promise<Chosen<QueueEdit>>;
}

/** Values of a column that are offered; more can be typed by name with the command. */
const mostValues = 300;

type Verdicts = NonNullable<QueueChoice['verdicts']>;
const choices: Verdicts = [...verdicts, 'not-run'];

/** All facets of a project, with what is chosen of each. */
export async function facetsOf(session: Session, choice: QueueChoice): Promise<Facet[]> {
  const [columns, known] = await Promise.all([session.store.contextColumns(), session.store.languages()]);
  return [
    text(choice),
    states(session, choice),
    score(session, choice),
    gap(session, choice),
    runs(choice),
    ...(choice.theirs || (await session.store.hasTheirs()) ? [theirs(choice)] : []),
    flag(choice),
    failureModes(session, choice),
    skip(choice),
    guidelines(session, choice),
    ...(choice.languages || known.length > 1 ? [languages(choice, known)] : []),
    ...columns.map((column) => context(session, choice, column)),
  ];
}

/** One of a list, each of which changes something of the queue. */
function one(options: Omit<PickOptions<QueueEdit>, 'hasBack'>): Promise<Chosen<QueueEdit>> {
  return pickOne({ ...options, hasBack: true });
}

/** Any number of values of a facet. */
async function many<T>(
  title: string,
  placeholder: string,
  items: readonly Choice<T>[],
  now: readonly T[] | undefined,
  edit: (values: T[]) => QueueEdit,
): Promise<Chosen<QueueEdit>> {
  const picked = (value: T): boolean => now?.includes(value) ?? false;
  const chosen = await pickMany({ title, placeholder, items, picked, hasBack: true });
  return chosen === undefined || chosen === back ? chosen : edit(chosen);
}

function text(choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Text');
  return {
    label,
    icon: 'search',
    takesText: true,
    current: choice.text && `“${plain(clip(choice.text, 40))}”`,
    async edit() {
      const found = await askText({
        title: label,
        prompt: vscode.l10n.t('Words of the id, the instruction or a response; leave empty for any'),
        value: choice.text ?? '',
        hasBack: true,
      });
      return found === undefined || found === back ? found : { text: found.trim() || undefined };
    },
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
      const queue = toQueue({ ...choice, states: [...taskStates] }, session.project.guidelines.version);
      const { byState } = await session.store.queueCounts(session.annotator, queue);
      const items = taskStates.map((value) => ({
        label: stateLabel(value),
        description: String(byState[value]),
        value,
      }));
      const question = vscode.l10n.t('Which states? None for all');
      return many(label, question, items, choice.states, (value) => ({ states: value }));
    },
  };
}

function score(session: Session, choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Score');
  const { rubric } = session.project.config;
  const max = maxScore(rubric);
  const none = { score: undefined, bothScores: undefined };
  const items = (range: Range): Choice<QueueEdit>[] => [
    {
      label: vscode.l10n.t('One of the scores {0}', rangeText(range)),
      value: { ...none, score: range },
      alwaysShow: true,
    },
    {
      label: vscode.l10n.t('Both scores {0}', rangeText(range)),
      value: { ...none, bothScores: range },
      alwaysShow: true,
    },
  ];
  return {
    label,
    icon: 'star',
    current: choice.score
      ? vscode.l10n.t('one {0}', rangeText(choice.score))
      : choice.bothScores && vscode.l10n.t('both {0}', rangeText(choice.bothScores)),
    edit: () =>
      one({
        title: label,
        ...ranges(max, items),
        items: [
          any(choice.score ?? choice.bothScores, none),
          ...items({ max: rubric.correctAtOrBelow ?? Math.floor(max / 2) }),
          ...items({ min: max }),
        ],
      }),
  };
}

function gap(session: Session, choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Gap between the scores');
  const max = maxScore(session.project.config.rubric);
  const item = (range: Range): Choice<QueueEdit> => ({
    label: vscode.l10n.t('Gap {0}', rangeText(range)),
    description: range.max === 0 ? vscode.l10n.t('a tie') : undefined,
    value: { gap: range },
    alwaysShow: true,
  });
  const usual = [{ min: 0, max: 0 }, { min: 1 }, { min: Math.ceil(max / 2) }];
  return {
    label,
    icon: 'arrow-both',
    current: choice.gap && rangeText(choice.gap),
    edit: () =>
      one({
        title: label,
        ...ranges(max, (range) => [item(range)]),
        items: [any(choice.gap, { gap: undefined }), ...usual.map(item)],
      }),
  };
}

/** A range may be typed. */
function ranges<T>(
  max: number,
  items: (range: Range) => Choice<T>[],
): Pick<PickOptions<T>, 'placeholder' | 'typed'> {
  return {
    placeholder: vscode.l10n.t('Type a range from 0 to {0}: 3, 2-5, >=4, <2', max),
    typed(typed) {
      const range = parseRange(typed);
      return range ? items(range) : [];
    },
  };
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
  const question = vscode.l10n.t('What came of the newest run of a response and an input? None for any');
  const items = choices.map((value) => ({ label: verdictLabel(value), value }));
  return {
    label,
    icon: 'play',
    current: choice.verdicts?.map(verdictLabel).join(', '),
    edit: () => many(label, question, items, choice.verdicts, (value) => ({ verdicts: value })),
  };
}

function theirs(choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Others’ verdicts against ours');
  const question = vscode.l10n.t(
    'What does a log say of a response, and what did its run with the tests show here?',
  );
  const items = disagreements.map((value) => ({ label: disagreementLabel(value), value }));
  return {
    label,
    icon: 'git-compare',
    current: choice.theirs?.map(disagreementLabel).join(', '),
    edit: () => many(label, question, items, choice.theirs, (value) => ({ theirs: value })),
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
    edit: () =>
      one({
        title: label,
        placeholder,
        items: [
          any(now, { [facet]: undefined }),
          { label: yes, value: { [facet]: true } },
          { label: no, value: { [facet]: false } },
        ],
        current: (value) => value[facet] === now,
      }),
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

function failureModes(session: Session, choice: QueueChoice): Facet {
  const label = vscode.l10n.t('Failure modes');
  const now = choice.tags?.map(tagKey) ?? [];
  return {
    label,
    icon: 'bug',
    current: choice.tags && noIcons(plain(clip(choice.tags.join(', '), 60))),
    async edit() {
      const known = await session.store.tags(session.annotator);
      const isChosen = (names: readonly string[]): boolean =>
        names.some((name) => now.includes(tagKey(name)));
      const items = known
        .filter(({ uses }) => uses > 0)
        .map(({ name, uses }) => ({ label: noIcons(plain(name)), description: String(uses), value: name }));
      const rare = (choice.tags ?? []).filter((name) =>
        items.every(({ value }) => tagKey(value) !== tagKey(name)),
      );
      const chosen = known.filter(({ name, former }) => isChosen([name, ...former])).map(({ name }) => name);
      return many(
        label,
        vscode.l10n.t('Which failure modes did you name? None for any'),
        [...items, ...rare.map((value) => ({ label: noIcons(plain(value)), value }))],
        [...chosen, ...rare],
        (tags) => ({ tags }),
      );
    },
  };
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
      const items: Choice<QueueEdit>[] = [
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
            description: joined(
              '  ',
              count([use]),
              use.firstSeenAt && new Date(use.firstSeenAt).toLocaleDateString(vscode.env.language),
            ),
            value: { guidelines: { is: use.version } },
          })),
      ];
      return one({
        title: label,
        placeholder: vscode.l10n.t('Answers that follow which version?'),
        items,
        current: (value) => JSON.stringify(value.guidelines) === JSON.stringify(choice.guidelines),
      });
    },
  };
}

function languages(choice: QueueChoice, known: readonly { value: string; count: number }[]): Facet {
  const label = vscode.l10n.t('Language');
  const items = known.map(({ value, count }) => ({
    label: noIcons(plain(clip(value, 60))),
    description: String(count),
    value,
  }));
  const question = vscode.l10n.t('Which languages? None for all');
  return {
    label,
    icon: 'code',
    current: choice.languages && noIcons(plain(clip(choice.languages.join(', '), 60))),
    edit: () => many(label, question, items, choice.languages, (value) => ({ languages: value })),
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
      const items = [...rare.map((value) => ({ value, count: 0 })), ...found].map(({ value, count }) => ({
        label: noIcons(plain(clip(value.replace(/\s+/g, ' '), 100))) || '–',
        description: count > 0 ? String(count) : undefined,
        value,
      }));
      const question = vscode.l10n.t('Which values? None for all');
      return many(label, question, items, here, (values) => ({ context: [...others, { column, values }] }));
    },
  };
}
