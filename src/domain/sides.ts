import type { ResponseNumber, ShownOrder, Side } from './annotation.ts';

/** Where a response is shown. */
export function sideOf(order: ShownOrder, response: ResponseNumber): Side {
  return order[0] === response ? 'A' : 'B';
}

/** Which response is shown at a side. */
export function responseOf(order: ShownOrder, side: Side): ResponseNumber {
  return side === 'A' ? order[0] : order[1];
}
