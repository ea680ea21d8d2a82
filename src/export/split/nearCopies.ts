import { setImmediate } from 'node:timers/promises';
import { permutations, type Signatures } from './minHash.ts';
import type { UnionFind } from './unionFind.ts';

/** Locality-sensitive hashing: texts are compared that have all hashes of a band in common. */
export const bands = 32;
const bandRows = permutations / bands;

/**
 * Texts with this share of equal hashes are near copies. Those that have 70 % of their shingles in common are found with 99 %: the
 * estimate errs by 0.04 in either direction, and all but 2 in 10,000 such pairs meet in a band.
 */
export const alikeFrom = 0.6;

/** Of texts that met in a band, each is compared with so many groups before it: in a flood of like ones time has an end. */
const mostCompared = 32;

/** So many texts are looked at before others have their turn. */
const turn = 2048;

/**
 * Joins the groups of near copies; gives how many joins that took. Lets others have their turn now and then. Errors: the signal's reason,
 * soon after it was given.
 */
export async function joinNearCopies(
  signatures: Signatures,
  groups: UnionFind,
  signal?: AbortSignal,
): Promise<number> {
  const others = async (): Promise<void> => {
    await setImmediate();
    signal?.throwIfAborted();
  };
  let joins = 0;
  const keys = new Float64Array(signatures.length);
  const { hashOf, keyOf, numberOf } = bucketKeys(signatures.length);
  for (let band = 0; band < bands; band++) {
    for (let n = 0; n < keys.length; n++) keys[n] = keyOf(bandHash(signatures.of(n), band), n);
    keys.sort();
    await others();
    let bucket: number[] = [];
    let last = -1;
    for (const [i, key] of keys.entries()) {
      if (i % turn === turn - 1) await others();
      const hash = hashOf(key);
      if (hash !== last) bucket = [];
      last = hash;
      joins += joinWith(bucket, numberOf(key), signatures, groups);
    }
  }
  return joins;
}

/** Compares a text with one of each group in its bucket, and takes the place of those in its own group. */
function joinWith(bucket: number[], n: number, signatures: Signatures, groups: UnionFind): number {
  let joins = 0;
  for (let i = bucket.length - 1; i >= 0; i--) {
    const other = bucket[i] ?? n;
    const isOne = groups.groupOf(other) === groups.groupOf(n);
    if (!isOne && !signatures.areAlike(n, other, alikeFrom)) continue;
    if (groups.join(n, other)) joins++;
    bucket.splice(i, 1);
  }
  bucket.push(n);
  if (bucket.length > mostCompared) bucket.shift();
  return joins;
}

/** Whole numbers up to 2^53 are exact. */
const exactBits = 53;

/**
 * A band's hash and the number of one of `count` texts in one: sorted, texts of a bucket follow each other in their order. Of more than two million texts some bits of
 * the hash are left out, which puts a few more into one bucket.
 */
export function bucketKeys(count: number): {
  keyOf: (hash: number, n: number) => number;
  hashOf: (key: number) => number;
  numberOf: (key: number) => number;
} {
  const bits = Math.max(1, Math.ceil(Math.log2(count)));
  const size = 2 ** bits;
  const dropped = Math.max(0, bits + 32 - exactBits);
  return {
    keyOf: (hash, n) => (hash >>> dropped) * size + n,
    hashOf: (key) => Math.floor(key / size),
    numberOf: (key) => key % size,
  };
}

function bandHash(signature: Uint32Array, band: number): number {
  let h = 0x811c9dc5;
  for (let i = band * bandRows; i < (band + 1) * bandRows; i++)
    h = Math.imul(h ^ (signature[i] ?? 0), 0x01000193) ^ (h >>> 15);
  return h >>> 0;
}
