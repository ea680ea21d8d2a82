import { bestSuggestions } from '../../src/annotation/acceptSuggestions.ts';
import type { Side } from '../../src/protocol/reviewViews.ts';
import { announce } from '../common/announce.ts';
import { isTextBox } from '../common/textBox.ts';
import type { Actions } from './state/actions.ts';
import type { CriterionCursor, Place } from './criterionCursor.ts';
import { keyQueue } from './keyQueue.ts';
import type { Model } from './state/model.ts';
import { format, strings } from '../common/strings.ts';
import { suggestedBy } from './parts/suggestionsBar.ts';

export interface KeyboardOptions {
  actions: Actions;
  model(): Model | undefined;
  focusCriterion(side: Side, criterion: string): void;
  focusSubmit(): void;
  focusText(side: Side): void;
  /** Brings a response into view where there is room for one alone. */
  showSide(side: Side): void;
  cursor: CriterionCursor;
  /** Does what a key that reads does; gives whether it was one. */
  read(event: KeyboardEvent): boolean;
  /** Closes the innermost of what is open, or leaves where one is for the text. */
  escape(): void;
  /** Opens the find bar. */
  find(): void;
  /** Lines of code wrap, or do not. */
  wrap(): void;
  /** Says something on the screen until the next thing happens. */
  say(words: string): void;
  /** Opens the box for failure modes. `pending`: keys before it have not done yet what they do; `side`: one of them goes to it. */
  openTags(how: { side?: Side | undefined; pending: boolean }): void;
  /** Whether a modal layer lies on top. */
  covered(): boolean;
  /** Whether keys belong to a task that is still to come. */
  moving(): boolean;
  /** Whether VS Code knows where the focus is: else it runs no command for a key. */
  known(): boolean;
}

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
  // Keys of commands that were pressed before VS Code knew that the page has the focus: it is given them once it does.
  const early: { event: KeyboardEvent; taskId?: string }[] = [];
  const shownTask = (): string | undefined => options.model()?.state.task.id;
  const queue = keyQueue({
    moving: () => options.moving(),
    early: () => early.length > 0,
    late: () => late(),
  });
  /** They were put into the queue when they were pressed. */
  const given = new WeakSet<Event>();
  const expect = (event: KeyboardEvent): void => {
    if (!given.has(event)) queue.command(event, early.length > 0 ? earlyLimitMs : undefined);
  };
  const isEarly = (event: KeyboardEvent): boolean => {
    if (options.known()) return false;
    event.stopPropagation();
    early.push({ event, taskId: shownTask() });
    expect(event);
    return true;
  };
  // A digit that followed such a key says nothing without it: it would score the other response.
  const forgetEarly = (): void => {
    if (early.splice(0).length > 0) queue.drop();
  };
  const late = (): void => {
    forgetEarly();
    queue.alone();
  };
  window.addEventListener('blur', () => {
    if (early.length > 0) late();
  });
  const digit = (points: number): void => {
    // After a letter that is no command it is for the criterion for which it was typed, wherever the focus is by then.
    const place = options.cursor.current();
    const kept = options.moving() ? undefined : () => givePoints(options, points, place);
    queue.later(() => givePoints(options, points), kept, String(points));
  };
  const takeBack = (): void => {
    const place = options.cursor.focused();
    const act = (at: Place | undefined) =>
      at && options.actions.setPoints(at.side, at.criterion.id, undefined);
    queue.later(
      () => act(options.cursor.focused()),
      () => act(place),
    );
  };
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) {
      event.stopPropagation();
      return;
    }
    const reads = readingChord(event);
    if (reads && !options.covered()) {
      handled(event);
      options[reads]();
      return;
    }
    const plain = !event.metaKey && (!event.ctrlKey || event.altKey);
    // By the character, wherever a keyboard has it: with AltGr, which counts as Ctrl and Alt, or with Option.
    if ((event.key === '[' || event.key === ']') && plain && !isTyping()) {
      handled(event);
      if (!options.covered()) options.focusText(event.key === '[' ? 'A' : 'B');
      return;
    }
    if (event.key === '#' && plain && !isTyping()) {
      handled(event);
      if (options.covered()) return;
      // At once: what follows is its text, and no key.
      const last = early.findLast(({ event: { key } }) => /^[ab]$/i.test(key))?.event.key.toUpperCase();
      forgetEarly();
      const side = last === 'A' || last === 'B' ? last : undefined;
      options.openTags({ side, pending: queue.waits || options.moving() });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) {
      const undoes = /^z$/i.test(event.key) && !event.altKey;
      if (undoes && !isTyping() && !options.covered() && !isEarly(event)) expect(event);
      if (event.key !== 'Enter') return;
      // Such a key belongs to a command: the focused button must not be pressed as well.
      if (pressesSomething(event)) event.preventDefault();
      isEarly(event);
      return;
    }
    if (isTyping()) {
      if (event.key === 'Escape') {
        handled(event);
        options.escape();
      } else typed(event);
      return;
    }
    if (event.key === 'Escape') {
      // A modal layer is closed by the browser.
      if (!options.covered()) options.escape();
      return;
    }
    if (event.key === 'Enter' && pressesSomething(event)) {
      event.stopPropagation();
      return;
    }
    if (event.key === '?') {
      handled(event);
      // What was pressed before does not act beneath it.
      queue.later(() => options.actions.showKeys());
      return;
    }
    if (!options.covered() && options.model() && options.read(event)) {
      handled(event);
      queue.note(event.key);
      return;
    }
    if (/^(?:[^\d\s]|Enter)$/.test(event.key) && isEarly(event)) return;
    if (options.covered()) return;
    if (/^[0-9]$/.test(event.key)) {
      handled(event);
      digit(Number(event.key));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (!options.cursor.focused() && queue.isEmpty) return;
      handled(event);
      takeBack();
    } else if (/^(?:[a-z=]|Enter)$/i.test(event.key)) {
      expect(event);
    } else queue.note(event.key);
  });
  return {
    /** A command of a key has come: gives whether it has to wait, as the keys before it do; `act` is done then. */
    came: (action: string, act: () => void) => queue.came(action, act),
    /** It has been done, or the task that keys waited for has come: those that wait are done now. `opened`: it has opened a text box. */
    done: (opened = false) => (opened ? queue.toText() : queue.done()),
    /** VS Code knows where the focus is: it hears of the keys before. It takes a key of a page also where a script gives it. */
    known: () => {
      // They were meant for the task that was shown then, or for the first that comes.
      if (early.some(({ taskId }) => taskId !== undefined && taskId !== shownTask())) late();
      for (const { event } of early.splice(0)) {
        given.add(event);
        (document.activeElement ?? document).dispatchEvent(event);
      }
      if (queue.waits) queue.wait();
      else queue.done();
    },
    /** Does something after what the keys before it do. */
    after: (act: () => void) => queue.later(act),
    /** No other task came: what was meant for it is forgotten. */
    drop: () => queue.drop(),
    /** Takes the suggestion over that is for what has the focus, and moves on. */
    take: (model: Model) => takeFocused(options, model),
  };
}

/** Ctrl+F (⌘F) and Alt+Z, as in the editor. By the key's place where Option writes another character. */
function readingChord(event: KeyboardEvent): 'find' | 'wrap' | undefined {
  const { ctrlKey, metaKey, altKey, shiftKey, key, code } = event;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 'f') return 'find';
  if (altKey && !ctrlKey && !metaKey && !shiftKey && (key.toLowerCase() === 'z' || code === 'KeyZ'))
    return 'wrap';
  return undefined;
}

function typed(event: KeyboardEvent): void {
  if (event.key.length === 1 || ['Enter', 'Backspace', 'Delete'].includes(event.key)) event.stopPropagation();
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

function takeFocused(options: KeyboardOptions, model: Model): void {
  const place = options.cursor.current();
  const choosing = document.activeElement?.matches('input[name="corrected"]');
  const target = choosing ? 'corrected' : place && `points.${place.side}.${place.criterion.id}`;
  const suggestion = bestSuggestions(model.state.suggestions).get(target ?? '');
  if (!suggestion) {
    announce(strings.noSuggestion);
    return;
  }
  options.actions.take([suggestion]);
  announce(`${format('taken', String(suggestion.value))}. ${suggestedBy(suggestion)}`);
  if (place && !choosing) moveOn(options, place);
}

function givePoints(options: KeyboardOptions, points: number, place = options.cursor.current()): void {
  if (!place) return;
  const { side, criterion } = place;
  if (points > criterion.max) {
    const words = format('tooManyPoints', criterion.title, criterion.max);
    announce(words, true);
    options.say(words);
    return;
  }
  options.actions.setPoints(side, criterion.id, points);
  moveOn(options, place);
}

/** To the next criterion, else the first that is open; the focus goes along where it is among the points, and to Submit in the end. */
function moveOn(options: KeyboardOptions, { side, criterion }: Place): void {
  const { cursor } = options;
  const among = cursor.focused() !== undefined;
  const order = cursor.places();
  const next =
    order[order.findIndex((one) => one.side === side && one.criterion === criterion) + 1] ??
    cursor.firstOpen();
  if (!next) {
    cursor.set(undefined);
    if (among) options.focusSubmit();
    announce(strings.allScored);
    return;
  }
  // Who reads one response at a time goes on with the other.
  if (next.side === 'B' && options.model()?.view === 'onlyA') options.actions.setView('onlyB');
  if (among) options.focusCriterion(next.side, next.criterion.id);
  else {
    options.showSide(next.side);
    cursor.set(next);
  }
}
