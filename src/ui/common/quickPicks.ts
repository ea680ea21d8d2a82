import * as vscode from 'vscode';
import { cancelled } from '../../platform/errors.ts';
import { focusSettled, keepQuickInput } from './lateFocus.ts';

/** What a step of several resolves to when its back button is pressed. */
export const back = Symbol('back');

/** What was chosen; the step before; or nothing, when the pick was left. */
export type Chosen<T> = T | typeof back | undefined;

export interface Choice<T> extends vscode.QuickPickItem {
  value: T;
}

export interface PickOptions<T> {
  title: string;
  placeholder: string;
  items: readonly (Choice<T> | vscode.QuickPickItem)[];
  /** Makes the list from what is typed. Its items should be `alwaysShow`. */
  typed?: (text: string) => readonly Choice<T>[];
  /** What is typed to find an item. */
  onText?: (text: string) => void;
  /** The value in front. */
  current?: (value: T) => boolean;
  hasBack?: boolean;
  /** Stays when the focus goes elsewhere. */
  isModal?: boolean;
  step?: Step;
}

/** Which of several steps a question belongs to. */
export type Step = readonly [step: number, of: number];

export function pickOne<T>(options: PickOptions<T>): Promise<Chosen<T>> {
  const pick = vscode.window.createQuickPick<Choice<T> | vscode.QuickPickItem>();
  const { typed, current, onText } = options;
  prepare(pick, options);
  const active = pick.items.find((item) => isChoice(item) && current?.(item.value));
  if (active) pick.activeItems = [active];
  if (onText) pick.onDidChangeValue(onText);
  if (typed)
    pick.onDidChangeValue((text) => {
      pick.items = text.trim() === '' ? options.items : typed(text);
    });
  return answered(pick, options, () => {
    const [active] = pick.activeItems;
    // Enter may come before the window has the list for what was typed last: what is made of the text is made anew.
    const isStale = typed !== undefined && pick.value.trim() !== '' && (!active || active.alwaysShow);
    const item = isStale ? sameOf(active, pick.items, typed(pick.value)) : active;
    return item && isChoice<T>(item) ? { value: item.value } : undefined;
  });
}

/** Of what is made of a text: that which stands where the other stood, or the first. */
function sameOf<T extends vscode.QuickPickItem>(
  item: vscode.QuickPickItem | undefined,
  items: readonly vscode.QuickPickItem[],
  made: readonly T[],
): T | undefined {
  const isMade = ({ alwaysShow }: vscode.QuickPickItem): boolean => alwaysShow === true;
  const place = item ? items.filter(isMade).indexOf(item) : 0;
  return made.filter(isMade)[Math.max(place, 0)];
}

/** Any number of a list, also none. */
export function pickMany<T>(
  options: Omit<PickOptions<T>, 'typed' | 'current' | 'onText'> & { picked: (value: T) => boolean },
): Promise<Chosen<T[]>> {
  const pick = vscode.window.createQuickPick<Choice<T> | vscode.QuickPickItem>();
  pick.canSelectMany = true;
  prepare(pick, options);
  pick.selectedItems = pick.items.filter((item) => isChoice(item) && options.picked(item.value));
  return answered(pick, options, () => {
    // Who has typed a name and presses Enter means it, though it is not ticked.
    const typed = pick.value.trim().toLowerCase();
    const named = pick.items.filter(({ label }) => typed !== '' && label.toLowerCase().includes(typed));
    const chosen = pick.selectedItems.length > 0 ? pick.selectedItems : named;
    return { value: chosen.flatMap((item) => (isChoice<T>(item) ? [item.value] : [])) };
  });
}

/** A line of text that `check` finds nothing wrong with. */
export function askText(options: {
  title: string;
  prompt: string;
  value: string;
  check?: (text: string) => string | undefined;
  hasBack?: boolean;
  isModal?: boolean;
  step?: Step;
}): Promise<Chosen<string>> {
  const box = vscode.window.createInputBox();
  box.title = options.title;
  box.prompt = options.prompt;
  box.value = options.value;
  box.onDidChangeValue((text) => (box.validationMessage = options.check?.(text)));
  return answered(box, options, () => {
    box.validationMessage = options.check?.(box.value);
    return box.validationMessage === undefined ? { value: box.value } : undefined;
  });
}

export function askSecret(prompt: string, title?: string): Thenable<string | undefined> {
  return inputBox({ title, prompt, password: true });
}

/** A line of text, in a box that stays when the focus goes elsewhere. */
export async function inputBox(options: vscode.InputBoxOptions): Promise<string | undefined> {
  await focusSettled();
  const answer = vscode.window.showInputBox({ ...options, ignoreFocusOut: true });
  void keepQuickInput();
  return answer;
}

/** One of a list, or undefined. */
export function pickItem<I extends vscode.QuickPickItem>(
  items: readonly I[],
  placeholder: string | undefined,
): Promise<I | undefined> {
  return pickFrom<I, I>((pick, done) => {
    pick.placeholder = placeholder;
    pick.items = items;
    pick.onDidAccept(() => done(pick.activeItems[0]));
  });
}

function isChoice<T>(item: Choice<T> | vscode.QuickPickItem): item is Choice<T> {
  return 'value' in item;
}

function prepare<T>(
  pick: vscode.QuickPick<Choice<T> | vscode.QuickPickItem>,
  options: Omit<PickOptions<T>, 'typed' | 'current'>,
): void {
  pick.title = options.title;
  pick.placeholder = options.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = options.items;
}

/** Shows it until something is accepted that `read` finds, it is left, or the back button is pressed. */
function answered<T>(
  input: (vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox) & { onDidAccept: vscode.Event<void> },
  { hasBack, isModal = false, step }: { hasBack?: boolean; isModal?: boolean; step?: Step },
  read: () => { value: T } | undefined,
): Promise<Chosen<T>> {
  if (hasBack) input.buttons = [vscode.QuickInputButtons.Back];
  if (step) [input.step, input.totalSteps] = step;
  const setUp = (done: (value: Chosen<T>) => void): void => {
    input.onDidAccept(() => {
      const answer = read();
      if (answer) done(answer.value);
    });
    input.onDidTriggerButton(() => done(back));
  };
  return shown<Chosen<T>>(input, setUp, isModal);
}

/** `name`: what the question asks, where its answer is to be found again later. */
export type Ask = <T>(question: (hasBack: boolean) => Promise<Chosen<T>>, name?: string) => Promise<T>;

/** What was answered to a question. */
export interface Answer {
  name: string;
  value: unknown;
}

/**
 * Questions one after the other, each of which may depend on the answers before. Back runs the flow anew, with the answers up to the
 * question before: what else it does must do no harm twice. `answers`: those that were given already, as long as the same is asked; the
 * list grows and shrinks, so that who leaves can come back. Errors: `cancelled` when a question is left.
 */
export async function askInTurn<R>(flow: (ask: Ask) => Promise<R>, answers: Answer[] = []): Promise<R> {
  const goneBack = new Error('Back');
  for (;;) {
    let asked = 0;
    const ask: Ask = async <T>(question: (hasBack: boolean) => Promise<Chosen<T>>, name = '') => {
      const at = asked++;
      const known = answers[at];
      if (known?.name === name) return known.value as T;
      answers.length = Math.min(at, answers.length);
      const value = await question(at > 0);
      if (value === undefined) throw cancelled();
      if (value === back) {
        answers.pop();
        throw goneBack;
      }
      answers.push({ name, value });
      return value;
    };
    try {
      return await flow(ask);
    } catch (error) {
      if (error !== goneBack) throw error;
    }
  }
}

/** A list of its own kind, which `setUp` fills and listens to: shown until `done` is called, or undefined when it was left. */
export function pickFrom<I extends vscode.QuickPickItem, T>(
  setUp: (pick: vscode.QuickPick<I>, done: (value: T | undefined) => void) => void,
): Promise<T | undefined> {
  const pick = vscode.window.createQuickPick<I>();
  return shown<T | undefined>(pick, (done) => setUp(pick, done));
}

/** The one place that shows such an input and disposes of it. `isModal`: it stays when the focus goes elsewhere. */
function shown<T>(
  input: vscode.QuickInput,
  setUp: (done: (value: T) => void) => void,
  isModal = false,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    input.onDidHide(() => {
      resolve(undefined); // unless it is resolved already
      input.dispose();
    });
    let isOver = false;
    setUp((value) => {
      isOver = true;
      resolve(value);
      input.hide();
    });
    // It stays at least until it is known to have the focus.
    input.ignoreFocusOut = true;
    void focusSettled()
      .then(() => {
        if (isOver) return input.dispose();
        input.show();
        return keepQuickInput();
      })
      .then(() => (input.ignoreFocusOut = isModal));
  });
}

/** Text of datasets in a pick: `$(name)` is text there, no icon. */
export function noIcons(text: string): string {
  return text.replace(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, '\\$&');
}
