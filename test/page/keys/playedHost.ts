import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';

/** What the page shows, as far as keys may change it. */
export interface Shown {
  task: string;
  /** Chosen radio buttons: `A documentation`, to the points. */
  points: Record<string, string>;
  corrected: string;
  status: string;
  /** What has the focus: of a text box `text`, of a button or link its name. */
  focus: string;
  /** The criterion that digits are for. */
  marked: string;
  /** A modal layer lies on top. */
  covered: boolean;
}

/** One thing that reached the page, and what it showed before. */
export interface Stimulus {
  before: Shown;
  kind: 'key' | 'do' | 'host';
  /** The key, the action or the message. */
  name: string;
  at: number;
  /** Of a key: nothing that was pressed before is still on its way. */
  idle: boolean;
}

/** What the page asked for, and how many stimuli had reached it by then. */
export interface Asked {
  name: string;
  taskId?: string;
  answer?: AnswerView;
  after: number;
}

export interface Play {
  stimuli: Stimulus[];
  asked: Asked[];
  /** Keys that wrote text, and keys that ran a command, by their place among `stimuli`. */
  wrote: number[];
  ran: number[];
  /** What is stored in the end. */
  stored: Record<string, { answer: AnswerView; status: string }>;
  shown: Shown;
  /** What the page has kept as not saved. */
  unsaved: number;
  faults: string[];
}

export interface PlayOptions {
  states: ReviewState[];
  /** Keys as the browser names them, with `Shift+` before a letter, and the action of the page. */
  bindings: Record<string, string>;
  seed: number;
  /** The longest that the host takes for anything (ms). */
  slowestMs: number;
}

declare global {
  interface Window {
    play: { settled(): Promise<Play>; open(index: number): void; stall(ms: number): void };
  }
}

/** Runs in the page: VS Code's keybinding service and the extension's host, with times by a seed, and a log of all that reached the page. */
export function playHost({ states, bindings, seed, slowestMs }: PlayOptions): void {
  let random = seed;
  const rnd = (): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return random / 2 ** 32;
  };
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, rnd() * slowestMs));

  const log: Pick<Play, 'stimuli' | 'asked' | 'wrote' | 'ran' | 'faults'> = {
    stimuli: [],
    asked: [],
    wrote: [],
    ran: [],
    faults: [],
  };
  const textual = 'textarea, input[type=text], input:not([type]), input[type=search]';
  const shown = (): Shown => {
    const { activeElement } = document;
    const points: Record<string, string> = {};
    for (const one of document.querySelectorAll<HTMLInputElement>('[data-criterion] input:checked')) {
      const group = one.closest('[data-criterion]');
      points[`${group?.getAttribute('data-side') ?? ''} ${group?.getAttribute('data-criterion') ?? ''}`] =
        one.value;
    }
    const now = document.querySelector('.scored.now [data-criterion]');
    return {
      task: document.querySelector('h1')?.getAttribute('title')?.split('\n')[1] ?? '',
      points,
      corrected: document.querySelector<HTMLInputElement>('input[name=corrected]:checked')?.value ?? '',
      status: document.querySelector('.pill.status:not([hidden])')?.getAttribute('data-status') ?? '',
      focus: activeElement?.matches(textual)
        ? 'text'
        : (activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '').trim().slice(0, 60),
      marked: now ? `${now.getAttribute('data-side') ?? ''} ${now.getAttribute('data-criterion') ?? ''}` : '',
      covered: document.querySelector('dialog[open]') !== null,
    };
  };
  /** So much is on its way: keys to their commands, requests to their answers. */
  let open = 0;
  /** Letters that may be commands and have not become one: their places among the stimuli, and when they were pressed. */
  let letters: { index: number; at: number }[] = [];
  const touched = (kind: Stimulus['kind'], name: string): number => {
    const at = performance.now();
    letters = letters.filter((one) => at - one.at < 1600);
    const idle = open === 0 && letters.length === 0;
    if (kind === 'key' && /^[a-z=]$|^Enter$|^Control/i.test(name))
      letters.push({ index: log.stimuli.length, at });
    return log.stimuli.push({ before: shown(), kind, name, at, idle }) - 1;
  };
  const deliver = (kind: Stimulus['kind'], name: string, data: unknown): void => {
    touched(kind, name);
    window.dispatchEvent(new MessageEvent('message', { data }));
  };
  const tell = (name: string, body: unknown, kind: Stimulus['kind'] = 'host', said = name): void =>
    deliver(kind, said, { kind: 'event', name, body: structuredClone(body) });

  // The keybinding service. It goes by what it has heard of the focus when the key arrives.
  let heard = { focused: true, typing: false };
  let stalled = 0;
  let key = -1;
  window.addEventListener(
    'keydown',
    ({ key: name, shiftKey, ctrlKey }) => {
      key = touched(
        'key',
        `${ctrlKey ? 'Control+' : ''}${shiftKey && name.length > 1 ? 'Shift+' : ''}${name}`,
      );
    },
    { capture: true },
  );
  window.addEventListener('input', ({ target }) => {
    if (target instanceof Element && target.matches(textual)) log.wrote.push(key);
  });
  let line = Promise.resolve();
  const inTurn = (act: () => Promise<void> | void): void => {
    open += 1;
    line = line
      .then(pause)
      .then(act)
      .finally(() => (open -= 1));
  };
  window.addEventListener('keydown', (event) => {
    const { key: name, shiftKey, ctrlKey } = event;
    const mine = key;
    const spelt = `${ctrlKey ? 'Control+' : ''}${shiftKey && /^[A-Z]$/.test(name) ? 'Shift+' : ''}${/^[A-Z]$/.test(name) ? name.toLowerCase() : name}`;
    // VS Code keeps the browser from undoing by itself.
    if (/^Control.*z$/i.test(spelt)) event.preventDefault();
    const action = bindings[spelt];
    if (action === undefined) return;
    inTurn(() => {
      if (!heard.focused || (heard.typing && spelt !== 'Control+Enter')) return;
      log.ran.push(mine);
      letters = letters.filter(({ index }) => index > mine);
      const fromKey = spelt !== 'Control+Enter';
      tell('do', { action, fromKey }, 'do', action);
    });
  });

  // The host: tasks in a ring, an answer to each, and what may be taken back.
  interface Stored {
    answer: AnswerView;
    status: ReviewState['status'];
    revision: number;
  }
  const stored = states.map(({ answer, status, revision }): Stored =>
    structuredClone({ answer, status, revision }),
  );
  interface Act {
    index: number;
    before: Stored;
    after: Stored;
  }
  const done: Act[] = [];
  const undone: Act[] = [];
  const visited: number[] = [];
  let at = 0;
  let serial = 100;
  const indexOf = (taskId: unknown): number => states.findIndex(({ task }) => task.id === taskId);
  const snapshot = (index: number): ReviewState => ({
    ...(states[index] as ReviewState),
    ...(stored[index] as Stored),
    serial: (serial += 1),
    canUndo: done.length > 0,
    canRedo: undone.length > 0,
  });
  const judged = ({ status }: Stored): boolean => status === 'submitted' || status === 'discarded';
  const following = (index: number): number => {
    for (let step = 1; step <= states.length; step += 1) {
      const next = (index + step) % states.length;
      if (!judged(stored[next] as Stored)) return next;
    }
    return (index + 1) % states.length;
  };
  /** Some hosts are quick enough to send the next task ahead, and some are not. */
  const ahead = (): void => {
    if (rnd() < 0.3) return;
    const index = at;
    inTurn(() => {
      if (index !== at || following(index) === index) return;
      const next = { judged: true, state: snapshot(following(index)) };
      tell('ahead', { after: states[index]?.task.id, next });
    });
  };
  const show = (index: number, back = false): void => {
    if (!back && index !== at) visited.push(at);
    at = index;
    tell('state', { state: snapshot(index) });
    ahead();
  };
  const follow = (index: number): void => {
    visited.push(at);
    at = index;
    ahead();
  };
  const put = (index: number, change: Partial<Stored>, act: boolean): Stored => {
    const before = stored[index] as Stored;
    const after = { ...before, ...structuredClone(change), revision: before.revision + 1 };
    stored[index] = after;
    if (act) {
      done.push({ index, before, after });
      undone.length = 0;
    }
    return after;
  };
  const steps = () => ({ canUndo: done.length > 0, canRedo: undone.length > 0 });
  /** Goes on where the page has gone, or tells it where. */
  const goOn = (shownNow: unknown, next: number): { shown?: string } => {
    if (states[next]?.task.id === shownNow) {
      follow(next);
      return { shown: String(shownNow) };
    }
    show(next);
    return {};
  };

  type Body = Record<string, unknown> & { answer: AnswerView };
  const answered: Record<string, (body: Body) => unknown> = {
    saveDraft({ taskId, answer }) {
      const index = indexOf(taskId);
      const now = stored[index] as Stored;
      if (judged(now)) log.faults.push(`a draft was sent for ${String(taskId)}, which is ${now.status}`);
      const { revision } = put(
        index,
        { answer, status: now.status === 'none' ? 'draft' : now.status },
        false,
      );
      return { revision, ...steps() };
    },
    ...Object.fromEntries(
      (['submitted', 'discarded'] as const).map((status) => [
        status === 'submitted' ? 'submit' : 'discard',
        ({ taskId, answer, shown: shownNow }: Body) => {
          const index = indexOf(taskId);
          const { revision } = put(index, { answer, status }, true);
          return { revision, ...(index === at ? goOn(shownNow, following(index)) : {}) };
        },
      ]),
    ),
    next: ({ shown: shownNow }) => goOn(shownNow, following(at)),
    previous: () => {
      const last = visited.pop();
      show(last ?? (at + states.length - 1) % states.length, true);
      return {};
    },
    undo: () => {
      const last = done.pop();
      if (!last) return undefined;
      undone.push(last);
      const { answer, status } = last.before;
      stored[last.index] = { answer, status, revision: (stored[last.index] as Stored).revision + 1 };
      show(last.index);
      return undefined;
    },
    redo: () => {
      const last = undone.pop();
      if (!last) return undefined;
      done.push(last);
      const { answer, status } = last.after;
      stored[last.index] = { answer, status, revision: (stored[last.index] as Stored).revision + 1 };
      show(last.index);
      return undefined;
    },
    reopen: ({ taskId }) => {
      put(indexOf(taskId), { status: 'draft' }, true);
      show(indexOf(taskId));
      return undefined;
    },
    skip: ({ taskId }) => {
      const index = indexOf(taskId);
      const now = stored[index] as Stored;
      if (judged(now) || index !== at) return undefined;
      put(index, { status: 'draft', answer: { ...now.answer, skipped: 'Needs more time' } }, true);
      show(following(index));
      return undefined;
    },
    knownTags: () => ({ tags: [] }),
    putInput: () => ({ inputId: `input-${String(serial)}` }),
  };

  window.testUnheard = true;
  const told = window.testMessages;
  told.push = (...items) => {
    for (const item of items) {
      Array.prototype.push.call(told, item);
      receive(item.message as { kind: string; id: string; name: string; body?: Body });
    }
    return told.length;
  };
  function receive({ kind, id, name, body }: { kind: string; id: string; name: string; body?: Body }): void {
    if (name === 'error') log.faults.push(JSON.stringify(body));
    if (kind !== 'request') return;
    if (name === 'focus') {
      const { focused, typing } = body as unknown as typeof heard;
      const wait = rnd() * slowestMs + stalled;
      open += 1;
      setTimeout(() => {
        heard = { focused, typing };
        deliver('host', 'focus', { kind: 'reply', id });
        open -= 1;
      }, wait);
      return;
    }
    log.asked.push({
      name,
      after: log.stimuli.length,
      ...structuredClone({ taskId: body?.['taskId'] as string, answer: body?.answer as AnswerView }),
    });
    inTurn(() => {
      const given = answered[name]?.(body as Body);
      deliver('host', name, { kind: 'reply', id, body: given });
    });
  }

  window.play = {
    open: (index) => inTurn(() => show(index)),
    stall: (ms) => (stalled = ms),
    async settled() {
      // Longer than a key waits for a command that does not come, and than a draft waits to be sent.
      let last = -1;
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 1700));
        if (open === 0 && last === log.stimuli.length) break;
        last = log.stimuli.length;
      }
      const result = states.map(({ task }, index): [string, Stored] => [task.id, stored[index] as Stored]);
      const kept = window.testKept as { unsaved?: unknown[] } | undefined;
      return {
        ...log,
        stored: Object.fromEntries(result),
        shown: shown(),
        unsaved: kept?.unsaved?.length ?? 0,
      };
    },
  };
}
