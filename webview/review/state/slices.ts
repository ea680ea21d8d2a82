import { sameData } from '../../common/sameData.ts';
import type { Part } from './actions.ts';
import type { Model } from './model.ts';

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
