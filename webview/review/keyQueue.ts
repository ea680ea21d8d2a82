import { reviewKeys, type KeyAction } from '../../src/protocol/reviewKeys.ts';

/** A key of a command: VS Code says what it does, or nothing does. `act`: what it does, once that is known and waits for something else. */
interface Command {
  awaits: string | undefined;
  text: string;
  act?: () => void;
}

/** What a key does here. `kept`: what it does where no command came for the keys before it. */
interface Deed {
  text: string;
  does: { act: () => void; kept?: (() => void) | undefined };
}

export interface KeyQueueOptions {
  /** Keys belong to a task that is still to come. */
  moving: () => boolean;
  /** VS Code is still to be given keys that were pressed. */
  early: () => boolean;
  /** No command came in time. */
  late: () => void;
}

/** How long (ms) keys wait for the command of one before them; it may also be bound to nothing. */
const commandLimitMs = 1500;

/**
 * The keys whose turn has not come, in the order in which they were pressed. The key of a command goes round by VS Code, which may be long;
 * what is done here waits for it, so that `B` `2` `A` `1` means both responses, and `N` `1` the task that comes.
 */
export function keyQueue(options: KeyQueueOptions) {
  const queue: (Command | Deed)[] = [];
  /** Commands that may still come of keys that were text. */
  const texts: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isCommand = (one: Command | Deed): one is Command => 'awaits' in one;
  const isOut = (one: Command | Deed): one is Command => isCommand(one) && !one.act;
  const run = (one: Command | Deed, alone: boolean): void => {
    if (isCommand(one)) one.act?.();
    else (alone && one.does.kept ? one.does.kept : one.does.act)();
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };

  /** Does what has its turn; `alone`: without the commands that did not come. */
  function release(alone: boolean): void {
    if (options.early()) return;
    while (queue[0] && !options.moving()) {
      if (isOut(queue[0]) && !alone) break;
      const first = queue.shift();
      if (first) run(first, alone);
    }
    if (!queue.some(isOut)) stop();
  }

  return {
    /** Whether something waits for a command. */
    get waits(): boolean {
      return timer !== undefined;
    },
    get isEmpty(): boolean {
      return queue.length === 0;
    },
    /** The key of a command was pressed, or (`ms`) what it does takes longer to be known. */
    command(
      event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>,
      ms = commandLimitMs,
    ): void {
      queue.push({ awaits: actionOf(event), text: event.key.length === 1 ? event.key : '' });
      this.wait(ms);
    },
    wait(ms = commandLimitMs): void {
      stop();
      timer = setTimeout(options.late, ms);
    },
    /** Does something in its turn: at once where nothing is before it. */
    later(act: () => void, kept?: () => void, text = ''): void {
      if (queue.length === 0 && timer === undefined && !options.moving()) act();
      else queue.push({ text, does: { act, kept } });
    },
    /** A key has acted at once: where one before it opens a box, it is text all the same. */
    note(text: string): void {
      if (queue.length > 0 && text.length === 1) queue.push({ text, does: { act: () => undefined } });
    },
    /**
     * A command has come. What was pressed before it is done first; gives whether it has to wait itself, for a task that is still to come: then
     * `act` is done in its turn.
     */
    came(action: string, act: () => void): boolean {
      const known = queue.findIndex((one) => isOut(one) && one.awaits === action);
      const written = known < 0 ? texts.indexOf(action) : -1;
      if (written >= 0) return texts.splice(written, 1).length > 0;
      const at = known < 0 ? queue.findIndex(isOut) : known;
      if (options.moving()) {
        const command = queue[at];
        if (command && isCommand(command)) command.act = act;
        else queue.push({ text: '', does: { act } });
        return true;
      }
      for (const one of queue.splice(0, at + 1).slice(0, -1)) run(one, true);
      // VS Code gets to them one after the other.
      if (queue.some(isOut)) this.wait();
      return false;
    },
    /** What a command does has been done, or the task that keys waited for has come: those that follow are done. */
    done: () => release(false),
    /** What was pressed meanwhile was meant as text for the box that a command has opened. */
    toText(): void {
      const text = queue.map((one) => one.text).join('');
      texts.push(...queue.filter(isOut).flatMap(({ awaits }) => awaits ?? []));
      setTimeout(() => (texts.length = 0), commandLimitMs);
      this.drop();
      // As if it were typed: with the box's own undo and events.
      if (text !== '') document.execCommand('insertText', false, text);
    },
    /** No command comes any more. */
    alone: () => release(true),
    drop(): void {
      queue.length = 0;
      stop();
    },
  };
}

const actions = new Map(Object.entries(reviewKeys).map(([action, key]) => [key, action as KeyAction]));

/** What a key does unless it was bound to something else. */
function actionOf({
  key,
  shiftKey,
  ctrlKey,
  metaKey,
}: Parameters<ReturnType<typeof keyQueue>['command']>[0]) {
  const plain = key.toLowerCase();
  if (ctrlKey || metaKey) return plain === 'z' ? (shiftKey ? 'redo' : 'undo') : 'submit';
  return actions.get(/^[a-z]$/.test(plain) && shiftKey ? `shift+${plain}` : plain);
}
