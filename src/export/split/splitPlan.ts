import { sha256 } from '../../platform/hash.ts';
import { Signatures } from './minHash.ts';
import { joinNearCopies } from './nearCopies.ts';
import { UnionFind } from './unionFind.ts';
import { wordsOf } from './words.ts';

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** What each part gets, as shares of the rows; they need not sum up to 1. The seed draws which tasks go where. */
export interface SplitShares extends Record<SplitName, number> {
  seed: number;
}

export interface TaskToSplit {
  id: string;
  /** Empty: nobody knows it any more, and it is like none. */
  instruction: string;
  /** Each is spread over the parts by the shares. */
  language: string;
  /** How many rows of the file it makes. */
  rows: number;
}

export interface Parts {
  /** In the order in which the tasks were added. */
  of: SplitName[];
  /** Tasks that stay together count once. */
  groups: number;
  /** Joins of groups by near copies; tasks with the same instruction are not among them. */
  nearCopies: number;
}

interface Group {
  rows: number;
  /** A draw by the seed, the same for the group whatever else is there. */
  lot: string;
  /** The one of most rows first. */
  languages: [language: string, rows: number][];
  members: number[];
}

/**
 * Divides tasks into parts, so that no instruction (but for case, blanks and punctuation) and no near copy of one is in two of them. Keeps
 * half a kilobyte of each task.
 */
export class SplitPlan {
  readonly #signatures = new Signatures();
  readonly #tasks: Omit<TaskToSplit, 'instruction'>[] = [];
  /** The first task with these words, by their hash. */
  readonly #first = new Map<string, number>();
  readonly #same: [number, number][] = [];

  add({ id, instruction, language, rows }: TaskToSplit): void {
    const words = instruction === '' ? [`\0${id}`] : wordsOf(instruction);
    const n = this.#signatures.add(words);
    this.#tasks.push({ id, language, rows });
    const hash = sha256(words.join(' '), 32);
    const first = this.#first.get(hash);
    if (first === undefined) this.#first.set(hash, n);
    else this.#same.push([first, n]);
  }

  /** Errors: the signal's reason. */
  async divide(shares: SplitShares, signal?: AbortSignal): Promise<Parts> {
    const joined = new UnionFind(this.#tasks.length);
    for (const [a, b] of this.#same) joined.join(a, b);
    const nearCopies = await joinNearCopies(this.#signatures, joined, signal);
    const groups = this.#groupsOf(joined, shares.seed);
    const of = Array.from(this.#tasks, (): SplitName => 'train');
    for (const { group, part } of dealt(groups, shares)) for (const n of group.members) of[n] = part;
    return { of, groups: groups.length, nearCopies };
  }

  #groupsOf(joined: UnionFind, seed: number): Group[] {
    const members = Map.groupBy(this.#tasks.keys(), (n) => joined.groupOf(n));
    return Array.from(members.values(), (numbers): Group => {
      const tasks = numbers.map((n) => this.#tasks[n]).filter((task) => task !== undefined);
      const rowsOf = new Map<string, number>();
      for (const { language, rows } of tasks) rowsOf.set(language, (rowsOf.get(language) ?? 0) + rows);
      const rows = tasks.reduce((sum, task) => sum + task.rows, 0);
      const lot = sha256(`${seed}\0${tasks[0]?.id}`, 16);
      return { rows, lot, languages: [...rowsOf].sort(most), members: numbers };
    });
  }
}

/**
 * Deals the groups out, language by language and large groups first: each goes to the part that lacks most of its share of what was dealt
 * so far, of the group's languages and of all. A part is then off its share of a language by little more than one group.
 */
function dealt(groups: Group[], shares: SplitShares): { group: Group; part: SplitName }[] {
  const total = splitNames.reduce((sum, name) => sum + shares[name], 0);
  const parts = splitNames.filter((name) => shares[name] > 0);
  const rowsOf = new Map<string, number>();
  const tallies = new Map<string, Tally>();
  for (const [language, rows] of groups.flatMap(({ languages }) => languages)) {
    rowsOf.set(language, (rowsOf.get(language) ?? 0) + rows);
    tallies.set(language, newTally());
  }
  const all = newTally();
  const main = ({ languages }: Group): [string, number] => {
    const language = languages[0]?.[0] ?? '';
    return [language, rowsOf.get(language) ?? 0];
  };
  const inOrder = groups.toSorted(
    (a, b) => most(main(a), main(b)) || b.rows - a.rows || (a.lot < b.lot ? -1 : 1),
  );
  return inOrder.map((group) => {
    const counted = group.languages.map(([language, rows]) => ({
      tally: tallies.get(language) ?? all,
      rows,
    }));
    counted.push({ tally: all, rows: group.rows });
    for (const { tally, rows } of counted) tally.dealt += rows;
    const lacks = (name: SplitName): number =>
      counted.reduce(
        (sum, { tally, rows }) =>
          sum + (rows / group.rows) * ((shares[name] / total) * tally.dealt - tally.given[name]),
        0,
      );
    const part = parts.reduce((best, one) => (lacks(one) > lacks(best) + 1e-9 ? one : best));
    for (const { tally, rows } of counted) tally.given[part] += rows;
    return { group, part };
  });
}

/** Rows dealt, in all and to each part. */
interface Tally {
  dealt: number;
  given: Record<SplitName, number>;
}

function newTally(): Tally {
  return { dealt: 0, given: { train: 0, validation: 0, test: 0 } };
}

/** Most rows first, then by name. */
function most([a, rowsA]: [string, number], [b, rowsB]: [string, number]): number {
  return rowsB - rowsA || (a === b ? 0 : a < b ? -1 : 1);
}
