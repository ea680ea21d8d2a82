import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import './styles/dialogs.css';
import './styles/layout.css';
import './styles/done.css';
import './styles/evidence.css';
import './styles/runs.css';
import '../content/markdown.css';
import './styles/narrow.css';
import { reviewContract, type ReviewAction } from '../../src/protocol/reviewMessages.ts';
import { reviewPageStateSchema } from '../../src/protocol/reviewState.ts';
import type { ReviewPageState, ReviewState } from '../../src/protocol/reviewState.ts';
import type { Side } from '../../src/protocol/reviewViews.ts';
import { announce, liveRegions } from '../common/announce.ts';
import { connectPage } from '../common/connectPage.ts';
import { h } from '../common/dom.ts';
import type { Part } from './state/actions.ts';
import { answer } from './parts/answerPart.ts';
import { column } from './parts/responseColumn.ts';
import { Controller } from './control/controller.ts';
import { diffView } from './parts/diffView.ts';
import { doneView } from './parts/donePart.ts';
import { footer } from './parts/footer.ts';
import { focusTeller } from './focusTeller.ts';
import { header, placeText } from './parts/header.ts';
import { isTyping, listenToKeys } from './keyboard.ts';
import { subjectsOf, views } from './state/model.ts';
import { guidelinesOverlay, keysOverlay } from './parts/overlays.ts';
import { notices } from './parts/notices.ts';
import { updater } from './state/slices.ts';
import { focusCriterion, watchPlace } from './state/viewState.ts';
import { runsPanel } from './runs/runsPanel.ts';
import { strings } from '../common/strings.ts';
import { suggestionsBar } from './parts/suggestionsBar.ts';
import { task } from './parts/taskPart.ts';

const connection = connectPage(reviewContract, {
  state: ({ state }) => controller.receiveState(state),
  ahead: (ahead) => controller.receiveAhead(ahead),
  runs: (runs) => controller.receiveRuns(runs),
  text: (text) => controller.receiveText(text),
  do: ({ action, fromKey }) => perform(action, fromKey),
  askFocus({ asked, take }) {
    if (take && !document.hasFocus()) window.focus();
    focus.answer(asked);
  },
});
const kept = {
  kept: () => reviewPageStateSchema.safeParse(connection.kept()).data ?? {},
  keep: (state: ReviewPageState) => connection.keep(state),
};
const controller = new Controller(connection, kept, {
  render,
  taskChanged,
  moved(cameOn) {
    if (!cameOn) keyboard.drop();
    keyboard.done();
  },
  prepare,
  focusOpen: focusSide,
  focusCorrected: () => answerPart.focusChoice(),
  focusConflict: () => noticesPart.focusConflict(),
  toggleGuidelines: () => toggle(guidelines.element, keys),
  toggleKeys: () => toggle(keys, guidelines.element),
  soon: (draw) => requestAnimationFrame(draw),
});
const { actions } = controller;

const columns = { A: column('A', actions), B: column('B', actions) };
const diff = diffView(actions);
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
const sides = [columns.A, columns.B];
const bottom = [noticesPart, suggestions, answerPart, footerPart];
const parts: Part[] = [top, instruction, diff, ...sides, runs, ...bottom, guidelines];
const update = updater([...parts, done]);
const loading = h('p', { class: 'loading note' }, strings.loading);
const pair = h('main', { class: 'pair' }, diff, ...sides);
const below = h('div', { class: 'bottom' }, ...bottom);
const page = h('div', { class: 'page', hidden: true }, top, instruction, pair, runs, below);
document.body.append(loading, page, done.element, guidelines.element, keys, ...liveRegions);

/** The page was made anew and begins where the one before it was. */
let restored = false;
const place = watchPlace({
  keep: (now) => controller.memory.keepPlace(now),
  openField: (field) => answerPart.openField(field),
});

function render(anew = false): void {
  const { model } = controller;
  if (!model) return;
  loading.remove();
  page.hidden = model.state.done !== undefined;
  pair.dataset['view'] = model.view;
  update(model, anew);
  if (restored) return;
  restored = true;
  const before = controller.memory.place;
  if (before) place.restore(before);
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

function toggle(wanted: HTMLDialogElement, other: HTMLDialogElement): void {
  other.close();
  if (wanted.open) wanted.close();
  else wanted.showModal();
}

const covered = () => guidelines.element.open || keys.open || done.shown;
/** What goes on where the task itself is not to be seen. */
const leads: readonly ReviewAction[] = ['guidelines', 'keys', 'undo', 'next', 'previous'];

function perform(action: ReviewAction, fromKey: boolean): void {
  // A key may have been pressed before the host heard that the focus went elsewhere.
  if (fromKey && (isTyping() || !document.hasFocus())) return;
  const leaving = done.shown ? leads.includes(action) : action === 'guidelines' || action === 'keys';
  if (fromKey && covered() && !leaving) return;
  if (fromKey && controller.moving) {
    keyboard.hold(() => perform(action, true));
    return;
  }
  const acts: Record<ReviewAction, () => void> = {
    ...actions,
    flag: () => answerPart.openField('flag').focus(),
    runA: () => actions.run(['A']),
    runB: () => actions.run(['B']),
    runBoth: () => controller.model && actions.run(subjectsOf(controller.model)),
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
  focusCriterion,
  focusSubmit: () => footerPart.focusSubmit(),
  covered,
  moving: () => controller.moving,
  known: () => focus.isKnown(),
});

const focus = focusTeller({
  tell: (place) => connection.request('focus', place),
  onKnown: () => keyboard.known(),
});

window.addEventListener('blur', actions.flush);
window.addEventListener('pagehide', actions.flush);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') actions.flush();
});

connection.signal('ready', { panel: controller.memory.panel });
// The host answers nothing that was asked before.
focus.look();
