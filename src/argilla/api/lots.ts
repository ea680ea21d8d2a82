import { TouchstoneError } from '../../platform/errors.ts';
import { mayBeAtFault } from './argillaErrors.ts';

/** Half of what proxies usually take in one request: 1 MB. */
const lotBytes = 500_000;

/** Singles that the server fails at, one after the other and none let through: then it is not they that are at fault. */
const failuresInRow = 3;

/** In lots of so many items at most, and of so many bytes as JSON: a larger item is a lot of its own. */
export function lotsOf<T>(
  items: readonly T[],
  count: number,
  body: (item: T) => unknown = (item) => item,
): T[][] {
  const lots: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(body(item)) ?? '', 'utf8') + 1;
    const lot = lots.at(-1);
    if (lot && lot.length < count && bytes + size <= lotBytes) {
      lot.push(item);
      bytes += size;
    } else {
      lots.push([item]);
      bytes = size;
    }
  }
  return lots;
}

/**
 * Sends a lot. One that is refused for what may be in it (`isAtFault`) is halved until those at fault stand alone: each is handed to
 * `onRefused`, the others go through. Throws what concerns all, and where the server fails at each: at those in front, one after the
 * other, and at the last.
 */
export async function sendHalved<T>(
  items: readonly T[],
  send: (lot: T[]) => Promise<void>,
  onRefused: (item: T, error: TouchstoneError) => Promise<void>,
  isAtFault: (error: unknown) => boolean = mayBeAtFault,
): Promise<void> {
  let passed = false;
  let inRow = 0;
  // What lies behind was tried alone already.
  let end = items.length;
  const attempt = async (from: number, to: number): Promise<void> => {
    const lot = items.slice(from, Math.min(to, end));
    const [only] = lot;
    if (only === undefined) return;
    try {
      await send(lot);
      passed = true;
    } catch (error) {
      if (!(error instanceof TouchstoneError) || !isAtFault(error)) throw error;
      if (lot.length > 1) {
        const middle = from + (lot.length >> 1);
        await attempt(from, middle);
        await attempt(middle, to);
        return;
      }
      await onRefused(only, error);
      const fails = (error.status ?? 0) >= 500 || error.status === 403;
      if (!fails || passed || ++inRow < failuresInRow) return;
      // Those at fault may stand together in front: whether it is the server that fails, the last one tells.
      const last = end - 1;
      if (end < items.length || last <= from) throw error;
      await attempt(last, end);
      end = last;
      if (!passed) throw error;
    }
  };
  await attempt(0, items.length);
}
