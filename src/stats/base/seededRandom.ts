/**
 * xoshiro128** 1.1 (Blackman & Vigna 2018, https://prng.di.unimi.it/xoshiro128starstar.c): 32 bits a call, the period 2^128 − 1. Its
 * state is the first two outputs of SplitMix64 begun at `seed`, each cut into its low and its high 32 bits, in this order. The same seed
 * gives the same numbers everywhere; not for secrets.
 */
export class SeededRandom {
  readonly #state: Uint32Array;

  /** @param seed a whole number from 0 to 2^53 − 1 */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`${seed} is no seed`);
    const next = splitMix64(BigInt(seed));
    const [a, b] = [next(), next()];
    this.#state = Uint32Array.of(Number(a & low32), Number(a >> 32n), Number(b & low32), Number(b >> 32n));
  }

  /** A whole number from 0 to 2^32 − 1. */
  next(): number {
    const s = this.#state;
    // One by one: taking an array apart costs ten times as much, and samples take millions of numbers.
    const s0 = s[0] as number;
    const s1 = s[1] as number;
    const s2 = s[2] as number;
    const s3 = s[3] as number;
    const result = Math.imul(rotated(Math.imul(s1, 5), 7), 9) >>> 0;
    const s31 = s3 ^ s1;
    s[1] = s1 ^ s2 ^ s0;
    s[0] = s0 ^ s31;
    s[2] = s2 ^ s0 ^ (s1 << 9);
    s[3] = rotated(s31, 11);
    return result;
  }

  /** From 0 up to 1, which is not among them: next() / 2^32. */
  unit(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number below `count`: floor(next() · count / 2^32), uneven by less than count / 2^32. */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }
}

const low32 = 0xffffffffn;
const low64 = 0xffffffffffffffffn;

/** Steele, Lea & Flood 2014, as in https://prng.di.unimi.it/splitmix64.c. */
function splitMix64(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & low64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & low64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & low64;
    return z ^ (z >> 31n);
  };
}

function rotated(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}
