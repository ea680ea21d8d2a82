import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import '../common/menu.css';
import './insights.css';
import './sections.css';
import './charts/charts.css';
import { insightsContract, type InsightsState } from '../../src/protocol/insightsMessages.ts';
import { announce, liveRegions } from '../common/announce.ts';
import { connectPage } from '../common/connectPage.ts';
import { h, setAttribute, setText, show } from '../common/dom.ts';
import { sameData } from '../common/sameData.ts';
import { format, strings } from '../common/strings.ts';
import { can, insightsHead, namesOf } from './insightsHead.ts';
import { keyLine, listenToInsightsKeys } from './insightsKeys.ts';
import { markTip } from './markTip.ts';
import { sectionCard, type InsightsActs, type SectionCard } from './sectionCard.ts';
import { sectionRail } from './sectionRail.ts';
import { shownTables } from './shownTables.ts';

const host = connectPage(insightsContract, { state: ({ state }) => update(state) });
const tables = shownTables(host);

let shown: InsightsState | undefined;
let cards: SectionCard[] = [];
/** The section that is read now. */
let current: string | undefined;

const acts: InsightsActs = {
  open: (link) =>
    void host.request('openTasks', { link }).then(
      (count) => announce(format('insightsOpened', count)),
      () => undefined,
    ),
  copy: (section, as) => host.ask('copy', { section, as }),
  save: (id, type) => {
    const card = cards.find((one) => one.id === id);
    if (card) void savePicture(card, type);
  },
  can: (act) => shown !== undefined && can(shown, act),
};

async function savePicture({ shown: section }: SectionCard, type: 'svg' | 'png'): Promise<void> {
  const { pictureOf, pngOf, textOf } = await import('./picture/sectionPicture.ts');
  const picture = pictureOf(section, shown ? namesOf(shown) : {});
  const data = type === 'svg' ? textOf(picture) : await pngOf(picture);
  host.ask('saveImage', { section: section.id, type, data });
}

const head = insightsHead({
  choose: (id, value) => host.ask('choose', { id, value }),
  toggleNames: () => host.ask('toggleNames', {}),
  report: () => host.ask('report', {}),
  addProjects: () => host.ask('addProjects', {}),
  removeProject: (id) => host.ask('removeProject', { id }),
});
const rail = sectionRail((id) => {
  const card = cards.find((one) => one.id === id);
  if (!card) return;
  card.element.scrollIntoView({ block: 'start' });
  card.element.querySelector('h2')?.focus({ preventScroll: true });
  read(id);
});
const empty = h('p', { class: 'empty', hidden: true });
const sections = h('div', { class: 'sections' });
const main = h('main', {}, empty, sections);
const tip = markTip(main);
const foot = keyLine();
const page = h('div', { class: 'insights', hidden: true }, head, rail, main, foot);
const loading = h('p', { class: 'loading note' }, strings.insightsBusy);
document.body.append(loading, page, tip.element, ...liveRegions);

function read(id: string | undefined, reveal = true): void {
  current = id;
  rail.setCurrent(id, reveal);
}

// The topmost section of those in sight is the one that is read.
const inSight = new Set<Element>();
const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries)
      if (isIntersecting) inSight.add(target);
      else inSight.delete(target);
    const top = cards.find(({ element }) => inSight.has(element));
    if (top && !main.contains(document.activeElement)) read(top.id);
  },
  { rootMargin: '-15% 0px -60% 0px' },
);
main.addEventListener('focusin', ({ target }) => {
  const section = target instanceof Element && target.closest<HTMLElement>('[data-section]');
  if (section) read(section.dataset['section']);
});
main.addEventListener('click', ({ target }) => {
  const link = target instanceof Element && target.closest('[data-link]')?.getAttribute('data-link');
  if (typeof link === 'string') acts.open(link);
});

listenToInsightsKeys({
  acts,
  cards: () => cards,
  current: () => current,
  go: (card, figure) => {
    figure.draw();
    figure.focus();
    const target = card.figures[0] === figure ? card.element : figure.element;
    target.scrollIntoView({ block: 'start' });
  },
  hideTip: tip.hide,
});

function update(state: InsightsState): void {
  const before = shown;
  shown = state;
  head.update(state);
  show(loading, false);
  show(page, true);
  const none = state.empty !== undefined && state.sections.length === 0;
  setText(empty, state.empty ?? '');
  show(empty, state.empty !== undefined);
  for (const part of [rail.element, foot]) show(part, !none);
  setAttribute(page, 'data-empty', none);
  setAttribute(main, 'aria-busy', state.busy && 'true');
  setAttribute(foot, 'data-copies', can(state, 'markdown'));
  if (state.busy && before?.busy !== true) announce(strings.insightsBusy);
  rail.update(state.sections);
  // What of the page's head is written in the sections, too.
  const told = ({ can, models }: InsightsState): unknown => ({ can, models });
  drawSections(state, before !== undefined && !sameData(told(before), told(state)));
}

/** Makes anew what has changed, and leaves the rest as it is: where one reads and what has the focus. */
function drawSections(state: InsightsState, anew: boolean): void {
  const old = new Map(cards.map((card) => [card.id, card]));
  const focus = focusOf(cards);
  const names = namesOf(state);
  cards = state.sections.map((section, i) => {
    const known = old.get(section.id);
    const first = i === 0;
    const same = known?.element.classList.contains('first') === first && sameData(known.shown, section);
    if (known && same && !anew) return known;
    return sectionCard(section, { acts, first, names, tables });
  });
  const kept = new Set(cards);
  for (const [, card] of old)
    if (!kept.has(card)) {
      for (const figure of card.figures) figure.close();
      sight.unobserve(card.element);
      inSight.delete(card.element);
      card.element.remove();
    }
  cards.forEach(({ element }, i) => {
    const there = sections.children[i];
    if (there === element) return;
    sections.insertBefore(element, there ?? null);
    sight.observe(element);
  });
  if (!cards.some(({ id }) => id === current)) read(cards[0]?.id, false);
  if (focus) giveBack(focus);
}

interface Focus {
  card: SectionCard;
  figure: number;
  mark: number;
  act: string | null;
}

/** What of the sections has the focus, by its place. */
function focusOf(list: readonly SectionCard[]): Focus | undefined {
  const { activeElement } = document;
  const card = list.find(({ element }) => element.contains(activeElement));
  if (!card) return undefined;
  const figure = card.figures.findIndex(({ element }) => element.contains(activeElement));
  return {
    card,
    figure,
    mark: card.figures[figure]?.focusedMark() ?? -1,
    act: activeElement?.getAttribute('data-act') ?? null,
  };
}

function giveBack({ card: { id, element }, figure, mark, act }: Focus): void {
  const card = cards.find((one) => one.id === id);
  if (!card || card.element === element) return;
  const chart = card.figures[figure];
  const within = chart?.element ?? card.element;
  const control = act === null ? null : within.querySelector<HTMLElement>(`[data-act="${CSS.escape(act)}"]`);
  if (chart && mark >= 0) {
    chart.draw();
    chart.focusMark(mark);
  } else (control ?? chart?.element ?? card.element.querySelector('h2'))?.focus({ preventScroll: true });
}

host.signal('ready', {});
