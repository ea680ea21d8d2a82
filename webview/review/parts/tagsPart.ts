import { tagKey } from '../../../src/domain/tags.ts';
import type { ResponseView, Side, TagView } from '../../../src/protocol/reviewViews.ts';
import { h, icon, show } from '../../common/dom.ts';
import { format } from '../../common/strings.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { responseOf } from '../state/model.ts';
import { suggestedBy } from './suggestionsBar.ts';
import { lineText } from './tagBox.ts';

type Suggested = ResponseView['suggestedTags'][number];

/** What is wrong with a response, in a word each. `slot`: for the box that names more. */
export function tags(side: Side, actions: Pick<Actions, 'tag' | 'untag'>): Part & { slot: HTMLElement } {
  const list = h('ul', { class: 'tag-chips', 'aria-label': format('tagsOf', side) });
  const slot = h('span', { class: 'tag-slot' });
  const badge = h('span', { class: 'badge', 'aria-hidden': 'true' }, side);
  const element = h('div', { class: 'tags', 'data-side': side }, badge, list, slot);

  function chip(use: TagView): HTMLElement {
    const name = visibleControls(use.name);
    const where = use.lines ? lineText(use.lines) : undefined;
    const words = where === undefined ? name : format('tagAtLines', name, where);
    const label = format('removeTag', words, side);
    const remove = h(
      'button',
      { type: 'button', class: 'icon-button', 'aria-label': label, title: label },
      icon('close'),
    );
    remove.addEventListener('click', () => actions.untag(side, use));
    return h('li', { class: 'tag-chip', title: words }, h('span', { class: 'tag-name' }, words), remove);
  }

  /** One that a machine proposes: a click names it. */
  function offer({ name, lines, agent, score }: Suggested): HTMLElement {
    const words = lines
      ? format('tagAtLines', visibleControls(name), lineText(lines))
      : visibleControls(name);
    const by = suggestedBy({ agent, score });
    const take = h(
      'button',
      {
        type: 'button',
        class: 'tag-offer',
        title: by,
        'aria-label': `${format('takeTag', words, side)}. ${by}`,
      },
      icon('sparkle'),
      h('span', { class: 'tag-name' }, words),
    );
    take.addEventListener('click', () => actions.tag(side, name, lines));
    return h('li', { class: 'tag-chip offered' }, take);
  }

  return {
    element,
    slot,
    select: (model) => {
      const { tags: uses, suggestedTags } = responseOf(model, side);
      return [uses, suggestedTags, model.state.task.id];
    },
    update(model) {
      const { tags: uses, suggestedTags } = responseOf(model, side);
      const named = new Set(uses.map(({ name }) => tagKey(name)));
      const offered = suggestedTags.filter(({ name }) => !named.has(tagKey(name)));
      const place = [...list.children].findIndex((one) => one.contains(document.activeElement));
      list.replaceChildren(...uses.map(chip), ...offered.map(offer));
      // Where one was removed by its button, the next one has the focus.
      const next = list.querySelector<HTMLElement>(
        `li:nth-child(${Math.min(place + 1, uses.length)}) button`,
      );
      if (place >= 0) next?.focus();
      show(list, uses.length + offered.length > 0);
    },
  };
}
