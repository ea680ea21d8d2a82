import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '../../argilla/dataset/connect.ts';
import type { Session } from '../session/session.ts';
import { askWhose } from '../session/whoseAnswers.ts';

/** Asks about the answers that are there already under other names. Errors: `cancelled`. */
export function askWhoseBefore(session: Session, { annotator, user }: Connection): Promise<void> {
  return askWhose(session, { name: annotator, label: user.username });
}

/** From now on one annotates under that name, in every window. */
export async function connectedAs(session: Session, { annotator, origin, user }: Connection): Promise<void> {
  const { store, identities } = session;
  const { id, username, role } = user;
  await store.copyOrders(identities.local, annotator);
  const isNew = !isDeepStrictEqual(identities.user(origin), { id, username, role });
  if (isNew) identities.remember(origin, { id, username, role });
  if (isNew || (await store.whoIs(annotator)).label !== username) await store.introduce(annotator, username);
  await session.identityChanged();
}
