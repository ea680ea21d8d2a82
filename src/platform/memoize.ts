import * as l10n from '@vscode/l10n';
import { TouchstoneError } from './errors.ts';

/**
 * Remembers what came of `make`, but not a failure; of several who ask at once one does the work. It belongs to all of
 * them, so no single one's signal may stop it: give that to `orCancelled`.
 */
export function remembered<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known) return known;
  const made = make();
  map.set(key, made);
  made.catch(() => map.delete(key));
  return made;
}

/** The promise, or `cancelled` as soon as the signal is aborted. */
export function orCancelled<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new TouchstoneError('cancelled', l10n.t('Cancelled.')));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
