import { keyLabel, reviewKeys, type KeyAction } from '../../../src/protocol/reviewKeys.ts';

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as short as it fits on a button. */
export function keyHint(action: KeyAction): string {
  return keyName(action).replace('Shift+', '⇧').replace('Enter', '⏎');
}

/** The default key of an action as people read it. */
export function keyName(action: KeyAction): string {
  return keyLabel(reviewKeys[action], mac);
}

/** The key that saves what is written in a form. */
export const saveKey = mac ? '⌘⏎' : 'Ctrl+Enter';

/** The same, and begins another one. */
export const saveAndNewKey = mac ? '⇧⌘⏎' : 'Ctrl+Shift+Enter';
