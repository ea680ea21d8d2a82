import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import type { Button } from '@vscode/webview-ui-toolkit';
import { h, icon, setAttribute, setIcon, setText } from './dom.ts';

/**
 * The one place that knows @vscode/webview-ui-toolkit. Of its elements the button is used. Not used: radios and text boxes (no
 * group semantics, and they hide the caret from the page), badge and tag (their template has a style attribute, which the
 * page's policy forbids), progress ring (an assertive alert by role).
 */
provideVSCodeDesignSystem().register(vsCodeButton());

export interface ButtonOptions {
  /** What is written on it; a button with an icon alone has none. */
  text?: string;
  /** What screen readers say, and the tooltip unless it has more to say. */
  label: string;
  tip?: string;
  look?: 'primary' | 'secondary' | 'quiet';
  icon?: string;
  /** A key that does the same, shown as a hint. */
  key?: string;
  class?: string;
  onClick(): void;
}

export interface ToolkitButton {
  element: Button;
  update(change: {
    text?: string;
    label?: string;
    icon?: string;
    disabled?: boolean;
    pressed?: boolean;
    expanded?: boolean;
  }): void;
}

/** A button of the toolkit. */
export function button(options: ButtonOptions): ToolkitButton {
  const element = document.createElement('vscode-button') as Button;
  // The label goes first: the toolkit calls a nameless button of the icon look "Icon Button".
  setAttribute(element, 'aria-label', options.label);
  setAttribute(element, 'title', options.tip ?? options.label);
  setAttribute(element, 'class', options.class);
  setAttribute(
    element,
    'appearance',
    options.look === 'primary' ? 'primary' : options.look === 'quiet' ? 'icon' : 'secondary',
  );
  const glyph = options.icon ? icon(options.icon) : undefined;
  const text = h('span', { class: 'button-text' }, options.text ?? '');
  if (glyph) element.append(glyph);
  if (options.text !== undefined) element.append(text);
  // Drawn by the style sheet, since the key is no part of the button's name.
  if (options.key) element.append(h('kbd', { 'aria-hidden': 'true', 'data-key': options.key }));
  element.addEventListener('click', () => {
    if (!element.disabled) options.onClick();
  });
  return {
    element,
    update(change) {
      if (change.text !== undefined) setText(text, change.text);
      if (change.label !== undefined) {
        setAttribute(element, 'aria-label', change.label);
        setAttribute(element, 'title', options.tip ?? change.label);
      }
      if (change.icon !== undefined && glyph) setIcon(glyph, change.icon);
      if (change.disabled !== undefined && element.disabled !== change.disabled)
        element.disabled = change.disabled;
      if (change.pressed !== undefined) setAttribute(element, 'aria-pressed', String(change.pressed));
      if (change.expanded !== undefined) setAttribute(element, 'aria-expanded', String(change.expanded));
    },
  };
}
