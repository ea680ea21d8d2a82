import type { SuggestionView } from '../../../src/protocol/reviewViews.ts';
import { h, setText, show } from '../../common/dom.ts';
import { format, strings } from '../../common/strings.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Model } from '../state/model.ts';

/** Why machines suggest what they suggest, behind a line that opens: a text for each criterion and agent. */
export function suggestedReasons(): { element: HTMLElement; update(model: Model): void } {
  const summary = h('summary', {}, strings.suggestedReasons);
  const list = h('ul', { class: 'reasons' });
  const element = h('details', { class: 'suggested-reasons' }, summary, list);
  let shown = '';
  return {
    element,
    update({ state }) {
      const lines = state.suggestions
        .flatMap((one) => lineOf(one, state.rubric.criteria) ?? [])
        .sort((a, b) => a.place - b.place);
      show(element, lines.length > 0);
      const now = JSON.stringify(lines);
      if (now === shown) return;
      shown = now;
      list.replaceChildren(
        ...lines.map(({ about, reason }) => {
          const strong = h('strong');
          setText(strong, about);
          return h('li', {}, strong, ` ${reason}`);
        }),
      );
    },
  };
}

function lineOf(
  { target, value, agent, reason }: SuggestionView,
  criteria: readonly { id: string; title: string }[],
): { about: string; reason: string; place: number } | undefined {
  const [, side, id] = /^points\.([AB])\.(.+)$/.exec(target) ?? [];
  if (reason === undefined || side === undefined) return undefined;
  const at = criteria.findIndex((one) => one.id === id);
  const title = criteria[at]?.title ?? '';
  const about = format('suggestedReason', side, title, value, visibleControls(agent));
  return { about, reason: visibleControls(reason), place: at + (side === 'A' ? 0 : criteria.length) };
}
