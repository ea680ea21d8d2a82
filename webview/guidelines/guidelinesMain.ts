import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import '../content/markdown.css';
import './guidelines.css';
import {
  hostToGuidelinesSchema,
  type GuidelinesState,
  type GuidelinesToHost,
} from '../../src/protocol/guidelinesMessages.ts';
import { MarkdownView } from '../content/markdownView.ts';
import { liveRegions } from '../common/announce.ts';
import { h, setText, show } from '../common/dom.ts';
import { button } from '../common/button.ts';

declare function acquireVsCodeApi(): { postMessage(message: GuidelinesToHost): void };

const api = acquireVsCodeApi();
const post = (message: GuidelinesToHost): void => api.postMessage(message);

const text = new MarkdownView({
  copy: (copied) => post({ type: 'copy', text: copied }),
  openLink: (href) => post({ type: 'openLink', href }),
});
const title = h('h1');
const edit = button({
  text: '',
  label: '',
  look: 'quiet',
  icon: 'edit',
  onClick: () => post({ type: 'edit' }),
});
const changedWords = h('span');
const compare = button({ text: '', label: '', look: 'secondary', onClick: () => post({ type: 'compare' }) });
const changed = h('p', { class: 'changed', hidden: true }, changedWords, ' ', compare.element);
const rubric = h('section', { class: 'rubric' });
const page = h(
  'main',
  { hidden: true },
  h('div', { class: 'head' }, title, h('span', { class: 'space' }), edit.element),
  changed,
  text.element,
  rubric,
);
document.body.append(page, ...liveRegions);

window.addEventListener('message', (event) => {
  const parsed = hostToGuidelinesSchema.safeParse(event.data);
  if (parsed.success) update(parsed.data.state);
});

function update(state: GuidelinesState): void {
  setText(title, state.title);
  edit.update({ text: state.edit, label: state.edit });
  show(changed, state.changed !== undefined);
  setText(changedWords, state.changed?.words ?? '');
  compare.update({ text: state.changed?.action ?? '', label: state.changed?.action ?? '' });
  text.update(state.version, state.text, 'rendered', undefined);
  const { criteria, note } = state.rubric;
  rubric.replaceChildren(
    h('h2', {}, state.rubric.title),
    ...criteria
      .flatMap(({ title: name, description, levels }) => [
        h('h3', {}, name),
        description !== undefined && h('p', {}, description),
        levels !== undefined && h('ol', { start: 0 }, ...levels.map((level) => h('li', {}, level))),
      ])
      .filter((part) => part !== false),
    ...(note === undefined ? [] : [h('p', { class: 'note' }, note)]),
  );
  page.hidden = false;
}

post({ type: 'ready' });
