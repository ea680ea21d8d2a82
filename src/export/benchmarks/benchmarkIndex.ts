import { wordsOf } from '../split/words.ts';

/** A task of a benchmark that nobody should train on. */
export interface BenchmarkItem {
  /** The file's name. */
  benchmark: string;
  id: string;
  text: string;
}

/** A task of the project that is like one of a benchmark. */
export interface Contaminated {
  id: string;
  benchmark: string;
  item: string;
  /** How much of the shorter text is in the other, from `alikeFrom` to 1. */
  share: number;
}

/** Words of a piece: fewer are in many texts. */
const pieceWords = 5;
/** From this share of common pieces on. */
export const contaminatedFrom = 0.6;

/**
 * Benchmarks, by pieces of five words. A text is like an item where 60 % of the pieces of the shorter one are in the other (the overlap coefficient): an
 * instruction is found that quotes a benchmark's prompt, and one that is a part of it. A text of fewer words than a piece has is one piece.
 */
export class BenchmarkIndex {
  readonly #items: { item: BenchmarkItem; pieces: number }[] = [];
  readonly #having = new Map<string, number[]>();

  constructor(items: Iterable<BenchmarkItem>) {
    for (const item of items) {
      const pieces = piecesOf(item.text);
      const n = this.#items.push({ item, pieces: pieces.size }) - 1;
      for (const piece of pieces) {
        const others = this.#having.get(piece);
        if (others) others.push(n);
        else this.#having.set(piece, [n]);
      }
    }
  }

  /** The item that a text is most like, the first of several. */
  match(text: string): Omit<Contaminated, 'id'> | undefined {
    const pieces = piecesOf(text);
    const common = new Map<number, number>();
    for (const piece of pieces)
      for (const n of this.#having.get(piece) ?? []) common.set(n, (common.get(n) ?? 0) + 1);
    let best: Omit<Contaminated, 'id'> | undefined;
    for (const [n, count] of [...common].sort(([a], [b]) => a - b)) {
      const known = this.#items[n];
      if (!known) continue;
      const share = count / Math.min(known.pieces, pieces.size);
      if (share >= contaminatedFrom && share > (best?.share ?? 0))
        best = { benchmark: known.item.benchmark, item: known.item.id, share };
    }
    return best;
  }
}

function piecesOf(text: string): Set<string> {
  const words = text.trim() === '' ? [] : wordsOf(text);
  if (words.length === 0) return new Set();
  const last = Math.max(0, words.length - pieceWords);
  return new Set(Array.from({ length: last + 1 }, (_, i) => words.slice(i, i + pieceWords).join(' ')));
}
