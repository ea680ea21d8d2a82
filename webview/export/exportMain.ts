import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import './export.css';
import { exportContract, type ExportState } from '../../src/protocol/exportMessages.ts';
import { announce, liveRegions } from '../common/announce.ts';
import { button } from '../common/button.ts';
import { connectPage } from '../common/connectPage.ts';
import { h, icon, setAttribute, setText, show } from '../common/dom.ts';
import { sameData } from '../common/sameData.ts';
import { strings } from '../common/strings.ts';
import { fieldView, type FieldView } from './fieldView.ts';
import { previewTable } from './previewTable.ts';

const host = connectPage(exportContract, { state: ({ state }) => update(state) });
const acts = {
  choose: (id: string, value: string | boolean) => host.ask('choose', { id, value }),
  files: (id: string) => host.ask('files', { id }),
};

const title = h('h1');
const form = h('form', { class: 'fields', 'aria-label': strings.exportForm });
form.addEventListener('submit', (event) => event.preventDefault());
const counts = h('p', { class: 'counts' });
const busy = h('span', { class: 'busy', hidden: true }, icon('loading'), strings.exportCounting);
const problem = h('p', { class: 'problem', hidden: true });
const leftOut = h('dl', { class: 'left-out' });
const leftOutPart = h('section', { hidden: true }, h('h2', {}, strings.exportLeftOut), leftOut);
const preview = previewTable();
const buttons = {
  export: button({
    text: strings.exportAct,
    look: 'primary',
    onClick: () => host.ask('export', {}),
  }),
  push: button({ text: strings.exportPush, look: 'secondary', onClick: () => host.ask('push', {}) }),
  copy: button({ text: strings.exportCopy, look: 'secondary', onClick: () => host.ask('copy', {}) }),
};
const actions = h('div', { class: 'actions' }, ...Object.values(buttons));
const result = h(
  'div',
  { class: 'result' },
  h('div', { class: 'sum' }, counts, busy),
  problem,
  actions,
  preview.element,
  leftOutPart,
);
const page = h('main', { class: 'export', hidden: true }, title, form, result);
document.body.append(page, ...liveRegions);

let groups: { id: string; element: HTMLElement; legend: HTMLElement; fields: FieldView[] }[] = [];

/** Fields stay as they are while they are the same: what has the focus, and what is being typed. */
function drawGroups(state: ExportState['groups']): void {
  const outline = (list: { id: string; fields: { id: string }[] }[]): unknown =>
    list.map(({ id, fields }) => [id, fields.map((field) => field.id)]);
  if (!sameData(outline(groups), outline(state))) {
    const known = new Map(groups.flatMap(({ fields }) => fields.map((field) => [field.id, field] as const)));
    const focused = document.activeElement?.getAttribute('data-field');
    groups = state.map(({ id, fields }) => {
      const legend = h('legend');
      const views = fields.map((field) => {
        const view = known.get(field.id);
        return view?.kind === field.kind ? view : fieldView(field, acts);
      });
      const element = h('fieldset', { 'data-group': id }, legend, ...views.map((view) => view.element));
      return { id, element, legend, fields: views };
    });
    form.replaceChildren(...groups.map(({ element }) => element));
    if (focused != null && document.activeElement === document.body)
      form.querySelector<HTMLElement>(`[data-field="${CSS.escape(focused)}"]`)?.focus();
  }
  groups.forEach(({ legend, fields }, i) => {
    setText(legend, state[i]?.title ?? '');
    fields.forEach((view, n) => {
      const field = state[i]?.fields[n];
      if (field) view.update(field);
    });
  });
}

let before: ExportState | undefined;

function update(state: ExportState): void {
  setText(title, state.title);
  drawGroups(state.groups);
  const said = state.counts.join('\n');
  setText(counts, said);
  show(busy, state.busy);
  setAttribute(result, 'aria-busy', state.busy && 'true');
  const wrong = [state.problem?.message, state.problem?.action].filter(Boolean).join(' ');
  setText(problem, wrong);
  show(problem, wrong !== '');
  preview.update(state);
  leftOut.replaceChildren(
    ...state.leftOut.map(({ text, count }) => h('div', {}, h('dt', {}, text), h('dd', {}, count))),
  );
  show(leftOutPart, state.leftOut.length > 0);
  for (const act of ['export', 'push', 'copy'] as const)
    buttons[act].update({ disabled: !state.can.includes(act) });
  // What was counted is spoken once all is.
  const news = wrong || (state.busy ? '' : said);
  if (before && news && (before.busy || before.problem?.message !== state.problem?.message)) announce(news);
  before = state;
  page.hidden = false;
}

host.signal('ready', {});
