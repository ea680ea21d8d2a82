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
  /** What screen readers say, and the tooltip unless it has more to say; the text, where that says it all. */
  label?: string;
  tip?: string;
  /** `quiet`, if not given. */
  look?: 'primary' | 'secondary';
  icon?: string;
  /** A key that does the same, shown as a hint. */
  key?: string;
  class?: string;
  onClick(): void;
}

export type ToolkitButton = ReturnType<typeof button>;

/** What of a button can change. */
type ButtonChange = Pick<ButtonOptions, 'text' | 'label' | 'icon'> &
  Partial<Record<'disabled' | 'pressed' | 'expanded', boolean>>;

/** A button of the toolkit. */
export function button(options: ButtonOptions) {
  const element = document.createElement('vscode-button') as Button;
  // The label goes first: the toolkit calls a nameless button of the icon look "Icon Button".
  const setLabel = (label = ''): void => {
    setAttribute(element, 'aria-label', label);
    setAttribute(element, 'title', options.tip ?? label);
  };
  setLabel(options.label ?? options.text);
  setAttribute(element, 'class', options.class);
  setAttribute(element, 'appearance', options.look ?? 'icon');
  const glyph = options.icon ? icon(options.icon) : undefined;
  const text = h('span', { class: 'button-text' }, options.text ?? '');
  if (glyph) element.append(glyph);
  if (options.text !== undefined) element.append(text);
  // Drawn by the style sheet, since the key is no part of the button's name.
  if (options.key) element.append(h('kbd', { 'aria-hidden': 'true', 'data-key': options.key }));
  // The toolkit passes names on to the button inside, which has the role, but no states.
  const tell = (state: 'aria-pressed' | 'aria-expanded', is: boolean): void => {
    setAttribute(element, state, String(is));
    const pass = (): boolean => {
      const inner = element.shadowRoot?.querySelector('button');
      inner?.setAttribute(state, element.getAttribute(state) ?? 'false');
      return !!inner;
    };
    // It is made when the element gets its place.
    if (!pass()) requestAnimationFrame(pass);
  };
  element.addEventListener('click', () => {
    if (!element.disabled) options.onClick();
  });
  return {
    element,
    update(change: ButtonChange) {
      if (change.text !== undefined) setText(text, change.text);
      const label = change.label ?? (options.label === undefined ? change.text : undefined);
      if (label !== undefined) setLabel(label);
      if (change.icon !== undefined && glyph) setIcon(glyph, change.icon);
      if (change.disabled !== undefined && element.disabled !== change.disabled)
        element.disabled = change.disabled;
      if (change.pressed !== undefined) tell('aria-pressed', change.pressed);
      if (change.expanded !== undefined) tell('aria-expanded', change.expanded);
    },
  };
}
