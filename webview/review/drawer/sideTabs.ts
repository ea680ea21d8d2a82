import type { Side } from '../../../src/protocol/reviewViews.ts';
import { h, setAttribute, setText } from '../../common/dom.ts';
import { moreMenu, type MenuItem } from '../../common/moreMenu.ts';
import { format, strings } from '../../common/strings.ts';
import type { Part } from '../state/actions.ts';
import { sides, sumOf } from '../state/model.ts';

/** Which response is shown where there is room for one alone, each with its sum, and a menu of what its head would offer. */
export function sideTabs(
  onChoose: (side: Side) => void,
  acts: (side: Side) => MenuItem[],
): Part & { set(side: Side): void } {
  const buttons = sides.map((side) => {
    const sum = h('b', {});
    const element = h('button', { type: 'button', class: 'side-tab', 'aria-pressed': String(side === 'A') });
    element.append(`${side} `, sum);
    element.addEventListener('click', () => onChoose(side));
    return { side, sum, element };
  });
  let shown: Side = 'A';
  const menu = moreMenu(strings.responseActions, () => acts(shown));
  return {
    element: h('span', { class: 'side-tabs' }, ...buttons.map(({ element }) => element), menu.element),
    set(side) {
      shown = side;
      for (const one of buttons) setAttribute(one.element, 'aria-pressed', String(one.side === side));
    },
    select: ({ answer, state }) => [answer.points, answer.scores, state.rubric],
    update(model) {
      for (const { side, sum, element } of buttons) {
        const text = `${sumOf(model, side) ?? '–'}/${model.state.rubric.max}`;
        setText(sum, text);
        setAttribute(element, 'aria-label', `${format('response', side)}: ${text}`);
      }
    },
  };
}
