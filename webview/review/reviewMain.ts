import '../common/zodConfig.ts';
import '../common/base.css';
import '../common/controls.css';
import '../common/menu.css';
import './styles/dialogs.css';
import './styles/layout.css';
import './styles/ways.css';
import './styles/points.css';
import './styles/strip.css';
import './styles/done.css';
import './styles/evidence.css';
import './styles/runs.css';
import './styles/failureModes.css';
import '../content/markdown.css';
import '../content/headNotes.css';
import './styles/reading.css';
import './styles/sizes.css';
import './styles/narrow.css';
import { reviewContract, type ReviewAction } from '../../src/protocol/reviewMessages.ts';
import { reviewPageStateSchema } from '../../src/protocol/reviewState.ts';
import type { ReviewPageState, ReviewState } from '../../src/protocol/reviewState.ts';
import type { Side } from '../../src/protocol/reviewViews.ts';
import { announce, liveRegions } from '../common/announce.ts';
import { connectPage } from '../common/connectPage.ts';
import { h, moveFocus } from '../common/dom.ts';
import type { Part } from './state/actions.ts';
import { answer } from './parts/answerPart.ts';
import { column } from './parts/responseColumn.ts';
import { Controller } from './control/controller.ts';
import { diffView } from './parts/diffView.ts';
import { doneView } from './parts/donePart.ts';
import { footer } from './parts/footer.ts';
import { findBar } from './findBar.ts';
import { focusTeller } from './focusTeller.ts';
import { drawer } from './drawer/drawer.ts';
import { sideTabs } from './drawer/sideTabs.ts';
import { header, placeText, tools } from './parts/header.ts';
import { scrollTogether } from './scrollTogether.ts';
import { isTyping, listenToKeys } from './keyboard.ts';
import { criterionCursor } from './criterionCursor.ts';
import { readingKeys } from './readingKeys.ts';
import { isJudged, nextView, responseOf, subjectsOf } from './state/model.ts';
import { guidelinesOverlay, keysOverlay } from './parts/overlays.ts';
import { notices } from './parts/notices.ts';
import { updater } from './state/slices.ts';
import { focusCriterion, watchPlace } from './state/viewState.ts';
import { runsPanel } from './runs/runsPanel.ts';
import { strings } from '../common/strings.ts';
import { selectedLines } from './parts/selectedLines.ts';
import { suggestionsBar } from './parts/suggestionsBar.ts';
import { tagBox } from './parts/tagBox.ts';
import { tags } from './parts/tagsPart.ts';
import { task } from './parts/taskPart.ts';

const connection = connectPage(reviewContract, {
  state: ({ state }) => controller.receiveState(state),
  ahead: (ahead) => controller.receiveAhead(ahead),
  runs: (runs) => controller.receiveRuns(runs),
  text: (text) => controller.receiveText(text),
  do({ action, fromKey }) {
    if (!fromKey || !keyboard.came(action, () => perform(action, true))) perform(action, fromKey);
  },
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
  showLine: (side, line) => {
    focusText(side);
    columns[side].showLine(line);
  },
  soon: (draw) => requestAnimationFrame(draw),
});
const { actions } = controller;

const place = drawer();
const columns = {
  A: column('A', actions, () => tagging.open('A')),
  B: column('B', actions, () => tagging.open('B')),
};
const failures = { A: tags('A', actions), B: tags('B', actions) };
place.add('tags', h('div', { class: 'tags-pane' }, failures.A, failures.B));
const tagging = tagBox({
  actions,
  model: () => controller.model,
  place(side) {
    place.open('tags');
    return failures[side].slot;
  },
  after: (act) => keyboard.after(act),
  closed(side, kept) {
    if (kept instanceof HTMLElement && kept.isConnected && kept !== document.body) kept.focus();
    else columns[side].focusScores();
  },
});
const diff = diffView(actions);
const runs = runsPanel(actions, place, () => controller.memory.input);
const noticesPart = notices(actions);
const answerPart = answer(actions, place);
const footerPart = footer(actions, answerPart);
const suggestions = suggestionsBar(actions);
const done = doneView(actions);
const guidelines = guidelinesOverlay(actions);
const keys = keysOverlay(actions);
const top = header();
const tool = tools(actions);
const instruction = task(actions);
const sides = [columns.A, columns.B];
const bottom = [noticesPart, suggestions, answerPart, footerPart];
const parts: Part[] = [
  ...[top, tool, instruction, diff, ...sides, failures.A, failures.B],
  ...[runs, ...bottom, guidelines],
];
const tabs = sideTabs(
  (side) => focusText(side),
  (side) => columns[side].acts(),
);
const update = updater([...parts, tabs, done]);
const loading = h('p', { class: 'loading note' }, strings.loading);
const finder = findBar({
  texts: () =>
    (['A', 'B'] as const)
      .filter((side) => controller.model?.view !== (side === 'A' ? 'onlyB' : 'onlyA'))
      .map((side) => ({ side, scroller: columns[side].text })),
  showSide: (side) => showTab(side),
  closed: (side) => focusText(side),
});
const pair = h('main', { class: 'pair' }, diff, ...sides, finder);
const notes = h('div', { class: 'notes' }, noticesPart, suggestions, footerPart.refusal);
const strip = h('div', { class: 'strip' }, tabs, runs);
const page = h(
  'div',
  { class: 'page', hidden: true },
  ...[top, tool, instruction, pair, notes, strip, place, footerPart],
);
document.body.append(loading, page, done.element, guidelines.element, keys, ...liveRegions);
place.onChange((pane) => (page.dataset['drawer'] = pane ?? ''));
page.dataset['tab'] = 'A';

/** The page was made anew and begins where the one before it was. */
let restored = false;
scrollTogether({ A: columns.A.text, B: columns.B.text }, () => controller.model?.together === true);
const watched = watchPlace({
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
  tagging.update();
  cursor.mark();
  finder.update();
  if (restored) return;
  restored = true;
  const before = controller.memory.place;
  if (before) watched.restore(before);
  // Here one begins to read, unless one was elsewhere when the page went away.
  const nothingHasIt = () => document.activeElement === document.body;
  if (!before?.focus) moveFocus(() => nothingHasIt() && focusText('A'), nothingHasIt);
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
  // A box that was opened while the task was on its way is about it.
  if (tagging.isEarly) return;
  tagging.close();
  // Only a page that has the focus may place it: never take it from an editor.
  const first = model.view === 'onlyB' ? 'B' : 'A';
  showTab(first);
  reading.scored(first);
  if (document.hasFocus()) columns[first].text.focus({ preventScroll: true });
}

function toggle(wanted: HTMLDialogElement, other: HTMLDialogElement): void {
  other.close();
  if (wanted.open) wanted.close();
  else wanted.showModal();
}

/** `E` has asked whose correction it is. */
let editsAfterChoice = false;

const covered = () => guidelines.element.open || keys.open || done.shown;
/** What goes on where the task itself is not to be seen. */
const leads: readonly ReviewAction[] = ['guidelines', 'keys', 'undo', 'next', 'previous'];

function perform(action: ReviewAction, fromKey: boolean): void {
  const wrote = isTyping();
  act(action, fromKey);
  if (fromKey) keyboard.done(!wrote && isTyping());
}

function act(action: ReviewAction, fromKey: boolean): void {
  const side = action === 'focusA' ? 'A' : action === 'focusB' ? 'B' : undefined;
  // Of a key that was pressed just before the box was opened.
  if (fromKey && side && tagging.moveTo(side)) return;
  // While a correction is open to choose whose it is, A and B choose.
  if (fromKey && !isTyping() && !covered() && side && answerPart.choose(side)) {
    if (editsAfterChoice) actions.correct(side);
    editsAfterChoice = false;
    return;
  }
  // A key may have been pressed before the host heard that the focus went elsewhere.
  if (fromKey && (isTyping() || !document.hasFocus())) return;
  const leaving = done.shown ? leads.includes(action) : action === 'guidelines' || action === 'keys';
  if (fromKey && covered() && !leaving) return;
  const acts: Record<ReviewAction, () => void> = {
    ...actions,
    flag: () => answerPart.openField('flag').focus(),
    runA: () => actions.run(['A']),
    runB: () => actions.run(['B']),
    runBoth: () => controller.model && actions.run(subjectsOf(controller.model)),
    runRest: () => actions.runRest(),
    // Also where its box is open and something else has the focus, as after a reload.
    comment: () => answerPart.openField('comments').focus(),
    guidelines: actions.showGuidelines,
    keys: actions.showKeys,
    tag: () => openTags(),
    view: () => controller.model && actions.setView(nextView(controller.model.view)),
    inputs: () => runs.addInput(),
    runs: () => runs.toggleList(),
    focusA: () => focusSide('A'),
    focusB: () => focusSide('B'),
    correct,
    take: () => controller.model && keyboard.take(controller.model),
    takeAll: () => suggestions.takeAll(),
  };
  acts[action]();
}

/** Opens the correction in the editor; where it is not known yet whose it is, that comes first. */
function correct(): void {
  const { model } = controller;
  if (!model) return;
  const { corrected } = model.answer;
  if (corrected !== undefined && corrected !== 'neither') return actions.correct();
  if (isJudged(model.state.status)) return actions.change({});
  editsAfterChoice = true;
  answerPart.focusChoice();
}

function focusSide(side: Side): void {
  const hidden = side === 'A' ? 'onlyB' : 'onlyA';
  if (controller.model?.view === hidden) actions.setView(side === 'A' ? 'onlyA' : 'onlyB');
  showTab(side);
  columns[side].focusScores();
}

/** Brings a response into view where there is room for one alone. */
function showTab(side: Side): void {
  page.dataset['tab'] = side;
  tabs.set(side);
}

/** To a response's text. */
function focusText(side: Side): void {
  const hidden = side === 'A' ? 'onlyB' : 'onlyA';
  if (controller.model?.view === hidden) actions.setView(side === 'A' ? 'onlyA' : 'onlyB');
  showTab(side);
  columns[side].text.focus({ preventScroll: true });
}

/** For the response that is being scored or read, or for lines of it that are selected. */
function openTags(how: { side?: Side | undefined; pending?: boolean } = {}): void {
  const { model } = controller;
  if (!model) return;
  const anchor = getSelection()?.isCollapsed === false ? getSelection()?.anchorNode : undefined;
  const selected = anchor && (['A', 'B'] as const).find((one) => columns[one].element.contains(anchor));
  const alone = model.view === 'onlyB' ? 'B' : model.view === 'onlyA' ? 'A' : undefined;
  const side = how.side ?? alone ?? selected ?? reading.side;
  const at =
    side === selected ? selectedLines(columns[side].element, responseOf(model, side).text) : undefined;
  tagging.open(side, { pending: how.pending === true, ...(at && { at }) });
}

/** From the innermost out: what is open in the drawer, the open task, then the points for the text. */
function escape(): void {
  const { activeElement } = document;
  const inDrawer = place.pane !== undefined;
  if (inDrawer && !runs.back()) place.close();
  else if (!inDrawer && instruction.close()) return;
  // From the details to the list one stays among the checks.
  if (place.pane !== undefined) return;
  if (activeElement !== null && columns[reading.side].text !== activeElement) focusText(reading.side);
}

const cursor = criterionCursor(() => controller.model);
const reading = readingKeys({
  text: (side) => columns[side].text,
  focusText,
  toggleTask: () => instruction.toggle(),
  nextFailure: (step) => runs.nextFailure(step),
  otherBlock: (side) => actions.nextBlock(side),
  nextDifference(step) {
    if (controller.model?.view !== 'diff') actions.setView('diff');
    else diff.go(step);
  },
  together() {
    const together = controller.model?.together !== true;
    actions.setTogether(together);
    announce(together ? strings.togetherOn : strings.togetherOff);
  },
});
const keyboard = listenToKeys({
  actions,
  cursor,
  read: (event) => reading.read(event),
  escape,
  focusText,
  showSide(side) {
    showTab(side);
    reading.scored(side);
  },
  say: (words) => footerPart.say(words),
  find() {
    if (controller.model?.view === 'diff') actions.setView('side-by-side');
    finder.open();
  },
  wrap: () => page.classList.toggle('no-wrap'),
  model: () => controller.model,
  focusCriterion(side, criterion) {
    showTab(side);
    focusCriterion(side, criterion);
  },
  focusSubmit: () => footerPart.focusSubmit(),
  openTags,
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
