import { bestSuggestions } from '../../src/annotation/acceptSuggestions.ts';
import type { Side } from '../../src/protocol/reviewViews.ts';
import { announce } from '../common/announce.ts';
import { isTextBox } from '../common/textBox.ts';
import type { Actions } from './state/actions.ts';
import { openCriteria, sides, type Criterion, type Model } from './state/model.ts';
import { format, strings } from '../common/strings.ts';
import { suggestedBy } from './parts/suggestionsBar.ts';

export interface KeyboardOptions {
  actions: Actions;
  model(): Model | undefined;
  focusCriterion(side: Side, criterion: string): void;
  focusSubmit(): void;
  /** Whether a modal layer lies on top. */
  covered(): boolean;
  /** Whether keys belong to a task that is still to come. */
  moving(): boolean;
  /** Whether VS Code knows where the focus is: else it runs no command for a key. */
  known(): boolean;
}

/** How long (ms) digits wait for the command of a letter before them; a letter may also be bound to nothing. */
const commandLimitMs = 1500;
/** How long (ms) a key is kept for VS Code: what is done much later may not be meant any more. */
const earlyLimitMs = 5000;

/** Whether keys write text right now. */
export function isTyping(): boolean {
  return document.hasFocus() && isTextBox(document.activeElement);
}

/**
 * The keys that the page handles itself. VS Code listens on the window for keydown, to run the commands that are bound: what is
 * text for a box, or a press of a focused button, is stopped before it gets there, so that it never runs a command as well.
 */
export function listenToKeys(options: KeyboardOptions) {
  // A letter or Enter is a command that goes round by VS Code, digits are done here: those typed right after it wait for it, so that
  // `B` `2` means the second response also where the way round is long, and Enter `2` the task that comes.
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const held: (() => void)[] = [];
  // Keys of commands that were pressed before VS Code knew that the page has the focus: it is given them once it does.
  const early: { event: KeyboardEvent; taskId?: string }[] = [];
  const shownTask = (): string | undefined => options.model()?.state.task.id;
  const wait = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(late, early.length > 0 ? earlyLimitMs : commandLimitMs);
  };
  const isEarly = (event: KeyboardEvent): boolean => {
    if (options.known()) return false;
    event.stopPropagation();
    early.push({ event, taskId: shownTask() });
    wait();
    return true;
  };
  // A digit that followed such a key says nothing without it: it would score the other response.
  const forgetEarly = (): void => {
    if (early.splice(0).length > 0) held.splice(0);
  };
  const late = (): void => {
    forgetEarly();
    done();
  };
  window.addEventListener('blur', () => {
    if (early.length > 0) late();
  });
  const done = (): void => {
    if (early.length > 0) return; // what was pressed after them waits for them
    clearTimeout(waiting);
    waiting = undefined;
    while (held.length > 0 && !options.moving()) held.shift()?.();
  };
  const digit = (points: number): void => {
    const model = options.model();
    if (model) givePoints(options, model, points);
  };
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) {
      event.stopPropagation();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) {
      // Such a key belongs to a command: the focused button must not be pressed as well.
      if (event.key !== 'Enter') return;
      if (pressesSomething(event)) event.preventDefault();
      isEarly(event);
      return;
    }
    if (isTyping()) {
      typed(event);
      return;
    }
    if (event.key === 'Enter' && pressesSomething(event)) {
      event.stopPropagation();
      return;
    }
    if (event.key === '?') {
      handled(event);
      options.actions.showKeys();
      return;
    }
    if (/^(?:[^\d\s]|Enter)$/.test(event.key) && isEarly(event)) return;
    if (options.covered()) return;
    const model = options.model();
    if (!model) return;
    if (/^[0-9]$/.test(event.key)) {
      handled(event);
      const points = Number(event.key);
      if (waiting || options.moving()) held.push(() => digit(points));
      else digit(points);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      const focused = focusedCriterion(model);
      if (!focused || options.moving()) return;
      handled(event);
      options.actions.setPoints(focused.side, focused.criterion.id, undefined);
    } else if (/^(?:[a-z]|Enter)$/i.test(event.key)) {
      wait();
    }
  });
  return {
    /** The command of a key has been done, or the task that keys waited for has come: those that wait are done now. */
    done,
    /** VS Code knows where the focus is: it hears of the keys before. It takes a key of a page also where a script gives it. */
    known: () => {
      // They were meant for the task that was shown then.
      if (early.some(({ taskId }) => taskId !== shownTask())) late();
      const given = early.splice(0);
      for (const { event } of given) (document.activeElement ?? document).dispatchEvent(event);
    },
    /** Keeps something for the task that is still to come. */
    hold: (act: () => void) => held.push(act),
    /** No other task came: what was meant for it is forgotten. */
    drop: () => held.splice(0),
    /** Takes the suggestion over that is for what has the focus, and moves on. */
    take: (model: Model) => takeFocused(options, model),
  };
}

function typed(event: KeyboardEvent): void {
  if (event.key === 'Escape' && document.activeElement instanceof HTMLElement) {
    event.stopPropagation();
    document.activeElement.blur();
  } else if (event.key.length === 1 || ['Enter', 'Backspace', 'Delete'].includes(event.key)) {
    event.stopPropagation();
  }
}

function handled(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function pressesSomething(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some(
      (node) => node instanceof Element && node.matches('button, vscode-button, summary, a, [role="link"]'),
    );
}

interface Place {
  side: Side;
  criterion: Criterion;
}

function focusedCriterion(model: Model): Place | undefined {
  const group = document.activeElement?.closest('[data-criterion]');
  return places(model).find(
    ({ side, criterion }) =>
      group?.getAttribute('data-side') === side && group.getAttribute('data-criterion') === criterion.id,
  );
}

function places(model: Model): Place[] {
  return sides.flatMap((side) => model.state.rubric.criteria.map((criterion) => ({ side, criterion })));
}

function firstOpen(model: Model): Place | undefined {
  return places(model).find(({ side, criterion }) => openCriteria(model, side).includes(criterion));
}

function takeFocused(options: KeyboardOptions, model: Model): void {
  const place = focusedCriterion(model) ?? firstOpen(model);
  const choosing = document.activeElement?.matches('input[name="corrected"]');
  const target = choosing ? 'corrected' : place && `points.${place.side}.${place.criterion.id}`;
  const suggestion = bestSuggestions(model.state.suggestions).get(target ?? '');
  if (!suggestion) {
    announce(strings.noSuggestion);
    return;
  }
  options.actions.take([suggestion]);
  announce(`${format('taken', String(suggestion.value))}. ${suggestedBy(suggestion)}`);
  if (place && !choosing) moveOn(options, model, place);
}

function givePoints(options: KeyboardOptions, model: Model, points: number): void {
  const place = focusedCriterion(model) ?? firstOpen(model);
  if (!place) return;
  const { side, criterion } = place;
  if (points > criterion.max) {
    announce(format('tooManyPoints', criterion.title, criterion.max), true);
    return;
  }
  options.actions.setPoints(side, criterion.id, points);
  moveOn(options, model, place);
}

/** To the next criterion, else the first that is open, else Submit. */
function moveOn(options: KeyboardOptions, model: Model, { side, criterion }: Place): void {
  const order = places(model);
  const next = order[order.findIndex((one) => one.side === side && one.criterion === criterion) + 1];
  if (next) {
    // Who reads one response at a time goes on with the other.
    if (next.side === 'B' && model.view === 'onlyA') options.actions.setView('onlyB');
    options.focusCriterion(next.side, next.criterion.id);
    return;
  }
  const open = firstOpen(model);
  if (open) options.focusCriterion(open.side, open.criterion.id);
  else {
    options.focusSubmit();
    announce(strings.allScored);
  }
}
