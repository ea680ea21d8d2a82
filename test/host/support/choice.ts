/**
 * The files to run, in their order: those that `TOUCHSTONE_HOST_FILES` names (comma-separated; all without it), shuffled by the seed in
 * `TOUCHSTONE_HOST_SHUFFLE` where there is one. The order is printed, so that one that failed can be run again.
 */
export function chooseFiles(all: string[], env: NodeJS.ProcessEnv = process.env): string[] {
  const named = env['TOUCHSTONE_HOST_FILES']?.split(',').map((name) => name.trim());
  const chosen = named ? all.filter((name) => named.includes(name)) : all;
  const seed = env['TOUCHSTONE_HOST_SHUFFLE'];
  if (!seed) return chosen;
  const order = shuffle(chosen, Number(seed) || 1);
  console.log(`# shuffled by ${seed}: ${order.join(', ')}`);
  return order;
}

/** The same order for the same seed, everywhere (mulberry32, then Fisher and Yates). */
function shuffle<T>(list: readonly T[], seed: number): T[] {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
