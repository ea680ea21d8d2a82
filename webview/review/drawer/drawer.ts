import { h, show } from '../../common/dom.ts';

/** What the drawer can show, one at a time: the list of checks, one check, the form of a check, and what belongs to the answer. */
export type Pane = 'checks' | 'details' | 'input' | 'correction' | 'comments' | 'flag' | 'tags';

export type Drawer = ReturnType<typeof drawer>;

/** The one place below the responses where something opens: what is opened takes the place of what was open. */
export function drawer() {
  const element = h('section', { class: 'drawer', hidden: true });
  const panes = new Map<Pane, HTMLElement>();
  const listeners: ((pane: Pane | undefined) => void)[] = [];
  let shown: Pane | undefined;

  function open(pane: Pane | undefined): void {
    const changed = pane !== shown;
    shown = pane;
    for (const [name, one] of panes) show(one, name === pane);
    show(element, pane !== undefined);
    element.dataset['pane'] = pane ?? '';
    if (changed) for (const listener of listeners) listener(pane);
  }

  return {
    element,
    get pane() {
      return shown;
    },
    /** Gives a pane its content. */
    add(pane: Pane, content: HTMLElement): void {
      panes.set(pane, content);
      show(content, false);
      element.append(content);
    },
    open,
    close: () => open(undefined),
    /** Another pane is shown, or none. */
    onChange: (listener: (pane: Pane | undefined) => void) => listeners.push(listener),
  };
}
