import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import './styles/overlays.css';
import './styles/layout.css';
import './styles/done.css';
import './styles/evidence.css';
import './styles/runs.css';
import '../content/markdown.css';
import './styles/narrow.css';
import type { HostToReview, ReviewAction, ReviewState, Side } from '../../src/protocol/reviewMessages.ts';
import { announce, liveRegions } from '../common/announce.ts';
import { h } from '../common/dom.ts';
import type { Part } from './state/actions.ts';
import { answer } from './parts/answerPart.ts';
import { connect } from './state/hostChannel.ts';
import { column } from './parts/responseColumn.ts';
import { Controller } from './state/controller.ts';
import { diffView } from './parts/diffView.ts';
import { doneView } from './parts/donePart.ts';
import { footer } from './parts/footer.ts';
import { header, placeText } from './parts/header.ts';
import { isTyping, listenToKeys } from './keyboard.ts';
import { subjectsOf, views } from './state/model.ts';
import { guidelinesOverlay, keysOverlay } from './parts/overlays.ts';
import { notices } from './parts/notices.ts';
import { watchPlace } from './state/viewState.ts';
import { runsPanel } from './runs/runsPanel.ts';
import { strings } from '../common/strings.ts';
import { suggestionsBar } from './parts/suggestionsBar.ts';
import { task } from './parts/taskPart.ts';

const channel = connect(receive);
const controller = new Controller(channel, {
  render,
  taskChanged,
  moved(cameOn) {
    if (!cameOn) keyboard.drop();
    keyboard.done();
  },
  prepare,
  focusOpen: (side) => columns[side].focusScores(),
  focusCorrected: () => answerPart.focusChoice(),
  focusConflict: () => noticesPart.focusConflict(),
  toggleGuidelines: () => toggle(guidelines, keys),
  toggleKeys: () => toggle(keys, guidelines),
});
const { actions } = controller;

const columns = { A: column('A', actions), B: column('B', actions) };
const diff = diffView(actions);
const pair = h('main', { class: 'pair' }, diff.element, columns.A.element, columns.B.element);
const runs = runsPanel(actions, () => controller.memory.input);
const noticesPart = notices(actions);
const answerPart = answer(actions);
const footerPart = footer(actions);
const suggestions = suggestionsBar(actions);
const done = doneView(actions);
const guidelines = guidelinesOverlay(actions);
const keys = keysOverlay(actions);
const top = header(actions);
const instruction = task(actions);
const parts: Part[] = [
  top,
  instruction,
  diff,
  columns.A,
  columns.B,
  runs,
  suggestions,
  noticesPart,
  answerPart,
  footerPart,
  guidelines,
  keys,
];
const loading = h('p', { class: 'loading note' }, strings.loading);
const page = h(
  'div',
  { class: 'page', hidden: true },
  top.element,
  instruction.element,
  pair,
  runs.element,
  h(
    'div',
    { class: 'bottom' },
    noticesPart.element,
    suggestions.element,
    answerPart.element,
    footerPart.element,
  ),
);
document.body.append(loading, page, done.element, guidelines.element, keys.element, ...liveRegions);

/** The page was made anew and begins where the one before it was. */
let restored = false;
const place = watchPlace({
  keep: (now) => controller.memory.keepPlace(now),
  openField: (field) => answerPart.openField(field),
});

function render(): void {
  const { model } = controller;
  if (!model) return;
  loading.remove();
  page.hidden = model.state.done !== undefined;
  pair.dataset['view'] = model.view;
  for (const part of parts) part.update(model);
  done.update(model);
  if (restored) return;
  restored = true;
  const kept = controller.memory.place;
  if (kept) place.restore(kept);
}

/** Draws the texts of the task that is likely to come, a piece at a time and while nothing else is to be done. */
function prepare(state: ReviewState): void {
  for (const part of parts) requestIdleCallback(() => part.prepare?.(state));
}

function taskChanged(): void {
  const { model } = controller;
  if (!model) return;
  const { progress, task } = model.state;
  announce(`${placeText(progress)}: ${task.title}`);
  window.scrollTo(0, 0);
  // Only a page that has the focus may place it: never take it from an editor.
  if (document.hasFocus()) columns[model.view === 'onlyB' ? 'B' : 'A'].focusScores();
}

function toggle(
  wanted: { element: HTMLDialogElement; toggle(): void },
  other: { element: HTMLDialogElement },
): void {
  if (other.element.open) other.element.close();
  wanted.toggle();
}

function receive(message: HostToReview): void {
  switch (message.type) {
    case 'state':
      return controller.receiveState(message.state);
    case 'ahead':
      return controller.receiveAhead(message);
    case 'stepped':
      return controller.receiveStepped(message);
    case 'text':
      return controller.receiveText(message);
    case 'pace':
      return controller.receivePace(message.lines);
    case 'saved':
      return controller.receiveSaved(message);
    case 'refused':
      return controller.receiveRefused(message);
    case 'do':
      return perform(message.action, message.fromKey);
  }
}

const covered = () => guidelines.element.open || keys.element.open || done.shown;
/** What goes on where the task itself is not to be seen. */
const leads: readonly ReviewAction[] = ['guidelines', 'keys', 'undo', 'next', 'previous'];

function perform(action: ReviewAction, fromKey: boolean): void {
  // A key may have been pressed before the host heard that the focus went elsewhere.
  if (fromKey && (isTyping() || !document.hasFocus())) return;
  if (
    fromKey &&
    covered() &&
    !(done.shown ? leads.includes(action) : action === 'guidelines' || action === 'keys')
  )
    return;
  if (fromKey && controller.moving) {
    keyboard.hold(() => perform(action, true));
    return;
  }
  const acts: Record<ReviewAction, () => void> = {
    submit: actions.submit,
    discard: actions.discard,
    next: actions.next,
    previous: actions.previous,
    undo: actions.undo,
    redo: actions.redo,
    reopen: actions.reopen,
    skip: actions.skip,
    flag: () => answerPart.openField('flag').focus(),
    tie: actions.tie,
    runA: () => actions.run(['A']),
    runB: () => actions.run(['B']),
    runBoth: () => controller.model && actions.run(subjectsOf(controller.model)),
    correct: () => actions.correct(),
    comment: () => answerPart.focusComments(),
    guidelines: actions.showGuidelines,
    keys: actions.showKeys,
    view: () => actions.setView(nextView()),
    inputs: () => runs.addInput(),
    runs: () => runs.focusTable(),
    focusA: () => focusSide('A'),
    focusB: () => focusSide('B'),
    take: () => controller.model && keyboard.take(controller.model),
    takeAll: () => suggestions.takeAll(),
  };
  acts[action]();
  if (fromKey) keyboard.done();
}

function nextView() {
  const at = views.indexOf(controller.model?.view ?? 'side-by-side');
  return views[(at + 1) % views.length] ?? 'side-by-side';
}

function focusSide(side: Side): void {
  const hidden = side === 'A' ? 'onlyB' : 'onlyA';
  if (controller.model?.view === hidden) actions.setView(side === 'A' ? 'onlyA' : 'onlyB');
  columns[side].focusScores();
}

const keyboard = listenToKeys({
  actions,
  model: () => controller.model,
  focusCriterion(side, criterion) {
    const group = columns[side].element.querySelector(`[data-criterion="${CSS.escape(criterion)}"]`);
    const input = group?.querySelector<HTMLInputElement>('input:checked') ?? group?.querySelector('input');
    input?.focus();
  },
  focusSubmit: () => footerPart.focusSubmit(),
  covered,
  moving: () => controller.moving,
});

let typing = false;
function tellTyping(): void {
  if (isTyping() === typing) return;
  typing = !typing;
  channel.post({ type: 'typing', typing });
}
for (const event of ['focusin', 'focusout'] as const)
  // While the focus moves nothing has it: look when it has arrived.
  document.addEventListener(event, () => queueMicrotask(tellTyping));
for (const event of ['focus', 'blur'] as const) window.addEventListener(event, tellTyping);

/** VS Code tells which panel is active, not whether it has the focus: keys pressed in a terminal are not for this page. */
let focused = false;
function tellFocus(): void {
  if (document.hasFocus() === focused) return;
  focused = !focused;
  channel.post({ type: 'focus', focused });
}
for (const event of ['focus', 'blur'] as const) window.addEventListener(event, tellFocus);
tellFocus();

window.addEventListener('blur', () => controller.flush());
window.addEventListener('pagehide', () => controller.flush());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') controller.flush();
});

channel.post({ type: 'ready', panel: controller.memory.panel });
