import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { h, setAttribute, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { isJudged, views, type View } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

/** Where the task stands: in the queue that was chosen, else among all tasks. */
export function placeText({ position, total, queue }: ReviewState['progress']): string {
  if (!queue) return format('progress', position, total);
  return queue.position === undefined
    ? format('outsideQueue', queue.total)
    : format('progressInQueue', queue.position, queue.total);
}

/** Task title, progress, view switch, guidelines and keys. */
export function header(actions: Actions): Part {
  const title = h('h1');
  const position = h('span', { class: 'pill' });
  const bar = h('progress', { class: 'progress', 'aria-label': strings.judged });
  const judged = h('span', { class: 'note judged' });
  const status = h('span', { class: 'pill status' });
  const labels: Record<View, string> = {
    'side-by-side': strings.viewSideBySide,
    diff: strings.viewDiff,
    onlyA: strings.viewOnlyA,
    onlyB: strings.viewOnlyB,
  };
  const view = radioGroup({
    name: 'view',
    label: strings.view,
    choices: views.map((value) => ({ value, label: labels[value] })),
    onChange: (value) => actions.setView(views.find((one) => one === value) ?? 'side-by-side'),
  });
  const guidelines = button({
    text: strings.guidelines,
    key: keyHint('guidelines'),
    onClick: actions.showGuidelines,
  });
  const keys = button({ text: strings.keys, key: '?', onClick: actions.showKeys });
  const element = h(
    'header',
    {},
    title,
    h('span', { class: 'place' }, status, position, bar, judged),
    h('span', { class: 'space' }),
    view,
    h('span', { class: 'header-buttons' }, guidelines, keys),
  );
  return {
    element,
    select: ({ state, view: current, pace }) => [
      state.task.title,
      state.progress,
      state.status,
      state.guidelines.version,
      current,
      pace,
    ],
    update({ state, view: current, pace }) {
      const { progress } = state;
      const name = visibleControls(state.task.title);
      setText(title, name);
      setAttribute(title, 'title', name);
      setText(position, placeText(progress));
      setAttribute(position, 'title', progress.queue ? visibleControls(progress.queue.title) : undefined);
      const { judged: done, total } = progress.queue ?? progress;
      const text = format('judged', done, total);
      setText(judged, text);
      setAttribute(judged, 'title', pace.join('\n') || undefined);
      setAttribute(bar, 'aria-label', text);
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
      guidelines.update({ label: format('guidelinesVersion', state.guidelines.version) });
      view.set(current);
    },
  };
}
