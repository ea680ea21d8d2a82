import type { InsightsSection } from '../../src/protocol/insightsMessages.ts';
import { h, setAttribute } from '../common/dom.ts';
import { sameData } from '../common/sameData.ts';
import { strings } from '../common/strings.ts';
import { verdictSign } from './sectionCard.ts';

type Told = Pick<InsightsSection, 'id' | 'title' | 'verdict'>;

/** All sections with their verdicts: the page in a few lines. One stop of Tab, with arrows from line to line. */
export function sectionRail(go: (id: string) => void) {
  const list = h('ol');
  const element = h('nav', { class: 'rail', 'aria-label': strings.insightsSections }, list);
  let shown: Told[] = [];
  let current: string | undefined;
  const buttons = (): HTMLButtonElement[] => [...list.querySelectorAll('button')];
  const mark = (): void => {
    const all = buttons();
    const at = Math.max(
      0,
      all.findIndex(({ dataset }) => dataset['to'] === current),
    );
    all.forEach((one, i) => {
      setAttribute(one, 'aria-current', i === at && 'true');
      setAttribute(one, 'tabindex', i === at ? 0 : -1);
    });
  };
  element.addEventListener('keydown', (event) => {
    const all = buttons();
    const at = all.findIndex((one) => one === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
  });
  return {
    element,
    update(sections: readonly Told[]) {
      const next = sections.map(({ id, title, verdict }) => ({ id, title, verdict }));
      if (sameData(next, shown)) return;
      shown = next;
      const focused = buttons().find((one) => one === document.activeElement)?.dataset['to'];
      list.replaceChildren(
        ...next.map(({ id, title, verdict }) => {
          const one = h(
            'button',
            { type: 'button', 'data-to': id },
            verdictSign(verdict) ?? h('span'),
            h('b', {}, title),
            verdict.text !== '' && h('span', {}, verdict.text),
          );
          one.addEventListener('click', () => go(id));
          return h('li', {}, one);
        }),
      );
      mark();
      if (focused !== undefined)
        buttons()
          .find(({ dataset }) => dataset['to'] === focused)
          ?.focus();
    },
    /** Which section is read now. `reveal`: its line is scrolled to, which costs a layout. */
    setCurrent(id: string | undefined, reveal: boolean) {
      if (id === current) return;
      current = id;
      mark();
      if (!reveal || element.contains(document.activeElement)) return;
      const one = buttons().find(({ dataset }) => dataset['to'] === id);
      one?.scrollIntoView({ block: 'nearest' });
    },
  };
}
