import * as vscode from 'vscode';
import * as z from 'zod';
import { addressOf } from '../../annotation/annotatorId.ts';
import { claimAnswers, unaskedPeople } from '../../answers/claimAnswers.ts';
import { cancelled } from '../../platform/errors.ts';
import type { OtherPerson } from '../../store/api/store.ts';
import { attempt, notice } from '../common/notifications.ts';
import type { Session } from './session.ts';

/** Who is asked: as whom they annotate now, or will once they are connected. */
interface Asked {
  name: string;
  /** What they are called in Argilla. */
  label: string;
}

/**
 * Asks once whose the answers are that were given here under other names, before one goes on under this one. What is said is kept: of those
 * that are not one's own nobody asks again. Errors: `cancelled`.
 */
export async function askWhose(session: Session, asked: Asked): Promise<void> {
  const others = await unaskedPeople(session.store, asked.name);
  const [first] = others;
  if (!first) return;
  const mine = others.length > 1 ? await pickMine(session, others) : await askOne(session, first, asked);
  if (!mine) throw cancelled();
  await decide(session, asked.name, others, mine);
}

/** The same without a dialog, when a project opens. Who does not answer is asked when it is opened the next time. */
export async function offerWhose(session: Session): Promise<void> {
  const { name } = session;
  const others = await unaskedPeople(session.store, name);
  const [first, second] = others;
  if (!first) return;
  const [yes, no] = second ? [choose(), none()] : [adoptThem(), notMine()];
  const text = second
    ? vscode.l10n.t('Answers in this project under other names: {0}. Are some of these yours?', sum(others))
    : question(session, first);
  const choice = await vscode.window.showInformationMessage(notice(text), yes, no);
  if (choice === undefined) return;
  const mine = choice === no ? [] : second ? await pickMine(session, others) : others;
  if (mine) await attempt(session.services.log, () => decide(session, name, others, mine));
}

/** Without a picker: the annotators that are oneself. */
const given = z.strictObject({ mine: z.array(z.string()) });

/** All answers under other names, at any time; resolves to how many of them are one's own now. */
export async function chooseMine(session: Session, argument?: unknown): Promise<number | undefined> {
  const { name } = session;
  const others = await session.store.otherPeople(name);
  const chosen = given.safeParse(argument).data;
  if (others.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There are no answers under other names in this project.'),
    );
    return 0;
  }
  const mine = chosen
    ? others.filter(({ annotator }) => chosen.mine.includes(annotator))
    : await pickMine(session, others);
  if (!mine) return undefined;
  await decide(session, name, others, mine);
  const count = sum(mine);
  if (count > 0)
    void vscode.window.showInformationMessage(vscode.l10n.t('Answers that are yours now: {0}.', count));
  return count;
}

/** What there is under other names, in a sentence; empty for nothing. */
export async function othersText(session: Session): Promise<string> {
  const count = sum(await session.store.otherPeople(session.name));
  return count > 0
    ? vscode.l10n.t(
        'Answers in this project under other names: {0} ("Touchstone: Whose Answers Are These?").',
        count,
      )
    : '';
}

async function askOne(
  session: Session,
  other: OtherPerson,
  { label }: Asked,
): Promise<OtherPerson[] | undefined> {
  const detail = vscode.l10n.t(
    'They are then answers of {0} and are sent to Argilla as such. Those that are not yours stay in this project under their name, and you are not asked again; "Touchstone: Whose Answers Are These?" shows them at any time.',
    label,
  );
  const choice = await vscode.window.showInformationMessage(
    question(session, other),
    { modal: true, detail },
    adoptThem(),
    notMine(),
  );
  if (choice === undefined) return undefined;
  return choice === adoptThem() ? [other] : [];
}

async function pickMine(session: Session, others: OtherPerson[]): Promise<OtherPerson[] | undefined> {
  const items = others.map((other) => ({
    label: whoText(session, other),
    description: vscode.l10n.t('{0} answers, the last on {1}', other.answers, dayOf(other)),
    other,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    ignoreFocusOut: true,
    title: vscode.l10n.t('Whose Answers Are These?'),
    placeHolder: vscode.l10n.t('Check what you have answered yourself: it becomes yours under your name'),
  });
  return picked?.map(({ other }) => other);
}

async function decide(
  session: Session,
  name: string,
  others: OtherPerson[],
  mine: OtherPerson[],
): Promise<void> {
  const send = session.project.config.argilla !== undefined;
  await claimAnswers(session.store, { name, send }, others, mine);
  await session.identityChanged();
}

function question(session: Session, other: OtherPerson): string {
  return vscode.l10n.t(
    'Answers in this project that were given by {0}: {1}, the last on {2}. Are these yours?',
    whoText(session, other),
    other.answers,
    dayOf(other),
  );
}

/** By the name that says most. */
function whoText({ identities }: Session, { names }: OtherPerson): string {
  const users = names.flatMap(({ name, label }) => {
    const address = addressOf(name);
    return address === undefined ? [] : [{ address, label: label ?? identities.userOf(name)?.username }];
  });
  const user = users.find(({ label }) => label !== undefined) ?? users[0];
  if (user?.label !== undefined) return vscode.l10n.t('{0} at {1}', user.label, user.address);
  if (user) return vscode.l10n.t('a user of {0}', user.address);
  const called = names.find(({ label }) => label)?.label;
  if (called !== undefined) return vscode.l10n.t('{0} without a connection to Argilla', called);
  return names.some(({ name }) => name === identities.local)
    ? vscode.l10n.t('this editor without a connection to Argilla')
    : vscode.l10n.t('another editor without a connection to Argilla');
}

function dayOf({ lastAt }: OtherPerson): string {
  return new Date(lastAt).toLocaleDateString(vscode.env.language);
}

const sum = (people: OtherPerson[]): number => people.reduce((all, { answers }) => all + answers, 0);

// Asked for when they are shown: nothing is translated while modules load.
const adoptThem = (): string => vscode.l10n.t('Adopt Them');
const notMine = (): string => vscode.l10n.t('Not Mine');
const choose = (): string => vscode.l10n.t('Choose…');
const none = (): string => vscode.l10n.t('None of Them');
