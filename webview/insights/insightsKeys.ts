import { h } from '../common/dom.ts';
import { strings } from '../common/strings.ts';
import type { ChartFigure } from './chartFigure.ts';
import { moveByKey } from './markKeys.ts';
import type { InsightsActs, SectionCard } from './sectionCard.ts';

export interface KeysOptions {
  acts: InsightsActs;
  cards: () => readonly SectionCard[];
  /** The section that is read now. */
  current: () => string | undefined;
  go: (card: SectionCard, figure: ChartFigure) => void;
  hideTip: () => void;
}

/** The page's keys: between charts, between the marks of one, and what is done with it. */
export function listenToInsightsKeys({ acts, cards, current, go, hideTip }: KeysOptions): void {
  const all = (): { card: SectionCard; figure: ChartFigure }[] =>
    cards().flatMap((card) => card.figures.map((figure) => ({ card, figure })));
  const focused = (): number =>
    all().findIndex(({ figure }) => figure.element.contains(document.activeElement));
  /** The chart with the focus, else the first of the section that is read. */
  const here = (): { card: SectionCard; figure: ChartFigure } | undefined => {
    const list = all();
    return list[focused()] ?? list.find(({ card }) => card.id === sectionHere());
  };
  const sectionHere = (): string | undefined =>
    document.activeElement?.closest<HTMLElement>('[data-section]')?.dataset['section'] ?? current();

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    if (target instanceof Element && target.closest('select, input, textarea')) return;
    const figure = all()[focused()]?.figure;
    if (figure && moveByKey(event, figure)) return done(event);
    const link = document.activeElement?.getAttribute('data-link');
    if (link != null && (event.key === 'Enter' || event.key === ' ')) {
      acts.open(link);
      return done(event);
    }
    switch (event.key.toLowerCase()) {
      case 'j':
      case 'k': {
        const list = all();
        const way = event.key.toLowerCase() === 'j' ? 1 : -1;
        const at = focused();
        const next = at >= 0 ? list[at + way] : here();
        if (next) go(next.card, next.figure);
        return done(event);
      }
      case 't':
        here()?.figure.toggleTable();
        return done(event);
      case 'c': {
        const section = sectionHere() ?? cards()[0]?.id;
        if (section !== undefined && acts.can('markdown')) acts.copy(section, 'markdown');
        return done(event);
      }
      case 'escape':
        return hideTip();
    }
  });
}

/** A handled key runs no command of VS Code as well. */
function done(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** The line of keys at the foot. */
export function keyLine(): HTMLElement {
  const key = (...names: string[]): HTMLElement[] => names.map((name) => h('kbd', {}, name));
  const entry = (keys: HTMLElement[], text: string, copies = false): HTMLElement =>
    h('span', { class: 'key-entry', 'data-copies': copies }, ...keys, ' ', text);
  return h(
    'footer',
    { class: 'keys' },
    entry(key('J', 'K'), strings.insightsKeyCharts),
    entry(key('↑', '↓', '←', '→'), strings.insightsKeyMarks),
    entry(key('Enter'), strings.insightsKeyTasks),
    entry(key('T'), strings.insightsKeyTable),
    entry(key('C'), strings.insightsKeyCopy, true),
  );
}
