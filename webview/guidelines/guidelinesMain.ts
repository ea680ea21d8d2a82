import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import '../content/markdown.css';
import './guidelines.css';
import { guidelinesContract, type GuidelinesState } from '../../src/protocol/guidelinesMessages.ts';
import { MarkdownView } from '../content/markdownView.ts';
import { liveRegions } from '../common/announce.ts';
import { h, setText, show } from '../common/dom.ts';
import { button } from '../common/button.ts';
import { connectPage } from '../common/connectPage.ts';

const host = connectPage(guidelinesContract, { state: ({ state }) => update(state) });

const text = new MarkdownView({
  copy: (copied) => host.ask('copy', { text: copied }),
  openLink: (href) => host.ask('openLink', { href }),
});
const title = h('h1');
const edit = button({ text: '', icon: 'edit', onClick: () => host.ask('edit', {}) });
const changedWords = h('span');
const compare = button({ text: '', look: 'secondary', onClick: () => host.ask('compare', {}) });
const changed = h('p', { class: 'changed', hidden: true }, changedWords, ' ', compare);
const rubric = h('section', { class: 'rubric' });
const page = h(
  'main',
  { hidden: true },
  h('div', { class: 'head' }, title, h('span', { class: 'space' }), edit),
  changed,
  text,
  rubric,
);
document.body.append(page, ...liveRegions);

function update(state: GuidelinesState): void {
  setText(title, state.title);
  edit.update({ text: state.edit });
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

host.signal('ready', {});
