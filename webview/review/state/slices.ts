import type { Part } from './actions.ts';
import type { Model } from './model.ts';

/** Whether two pieces of plain data say the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameData(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}

/**
 * Brings parts in line with the model, each only when what it reads is not what it read last. `anew`: all of them, since something on
 * screen is not what the model says.
 */
export function updater(
  parts: readonly Pick<Part, 'select' | 'update'>[],
): (model: Model, anew?: boolean) => void {
  const read = new Map<object, unknown>();
  return (model, anew = false) => {
    for (const part of parts) {
      const slice = part.select?.(model);
      const before = read.get(part);
      if (!anew && slice !== undefined && before !== undefined && sameData(slice, before)) continue;
      read.set(part, slice);
      part.update(model, anew);
    }
  };
}
