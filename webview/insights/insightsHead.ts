import type { InsightsState } from '../../src/protocol/insightsMessages.ts';
import { button } from '../common/button.ts';
import { h, icon, setAttribute, setText, show } from '../common/dom.ts';
import { sameData } from '../common/sameData.ts';
import { strings } from '../common/strings.ts';
import { glyph, marksOf, type Mark, type MarkNames } from './charts/marks.ts';
import { projectList } from './projectList.ts';
import { s } from './charts/svgElement.ts';

export interface HeadActs {
  choose: (id: string, value: string) => void;
  toggleNames: () => void;
  report: () => void;
  addProjects: () => void;
  removeProject: (id: string) => void;
}

/** What is looked at: the models and their signs, how much there is, what narrows it, and what one has to know of it. */
export function insightsHead(acts: HeadActs) {
  const title = h('h1');
  const busy = h('span', { class: 'busy', hidden: true }, icon('loading'), strings.insightsBusy);
  const counts = h('span', { class: 'counts' });
  const report = button({
    text: strings.insightsReport,
    look: 'primary',
    class: 'report',
    onClick: acts.report,
  });
  const models = h('ul', { class: 'models', 'aria-label': strings.insightsModels });
  const blindText = h('span');
  const blindAct = button({ text: '', look: 'secondary', class: 'blind-act', onClick: acts.toggleNames });
  const blind = h('p', { class: 'blind', hidden: true }, icon('eye-closed'), blindText, blindAct);
  const filters = h('div', { class: 'filters', role: 'group', 'aria-label': strings.insightsFilters });
  const projects = projectList({ add: acts.addProjects, remove: acts.removeProject });
  const warnings = h('ul', { class: 'warnings' });
  const element = h(
    'header',
    { class: 'head' },
    h('div', { class: 'head-line' }, title, counts, busy, h('span', { class: 'space' }), report),
    h('div', { class: 'head-line' }, models, blind),
    filters,
    projects.element,
    warnings,
  );
  let shown: Pick<InsightsState, 'filters'> & { signs: [Mark, string][] } = { filters: [], signs: [] };

  const drawFilters = (next: InsightsState['filters']): void => {
    const outline = (list: InsightsState['filters']): unknown =>
      list.map(({ id, label, options }) => ({ id, label, options }));
    if (!sameData(outline(next), outline(shown.filters))) {
      const focused = document.activeElement?.getAttribute('data-filter');
      filters.replaceChildren(
        ...next.map(({ id, label, options }) => {
          const select = h(
            'select',
            { 'data-filter': id },
            ...options.map(({ value, text }) => h('option', { value }, text)),
          );
          select.addEventListener('change', () => acts.choose(id, select.value));
          return h('label', { class: 'filter' }, h('span', {}, label), select);
        }),
      );
      if (focused != null)
        filters.querySelector<HTMLElement>(`[data-filter="${CSS.escape(focused)}"]`)?.focus();
    }
    filters.querySelectorAll('select').forEach((select, i) => {
      const value = next[i]?.value ?? '';
      if (select.value !== value) select.value = value;
    });
    show(filters, next.length > 0);
  };

  return {
    element,
    update(state: InsightsState) {
      setText(title, state.title);
      setText(counts, state.counts);
      show(busy, state.busy);
      show(report.element, can(state, 'report') && state.sections.length > 0);
      show(blind, state.blind !== undefined);
      setText(blindText, state.blind?.text ?? '');
      blindAct.update({ text: state.blind?.action ?? '', label: state.blind?.action ?? '' });
      const signs = signsOf(state);
      if (!sameData(signs, shown.signs))
        models.replaceChildren(...signs.map(([mark, name]) => h('li', {}, sign(mark), h('span', {}, name))));
      drawFilters(state.filters);
      projects.update(state.projects ?? [], can(state, 'projects') && state.can !== undefined);
      warnings.replaceChildren(
        ...state.warnings.map((text) => h('li', {}, icon('warning'), h('span', {}, text))),
      );
      show(warnings, state.warnings.length > 0);
      setAttribute(element, 'data-busy', state.busy);
      shown = { filters: state.filters, signs };
    },
  };
}

/** Whether the host offers an act. */
export function can({ can: list }: Pick<InsightsState, 'can'>, act: string): boolean {
  return list?.includes(act) ?? true;
}

/** What the marks are called. */
export function namesOf({ models: [model1, model2] }: Pick<InsightsState, 'models'>): MarkNames {
  return { model1, model2, people: strings.insightsPeople, judge: strings.insightsJudge };
}

/** The models, and who else gives figures on this page. */
function signsOf({ models, sections }: InsightsState): [Mark, string][] {
  const used = new Set(sections.flatMap(({ charts }) => charts.flatMap(({ chart }) => marksOf(chart))));
  return [
    ['model1', models[0]],
    ['model2', models[1]],
    ...(used.has('people') ? [['people', strings.insightsPeople] as [Mark, string]] : []),
    ...(used.has('judge') ? [['judge', strings.insightsJudge] as [Mark, string]] : []),
  ];
}

function sign(mark: Mark): SVGSVGElement {
  return s(
    'svg',
    { class: 'model-sign', width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
    glyph(mark, 7, 7, 5),
  );
}
