import type { Answer } from '../../domain/annotation.ts';
import type { Database } from '../sqlite/database.ts';
import { toAnswer } from '../sqlite/rows.ts';

/** What a draft's entry in the history says, as it is stored. */
export interface DraftEntry {
  seq: number;
  at: string;
  answer: string;
}

/** Characters of a text that may go at once without an entry that keeps them: a few words, mistyped. */
const few = 24;
/** And bit by bit, as long as one entry goes on. */
const fewInAll = 160;

const texts = ['correction', 'comments', 'flag', 'skipped'] as const;
type Texts = Partial<Record<(typeof texts)[number], string>>;

/** What the typing in an entry has come to: its texts when most of them was there, and how much of them went since it began. */
interface Typing {
  seq: number;
  at: string;
  most: Texts;
  gone: number;
}

const typings = new WeakMap<Database, Map<string, Typing>>();

/**
 * Whether a draft may take the place of the one in the history's last entry: where nothing of that one's texts goes but a few words, or
 * where the entry before it has them still (what is being deleted). Else both are kept.
 */
export function goesOn(
  db: Database,
  whose: string,
  { last, before, answer, at }: { last: DraftEntry; before?: DraftEntry; answer: Answer; at: string },
): boolean {
  const known = typings.get(db)?.get(whose);
  const stored = toAnswer(last.answer);
  // Another process may have gone on with the entry: its texts are what counts then.
  const typing = known?.seq === last.seq && known.at === last.at ? known : { most: stored, gone: 0 };
  if (pointsGone(stored, answer) > 1) return false;
  const earlier = before && toAnswer(before.answer);
  const kept = earlier !== undefined && texts.every((field) => lost(stored[field], earlier[field]) === 0);
  const gone = texts.map((field) => lost(typing.most[field], answer[field]));
  const inAll = typing.gone + gone.reduce((sum, one) => sum + one, 0);
  if (!kept && (Math.max(...gone) > few || inAll > fewInAll)) return false;
  const grown = texts.every((field) => (answer[field] ?? '').length >= (typing.most[field] ?? '').length);
  const most = kept || grown ? textsOf(answer) : typing.most;
  remember(db, whose, { seq: last.seq, at, most, gone: kept ? 0 : grown ? inAll : typing.gone });
  return true;
}

function remember(db: Database, whose: string, typing: Typing): void {
  const all = typings.get(db) ?? new Map<string, Typing>();
  typings.set(db, all);
  // One person types into one task: what was before is known by the history.
  if (!all.has(whose) && all.size >= 16) all.clear();
  all.set(whose, typing);
}

function textsOf({ correction, comments, flag, skipped }: Answer): Texts {
  return { correction, comments, flag, skipped };
}

/** Number of characters between what both texts begin and end with, in the former. */
function lost(former = '', now = ''): number {
  const shorter = Math.min(former.length, now.length);
  let start = 0;
  while (start < shorter && former.charCodeAt(start) === now.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && former.at(-1 - end) === now.at(-1 - end)) end++;
  return former.length - start - end;
}

function pointsGone(former: Answer, now: Answer): number {
  const gone = (before: object = {}, after: object = {}): number =>
    Object.keys(before).filter((id) => !(id in after)).length;
  return gone(former.points1, now.points1) + gone(former.points2, now.points2);
}
