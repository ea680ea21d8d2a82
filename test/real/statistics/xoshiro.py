"""xoshiro128** 1.1 seeded by SplitMix64, written after https://prng.di.unimi.it: the numbers that src/stats draws with."""

WORD = 0xFFFFFFFF
LONG = 0xFFFFFFFFFFFFFFFF


def _rotl(x, k):
    return ((x << k) | (x >> (32 - k))) & WORD


class Xoshiro128:
    def __init__(self, seed):
        words = []
        for _ in range(2):
            seed = (seed + 0x9E3779B97F4A7C15) & LONG
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & LONG
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & LONG
            z ^= z >> 31
            words += [z & WORD, z >> 32]
        self.s = words

    def next(self):
        s = self.s
        result = (_rotl((s[1] * 5) & WORD, 7) * 9) & WORD
        t = (s[1] << 9) & WORD
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = _rotl(s[3], 11)
        return result


def indices(n, draws, seed):
    """Which of n tasks each of the draws holds."""
    random = Xoshiro128(seed)
    return [[(random.next() * n) >> 32 for _ in range(n)] for _ in range(draws)]
