import { sha256 } from '../platform/hash.ts';
import type { ShownOrder } from '../domain/annotation.ts';

/**
 * The order in which a task's responses are shown to one annotator: half of the tasks are swapped, and the same task is
 * swapped for about half of the annotators. The store keeps what was drawn at first display; it is never drawn again.
 * Without `blind` the order is that of the models.
 */
export function drawOrder(taskId: string, annotator: string, blind: boolean): ShownOrder {
  if (!blind) return [1, 2];
  const byte = Number.parseInt(sha256(JSON.stringify([taskId, annotator]), 2), 16);
  return byte % 2 === 0 ? [1, 2] : [2, 1];
}
