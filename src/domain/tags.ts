/**
 * Failure modes ("tags"): what is wrong with a response, in a word. A tag has an id that never changes and a name that may; answers hold ids,
 * so that a name, or what a tag is merged into, is changed in one place.
 */

/** A failure mode, named in one annotator's answer: of a response, or of lines of it. */
export interface TagUse {
  response: 1 | 2;
  /** The tag's id. */
  tag: string;
  /** First and last line, 1-based, of the response's text. */
  lines?: [number, number];
  /** What it is called now, where it was read; `tag` is the id of what it was merged into then. */
  name?: string;
}

export type NamedUse = TagUse & { name: string };

/** A use, with the task in which it is. */
export interface PlacedUse extends TagUse {
  taskId: string;
  /** Where the annotator sees the response. */
  side: 'A' | 'B';
  /** The beginning of the task's instruction. */
  instruction: string;
}

/** What somebody does to the failure modes of an answer. What is there already is not added again. */
export interface TagChange {
  add?: (Omit<TagUse, 'tag'> & { name: string })[];
  remove?: TagUse[];
}

/** A failure mode that can be named. */
export interface Tag {
  id: string;
  name: string;
  /** How often the annotator has named it in answers that stand. */
  uses: number;
  /** How often all have. */
  all: number;
  /** Names of the tags that were merged into it. */
  former: string[];
}

/** What is done to the tags themselves. */
export type TagAct =
  | { rename: string; to: string }
  /** All uses count as such of `into`. */
  | { merge: string[]; into: string }
  /** Its uses are shown and counted nowhere any more. */
  | { remove: string };

/** Characters of a name. */
export const longestTagName = 60;

/** Format characters without which some scripts and emoji read otherwise stay: the two joiners. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/** A name as it is kept: in one line, composed (NFC), without what nobody sees. Undefined: there is nothing left of it, or too much. */
export function tagName(typed: string): string | undefined {
  const name = typed
    .toWellFormed()
    .normalize('NFC')
    .replace(unseen, ' ')
    .replace(/^[\s#]+|\s+$/gu, '')
    .replace(/\s+/gu, ' ');
  const { length } = [...name];
  return length === 0 || length > longestTagName ? undefined : name;
}

/** Names that read the same have the same key, whatever their case. */
export function tagKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** Whether two uses are of the same place. */
export function samePlace(a: TagUse, b: TagUse): boolean {
  return a.response === b.response && a.lines?.[0] === b.lines?.[0] && a.lines?.[1] === b.lines?.[1];
}

export function sameUse(a: TagUse, b: TagUse): boolean {
  return a.tag === b.tag && samePlace(a, b);
}
