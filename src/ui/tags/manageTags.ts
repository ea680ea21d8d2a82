import * as vscode from 'vscode';
import { tagKey, tagName, type PlacedUse, type Tag } from '../../domain/tags.ts';
import { namesakes, ownTitle } from '../../code/text/taskTitle.ts';
import { flash } from '../common/notifications.ts';
import { askText, back, noIcons, pickMany, pickOne, type Choice, type Chosen } from '../common/quickPicks.ts';
import { joined, plain } from '../common/taskText.ts';
import type { Queues } from '../queue/queues.ts';
import type { Session } from '../session/session.ts';

/** What a person does with the failure modes that were named; each is a step of undo. */

type Way = 'tasks' | 'rename' | 'merge' | 'split' | 'remove';

/** Uses that are offered to be moved at once. */
const mostUses = 2000;

/** Asks which failure mode, and what is to be done with it, until something is. Resolves to what was done, in words. */
export async function manageTags(session: Session, queues: Queues): Promise<string | undefined> {
  for (;;) {
    const tag = await pickTag(session, vscode.l10n.t('Which failure mode?'));
    if (tag === undefined || tag === back) return undefined;
    const done = await manageOne(session, queues, tag);
    if (done !== back) return done;
  }
}

async function manageOne(session: Session, queues: Queues, tag: Tag): Promise<Chosen<string>> {
  for (;;) {
    const way = await pickOne<Way>({
      title: titleOf(tag),
      placeholder: vscode.l10n.t('What is to be done with it?'),
      items: ways(tag),
      hasBack: true,
    });
    if (way === undefined || way === back) return way;
    const done = await act(session, queues, tag, way);
    if (done !== back) return done;
  }
}

function ways({ uses }: Tag): Choice<Way>[] {
  const own: Choice<Way>[] = [
    {
      label: `$(list-filter) ${vscode.l10n.t('Show Its Tasks')}`,
      description: vscode.l10n.t('as a queue'),
      value: 'tasks',
    },
    {
      label: `$(repo-forked) ${vscode.l10n.t('Split…')}`,
      description: vscode.l10n.t('uses of yours become another failure mode'),
      value: 'split',
    },
  ];
  return [
    { label: `$(edit) ${vscode.l10n.t('Rename…')}`, value: 'rename' },
    {
      label: `$(git-merge) ${vscode.l10n.t('Merge Into…')}`,
      description: vscode.l10n.t('both count as one from now on'),
      value: 'merge',
    },
    ...(uses > 0 ? own : []),
    {
      label: `$(trash) ${vscode.l10n.t('Remove')}`,
      description: vscode.l10n.t('from all answers; undo brings it back'),
      value: 'remove',
    },
  ];
}

async function act(session: Session, queues: Queues, tag: Tag, way: Way): Promise<Chosen<string>> {
  const name = plain(tag.name);
  if (way === 'tasks') {
    await queues.set(session, { tags: [tag.name] });
    return vscode.l10n.t('The list shows the tasks with “{0}”', name);
  }
  if (way === 'remove') {
    await session.answers.changeTags({ remove: tag.id });
    return told(vscode.l10n.t('“{0}” removed; undo brings it back', name));
  }
  if (way === 'rename') {
    const to = await askName(vscode.l10n.t('Rename “{0}”', name), tag.name);
    if (to === undefined || to === back) return to;
    await session.answers.changeTags({ rename: tag.id, to });
    return told(vscode.l10n.t('“{0}” is called “{1}” now; undo takes it back', name, plain(to)));
  }
  if (way === 'merge') {
    const question = vscode.l10n.t('Into which failure mode does “{0}” go?', name);
    const into = await pickTag(session, question, { hasBack: true, but: tag.id });
    if (into === undefined || into === back) return into;
    await session.answers.changeTags({ merge: [tag.id], into: into.id });
    return told(vscode.l10n.t('“{0}” counts as “{1}” now; undo takes them apart', name, plain(into.name)));
  }
  return split(session, tag);
}

async function split(session: Session, tag: Tag): Promise<Chosen<string>> {
  const uses = await session.store.tagUses(session.annotator, tag.id, mostUses);
  const same = namesakes(uses.map(({ taskId: id, instruction }) => ({ id, instruction })));
  const chosen = await pickMany<PlacedUse>({
    title: titleOf(tag),
    placeholder: vscode.l10n.t('Which uses become another failure mode?'),
    items: uses.map((use) => ({ ...labelOf(use, same.has(use.taskId)), value: use })),
    picked: () => false,
    hasBack: true,
  });
  if (chosen === undefined || chosen === back) return chosen;
  if (chosen.length === 0) return back;
  const to = await askName(vscode.l10n.t('What are these {0} uses called?', chosen.length), '');
  if (to === undefined || to === back) return to;
  const moved = await session.answers.moveTagUses(chosen, to);
  return told(vscode.l10n.t('{0} uses are “{1}” now; undo takes it back', moved, plain(to)));
}

/** By the side on which the response is shown: its number would tell whose it is. */
function labelOf(
  { taskId, instruction, side, lines }: PlacedUse,
  hasNamesake: boolean,
): vscode.QuickPickItem {
  const where =
    lines &&
    (lines[0] === lines[1]
      ? vscode.l10n.t('line {0}', lines[0])
      : vscode.l10n.t('lines {0} to {1}', lines[0], lines[1]));
  return {
    label: noIcons(plain(ownTitle({ instruction, id: taskId }, hasNamesake))),
    description: joined('  ', vscode.l10n.t('Response {0}', side), where),
  };
}

async function pickTag(
  session: Session,
  placeholder: string,
  { hasBack = false, but }: { hasBack?: boolean; but?: string } = {},
): Promise<Chosen<Tag>> {
  const tags = (await session.store.tags(session.annotator)).filter(({ id }) => id !== but);
  if (tags.length === 0) {
    flash(
      but === undefined
        ? vscode.l10n.t('No failure mode was named yet.')
        : vscode.l10n.t('There is no other failure mode.'),
    );
    return undefined;
  }
  return pickOne<Tag>({
    title: vscode.l10n.t('Failure modes'),
    placeholder,
    items: tags.map((tag) => ({
      label: noIcons(plain(tag.name)),
      description: countOf(tag),
      detail:
        tag.former.length > 0
          ? noIcons(plain(vscode.l10n.t('merged from {0}', tag.former.join(', '))))
          : undefined,
      value: tag,
    })),
    hasBack,
  });
}

function countOf({ uses, all }: Tag): string {
  return uses === all ? String(uses) : vscode.l10n.t('{0} of yours, {1} of all', uses, all);
}

function titleOf(tag: Tag): string {
  return `${plain(tag.name)} (${countOf(tag)})`;
}

function askName(title: string, value: string): Promise<Chosen<string>> {
  return askText({
    title,
    prompt: vscode.l10n.t('A word or a few, at most 60 characters'),
    value,
    check: (typed) =>
      tagName(typed) === undefined
        ? vscode.l10n.t('A failure mode has a name of 1 to 60 characters.')
        : undefined,
    hasBack: true,
  });
}

function told(text: string): string {
  flash(text, 6000);
  return text;
}

/** The failure mode that a name means, also a former one. */
export function tagCalled(tags: readonly Tag[], name: string): Tag | undefined {
  const key = tagKey(name);
  return (
    tags.find((tag) => tagKey(tag.name) === key) ??
    tags.find(({ former }) => former.some((one) => tagKey(one) === key))
  );
}
