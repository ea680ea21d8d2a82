import type { Mark, Snippet } from '../../domain/queue.ts';

const word = /[\p{L}\p{N}\p{Co}\p{M}]+/gu;

interface Word extends Mark {
  folded: string;
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(word), (match) => ({
    folded: fold(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function fold(text: string): string {
  // Most is plain.
  if (/^\w*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** What was typed, as the index is asked for it: pieces that hold a letter or digit; none: the text is looked for literally. */
export function searchPieces(query: string): string[] {
  const pieces = query.replaceAll('\0', ' ').trim().split(/\s+/u);
  return pieces.filter((piece) => /[\p{L}\p{N}\p{Co}]/u.test(piece));
}

/** All places in `text` that `query` finds, in order, none within another. At most `limit`. */
export function highlights(text: string, query: string, limit = 1000): Mark[] {
  const pieces = searchPieces(query);
  if (pieces.length === 0) return literal(text, query.replaceAll('\0', ' ').trim(), limit);
  const phrases = pieces.map((piece, i) => ({
    words: wordsOf(piece).map(({ folded }) => folded),
    open: i === pieces.length - 1,
  }));
  const words = wordsOf(text);
  const marks: Mark[] = [];
  for (let at = 0; at < words.length && marks.length < limit;) {
    const found = phrases.map((phrase) => lengthAt(words, at, phrase));
    const length = Math.max(...found);
    if (length > 0) marks.push({ start: words[at]?.start ?? 0, end: words[at + length - 1]?.end ?? 0 });
    at += Math.max(length, 1);
  }
  return marks;
}

/** The number of words of a phrase if it stands there; 0 if it does not. */
function lengthAt(words: Word[], at: number, phrase: { words: string[]; open: boolean }): number {
  const last = phrase.words.length - 1;
  const there = phrase.words.every((wanted, i) => {
    const word = words[at + i]?.folded;
    return i === last && phrase.open ? word?.startsWith(wanted) : word === wanted;
  });
  return there ? phrase.words.length : 0;
}

function literal(text: string, wanted: string, limit: number): Mark[] {
  const marks: Mark[] = [];
  if (wanted === '') return marks;
  for (let start = text.indexOf(wanted); start >= 0 && marks.length < limit;) {
    marks.push({ start, end: start + wanted.length });
    start = text.indexOf(wanted, start + wanted.length);
  }
  return marks;
}

/** The surroundings of the first hit in one line, at most about `length` characters; `undefined` where there is no hit. */
export function snippetOf(text: string, query: string, length = 120): Snippet | undefined {
  const [first] = highlights(text, query, 1);
  if (!first) return undefined;
  const start = Math.min(first.start, wordStart(text, Math.max(0, first.start - Math.floor(length / 3))));
  const end = Math.min(text.length, Math.max(first.end, start + length));
  const cut = text
    .slice(start, end)
    // Half a character at the end.
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/\s+/gu, ' ');
  const shown = `${start > 0 ? '…' : ''}${cut}${end < text.length ? '…' : ''}`;
  return { text: shown, marks: highlights(shown, query) };
}

/** The first beginning of a word at or after a place, if one is near. */
function wordStart(text: string, from: number): number {
  if (from === 0) return 0;
  const space = text.slice(from, from + 20).search(/\s/u);
  if (space >= 0) return from + space + 1;
  return /[\udc00-\udfff]/.test(text.charAt(from)) ? from + 1 : from;
}
