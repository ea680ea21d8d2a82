import { h, setAttribute } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleBidi } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { MarkdownView } from '../../content/markdownView.ts';
import { format, strings } from '../../common/strings.ts';

/** Height (CSS pixels) of a line of the folded task, as the style sheet has it. */
const lineHeight = 20;

/** The task: its first lines as running text, or the whole of it, with the columns shown beside it. */
export function task(actions: Actions): Part & { toggle(): void; close(): boolean } {
  const instruction = new MarkdownView(actions);
  const facts = h('div', { class: 'facts' });
  const text = h('div', { class: 'task-text' }, instruction, facts);
  const more = button({ text: '', label: strings.expand, key: 'Q', class: 'expand', onClick: toggle });
  const element = h('section', { class: 'task', 'aria-label': strings.instruction }, text, more);
  let shown = '';
  let shownFacts = '';
  let open = false;

  function toggle(): void {
    expand(!open);
    if (open) text.focus();
  }

  function expand(wanted: boolean): void {
    open = wanted;
    element.classList.toggle('open', open);
    setAttribute(text, 'tabindex', open ? 0 : undefined);
    if (!open) text.scrollTop = 0;
    more.update({ expanded: open });
    count();
  }

  /** Says how many lines are out of sight. */
  function count(): void {
    const hidden = Math.round((text.scrollHeight - text.clientHeight) / lineHeight);
    const words = open
      ? strings.taskLess
      : hidden > 0
        ? hidden === 1
          ? strings.taskMoreOne
          : format('taskMore', hidden)
        : '';
    more.update({
      text: words,
      label: open ? strings.collapse : `${strings.expand}${words ? `: ${words}` : ''}`,
    });
    // Its place stays: a button that comes and goes would change what is being measured.
    more.element.classList.toggle('invisible', words === '');
  }

  // In the next picture: what is said changes what is being measured.
  const watch = new ResizeObserver(() => requestAnimationFrame(count));
  watch.observe(text);
  watch.observe(instruction.element);

  return {
    element,
    toggle,
    close() {
      if (!open) return false;
      expand(false);
      return true;
    },
    prepare({ task: { id, instruction: words, language, codeLanguage } }) {
      instruction.prepare(id, words, language, codeLanguage);
    },
    select: ({ state }) => state.task,
    update({ state }) {
      if (shown !== state.task.id) {
        shown = state.task.id;
        expand(false);
      }
      const { id, instruction: words, language, codeLanguage } = state.task;
      instruction.update(id, words, 'rendered', language, codeLanguage);
      requestAnimationFrame(count);
      const list: [string, string][] = [...state.task.context];
      const key = JSON.stringify(list);
      if (key === shownFacts) return;
      shownFacts = key;
      facts.replaceChildren();
      for (const [name, value] of list) {
        const pill = h('span', { class: 'pill' }, visibleBidi(`${name}: ${value}`));
        setAttribute(pill, 'title', `${name}: ${value}`.slice(0, 1000));
        facts.append(pill);
      }
      count();
    },
  };
}
