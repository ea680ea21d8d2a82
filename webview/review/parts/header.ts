import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { h, setAttribute, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { isJudged, nextView, views, type View } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

/** Where the task stands: in the queue that was chosen, else among all tasks. */
export function placeText({ position, total, queue }: ReviewState['progress']): string {
  if (!queue) return format('progress', position, total);
  return queue.position === undefined
    ? format('outsideQueue', queue.total)
    : format('progressInQueue', queue.position, queue.total);
}

/** The same, as short as it goes. */
function placeShort({ position, total, queue }: ReviewState['progress']): string {
  return queue ? `${queue.position ?? '–'}/${queue.total}` : `${position}/${total}`;
}

/** Title of the task, its language, and how far one is. */
export function header(): Part {
  const title = h('h1');
  const position = h('span', { class: 'position' });
  const bar = h('progress', { class: 'progress', 'aria-label': strings.judged });
  const judged = h('span', { class: 'note judged' });
  const verdictNote = h('span', { class: 'note verdict' });
  const language = h('span', { class: 'note language' });
  const status = h('span', { class: 'pill status' });
  return {
    element: h(
      'header',
      {},
      title,
      h('span', { class: 'place' }, status, position, bar, language, judged, verdictNote),
    ),
    select: ({ state, pace, verdict }) => [state.task, state.progress, state.status, pace, verdict],
    update({ state, pace, verdict }) {
      const { progress } = state;
      const name = visibleControls(state.task.title);
      setText(title, name);
      setAttribute(title, 'title', `${name}\n${visibleControls(state.task.id)}`);
      setText(position, placeShort(progress));
      const queue = progress.queue ? `: ${visibleControls(progress.queue.title)}` : '';
      setAttribute(position, 'title', `${placeText(progress)}${queue}`);
      setText(language, visibleControls(state.task.language ?? ''));
      const { total } = progress.queue ?? progress;
      const looked = progress.queue?.looked;
      const done = looked ?? (progress.queue ?? progress).judged;
      const text = format(looked === undefined ? 'judged' : 'looked', done, total);
      setText(judged, text);
      setAttribute(judged, 'title', pace.join('\n') || undefined);
      show(verdictNote, verdict !== '');
      setText(verdictNote, verdict);
      setAttribute(verdictNote, 'title', pace.join('\n') || undefined);
      setAttribute(bar, 'aria-label', [text, verdict].filter(Boolean).join(', '));
      setAttribute(bar, 'title', [text, ...pace].join('\n'));
      bar.max = Math.max(1, total);
      bar.value = done;
      const words = {
        none: '',
        draft: strings.statusDraft,
        submitted: strings.statusSubmitted,
        discarded: strings.statusDiscarded,
      };
      show(status, isJudged(state.status));
      setText(status, words[state.status]);
      setAttribute(status, 'data-status', state.status);
    },
  };
}

/** How the responses are shown, the guidelines and the keys: words where there is room, else icons. */
export function tools(actions: Actions): Part {
  const labels: Record<View, string> = {
    'side-by-side': strings.viewSideBySide,
    diff: strings.viewDiff,
    onlyA: strings.viewOnlyA,
    onlyB: strings.viewOnlyB,
  };
  let shown: View = 'side-by-side';
  let isTogether = false;
  const view = radioGroup({
    name: 'view',
    label: strings.view,
    choices: views.map((value) => ({
      value,
      label: value === 'onlyA' ? 'A' : value === 'onlyB' ? 'B' : labels[value],
      description: labels[value],
    })),
    onChange: (value) => actions.setView(views.find((one) => one === value) ?? 'side-by-side'),
  });
  const change = button({
    label: strings.actionView,
    icon: 'split-horizontal',
    key: keyHint('view'),
    class: 'view-button',
    onClick: () => actions.setView(nextView(shown)),
  });
  const together = button({
    label: strings.together,
    icon: 'link',
    key: 'L',
    class: 'together',
    onClick: () => actions.setTogether(!isTogether),
  });
  const guidelines = button({
    text: strings.guidelines,
    icon: 'book',
    key: keyHint('guidelines'),
    onClick: actions.showGuidelines,
  });
  const keys = button({ text: strings.keys, icon: 'keyboard', key: '?', onClick: actions.showKeys });
  return {
    element: h('div', { class: 'tools' }, view, change, together, guidelines, keys),
    select: ({ state, view: current, together: both }) => [state.guidelines.version, current, both],
    update({ state, view: current, together: both }) {
      shown = current;
      isTogether = both;
      together.update({ pressed: both });
      show(together.element, current === 'side-by-side');
      view.set(current);
      change.update({ label: `${strings.actionView}: ${labels[current]}` });
      guidelines.update({ label: format('guidelinesVersion', state.guidelines.version) });
    },
  };
}
