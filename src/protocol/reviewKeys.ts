import type { ReviewAction } from './reviewMessages.ts';

/** A default key of the review page, in the spelling of `contributes.keybindings`. */
export interface ReviewKey {
  action: ReviewAction;
  key: string;
}

/**
 * The keys that the extension contributes by default while the review panel has the focus and no text box has it. VS Code's
 * keybinding service owns them: users change them in Keyboard Shortcuts. The page itself handles digits, `?` and Escape only.
 */
export const reviewKeys: readonly ReviewKey[] = [
  { action: 'submit', key: 'enter' },
  { action: 'discard', key: 'd' },
  { action: 'undo', key: 'u' },
  { action: 'redo', key: 'shift+u' },
  { action: 'reopen', key: 'o' },
  { action: 'skip', key: 's' },
  { action: 'flag', key: 'f' },
  { action: 'tie', key: '=' },
  { action: 'next', key: 'n' },
  { action: 'previous', key: 'p' },
  { action: 'runA', key: 'shift+a' },
  { action: 'runB', key: 'shift+b' },
  { action: 'runBoth', key: 'r' },
  { action: 'inputs', key: 'i' },
  { action: 'runs', key: 't' },
  { action: 'correct', key: 'e' },
  { action: 'comment', key: 'm' },
  { action: 'view', key: 'v' },
  { action: 'focusA', key: 'a' },
  { action: 'focusB', key: 'b' },
  { action: 'guidelines', key: 'g' },
  { action: 'take', key: 'y' },
  { action: 'takeAll', key: 'shift+y' },
];

const symbols: Record<string, { mac: string; other: string }> = {
  enter: { mac: '⏎', other: 'Enter' },
  shift: { mac: '⇧', other: 'Shift' },
  alt: { mac: '⌥', other: 'Alt' },
  ctrl: { mac: '⌃', other: 'Ctrl' },
  cmd: { mac: '⌘', other: 'Meta' },
};

/** A key as people read it: `⇧R` on a Mac, `Shift+R` elsewhere. */
export function keyLabel(key: string, mac: boolean): string {
  const parts = key.split('+').map((part) => symbols[part]?.[mac ? 'mac' : 'other'] ?? part.toUpperCase());
  return parts.join(mac ? '' : '+');
}
