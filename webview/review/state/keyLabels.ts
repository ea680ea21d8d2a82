import type { ReviewAction } from '../../../src/protocol/reviewMessages.ts';
import { keyLabel, reviewKeys } from '../../../src/protocol/reviewKeys.ts';

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as short as it fits on a button. */
export function keyHint(action: ReviewAction): string {
  return keyName(action).replace('Shift+', '⇧').replace('Enter', '⏎');
}

/** The default key of an action as people read it; empty when it has none. */
export function keyName(action: ReviewAction): string {
  const key = reviewKeys.find((one) => one.action === action)?.key;
  return key ? keyLabel(key, mac) : '';
}

/** The key that saves what is written in a form. */
export const saveKey = mac ? '⌘⏎' : 'Ctrl+Enter';

/** The same, and begins another one. */
export const saveAndNewKey = mac ? '⇧⌘⏎' : 'Ctrl+Shift+Enter';
