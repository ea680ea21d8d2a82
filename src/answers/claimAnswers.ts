import type { OtherPerson, Store } from '../store/api/store.ts';

type People = Pick<Store, 'otherPeople' | 'adopt' | 'keepApart'>;

/** Those who have answered here under other names, and of whom nobody was asked yet whether they are the one with this name. */
export async function unaskedPeople(store: People, name: string): Promise<OtherPerson[]> {
  return (await store.otherPeople(name)).filter(({ isStranger }) => !isStranger);
}

/** Keeps what was said of them: whose answers are one's own goes on under this name, of the others nobody asks again. */
export async function claimAnswers(
  store: People,
  { name, send }: { name: string; send: boolean },
  others: readonly OtherPerson[],
  mine: readonly OtherPerson[],
): Promise<void> {
  for (const other of others)
    if (mine.includes(other)) await store.adopt(other.annotator, name, send);
    else await store.keepApart(name, other.annotator);
}
