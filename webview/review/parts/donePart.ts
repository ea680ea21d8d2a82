import type { DoneView } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { h, icon, moveFocus, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';

export interface DonePart extends Part {
  /** Whether it stands in the task's place. */
  shown: boolean;
}

/** Nothing is left: what was done, and the ways on, the first of them in the focus. */
export function doneView(actions: Actions): DonePart {
  const title = h('h1', { tabindex: -1 });
  const list = h('ul', { class: 'done-lines' });
  const ways = h('div', { class: 'done-ways' });
  const sign = icon('pass');
  const element = h('main', { class: 'done', hidden: true }, sign, title, list, ways);
  let drawn = '';

  function draw(view: DoneView): void {
    const key = JSON.stringify(view);
    if (key === drawn) return;
    drawn = key;
    setText(title, visibleControls(view.title));
    list.replaceChildren(...view.lines.map((line) => h('li', {}, visibleControls(line))));
    const buttons = view.ways.map(({ way, text }, index) => {
      const look = index === 0 ? 'primary' : 'secondary';
      return button({ text, label: text, look, onClick: () => actions.ask('goOn', { way }) }).element;
    });
    ways.replaceChildren(...buttons);
  }

  const part: DonePart = {
    element,
    shown: false,
    select: ({ state }) => [state.done],
    update({ state }) {
      const { done } = state;
      const appears = done !== undefined && !part.shown;
      part.shown = done !== undefined;
      show(element, part.shown);
      if (!done) return;
      draw(done);
      if (!appears) return;
      announce([done.title, ...done.lines].join('. '));
      const focusFirst = (): void => (ways.querySelector<HTMLElement>('vscode-button') ?? title).focus();
      moveFocus(focusFirst, () => part.shown && !element.contains(document.activeElement));
    },
  };
  return part;
}
