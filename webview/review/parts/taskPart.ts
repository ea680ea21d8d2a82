import { contentChanged, h, keyboardScrollable, setAttribute } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleBidi } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { MarkdownView } from '../../content/markdownView.ts';
import { strings } from '../../common/strings.ts';

/** The instruction, with the columns shown beside it. Scrolls; can be opened up. */
export function task(actions: Actions): Part {
  const instruction = new MarkdownView(actions);
  const facts = h('div', { class: 'facts' });
  const scroller = keyboardScrollable(h('div', { class: 'task-text' }, instruction, facts));
  const toggle = button({
    label: strings.expand,
    icon: 'chevron-down',
    class: 'expand',
    onClick: () => expand(!element.classList.contains('expanded')),
  });
  const element = h('section', { class: 'task', 'aria-label': strings.instruction }, scroller, toggle);
  let shown = '';
  let shownFacts = '';

  function expand(expanded: boolean): void {
    element.classList.toggle('expanded', expanded);
    toggle.update({
      label: expanded ? strings.collapse : strings.expand,
      icon: expanded ? 'chevron-up' : 'chevron-down',
      expanded,
    });
    contentChanged(scroller);
  }

  const watch = new ResizeObserver(() => {
    const needed =
      element.classList.contains('expanded') || scroller.scrollHeight > scroller.clientHeight + 1;
    // Its place stays: a button that comes and goes would change what is being measured.
    toggle.element.classList.toggle('invisible', !needed);
  });
  watch.observe(scroller);
  watch.observe(instruction.element);

  return {
    element,
    prepare({ task: { id, instruction: text, language, codeLanguage } }) {
      instruction.prepare(id, text, language, codeLanguage);
    },
    select: ({ state }) => state.task,
    update({ state }) {
      if (shown !== state.task.id) {
        shown = state.task.id;
        expand(false);
        scroller.scrollTop = 0;
      }
      const { id, instruction: text, language, codeLanguage } = state.task;
      instruction.update(id, text, 'rendered', language, codeLanguage);
      const list: [string, string][] = [...state.task.context];
      const key = JSON.stringify([state.task.language, list]);
      if (key === shownFacts) return;
      shownFacts = key;
      facts.replaceChildren();
      if (state.task.language) facts.append(h('span', { class: 'pill' }, state.task.language));
      for (const [name, value] of list) {
        const pill = h('span', { class: 'pill' }, visibleBidi(`${name}: ${value}`));
        setAttribute(pill, 'title', `${name}: ${value}`.slice(0, 1000));
        facts.append(pill);
      }
    },
  };
}
