import type { Play, Shown, Stimulus } from './playedHost.ts';

type Points = Shown['points'];

interface Digit {
  points: string;
  /** The criterion it was for, where nothing that was pressed before could still change that. */
  place?: string;
}

/** What asks the host for something: the actions of keys after which the page does. */
const asks: Record<string, readonly string[]> = {
  submit: ['submit'],
  discard: ['discard'],
  undo: ['undo'],
  redo: ['redo'],
  reopen: ['reopen'],
  skip: ['skip'],
  next: ['next'],
  previous: ['previous'],
  run: ['runA', 'runB', 'runBoth', 'runRest', 'submit'],
  putInput: ['submit'],
  correct: ['correct', 'focusA', 'focusB'],
  showHistory: ['history'],
};
/** What brings another task, or what was stored, onto the screen. */
const brings = new Set(['submit', 'discard', 'undo', 'redo', 'reopen', 'skip', 'next', 'previous', 'state']);
/** What brings back what was there before. */
const brought = new Set(['undo', 'redo', 'state', 'submit', 'discard', 'saveDraft', 'skip', 'reopen']);

/** Presses of a focused button, box or link. */
function presses({ kind, name, before }: Stimulus): boolean {
  return kind === 'key' && (name === 'Enter' || name === ' ') && before.focus !== '';
}

/** Goes through all that reached the page; gives what its keys do not explain, in words. */
export function unexplained({ stimuli, asked, wrote, ran, stored, shown, unsaved, faults }: Play): string[] {
  const odd = [...faults];
  const seen = new Map<string, Points[]>();
  const pressed = new Set<string>();
  let digits: Digit[] = [];
  /** So often something was taken back (or done again) that may wait for what was asked before it. */
  let backs = 0;
  for (const [index, cause] of stimuli.entries()) {
    const { before, kind, name, idle } = cause;
    const after = stimuli[index + 1]?.before ?? shown;
    const of = (task: string): Points[] => seen.get(task) ?? [];
    seen.set(before.task, [...of(before.task), before.points]);
    const say = (what: string, from: unknown, to: unknown): void => {
      odd.push(
        `${String(index)} ${kind} ${name} (${before.focus}, ${before.task}): ${what} ${JSON.stringify(from)} → ${JSON.stringify(to)}`,
      );
    };
    if (kind === 'key' && /^\d$/.test(name) && before.focus !== 'text' && !before.covered) {
      pressed.add(name);
      digits.push({ points: name, ...(idle && { place: before.marked }) });
    }

    const ofHost = kind === 'host' || (kind === 'do' && brings.has(name)) || presses(cause);
    if (before.task !== after.task) {
      if (!ofHost) say('another task', before.task, after.task);
    } else {
      if (before.status !== after.status && !ofHost) say('another status', before.status, after.status);
      if (before.corrected !== after.corrected && !explainsChoice(cause))
        say('another corrected response', before.corrected, after.corrected);
    }

    const former =
      before.task === after.task
        ? [before.points, ...(backs > 0 || brought.has(name) || presses(cause) ? of(after.task) : [])]
        : [{}, ...of(after.task)];
    if (kind === 'do' && name === 'tie') former.push(...tied(before.points));
    if (kind === 'key' && (name === 'Delete' || name === 'Backspace') && before.focus !== 'text')
      former.push(without(before.points, before.marked));
    // A task that was not shown before: as it is stored.
    const isNew = before.task !== after.task && !seen.has(after.task);
    const isBack = kind === 'do' && (name === 'undo' || name === 'redo');
    const steps = before.task === after.task ? backs + Number(isBack) : 0;
    const left =
      isNew || isBackBy(steps, before.points, after.points, of(after.task), pressed)
        ? digits
        : firstFit(former, after.points, digits);
    if (left === undefined)
      say(`points (digits: ${digits.map((one) => one.points).join('')})`, before.points, after.points);
    // What acts at once has acted, or did nothing.
    const isSettled = idle && kind === 'key';
    digits = isSettled ? [] : (left ?? []);
    backs = (isSettled ? 0 : backs) + Number(isBack);
  }
  odd.push(...lackCause(stimuli, asked, ofText(stimuli, ran, wrote)));
  for (const index of new Set(ran)) {
    const key = stimuli[index];
    if (key?.before.focus === 'text' && !/^Control/.test(key.name))
      odd.push(`${String(index)} ${key.name} ran a command from a text box`);
  }
  const kept = stored[shown.task]?.answer.points;
  const given =
    kept &&
    Object.fromEntries(
      Object.entries(kept).flatMap(([side, list]) =>
        Object.entries(list ?? {}).map(([id, points]) => [`${side} ${id}`, String(points)]),
      ),
    );
  if (JSON.stringify(sorted(given ?? {})) !== JSON.stringify(sorted(shown.points)))
    odd.push(`shown ${JSON.stringify(shown.points)}, stored ${JSON.stringify(given)}`);
  if (unsaved > 0) odd.push(`${String(unsaved)} answers are not saved`);
  return odd;
}

/** The digits that are left when the points came from one of those by digits; undefined: they did not. */
function firstFit(former: readonly Points[], now: Points, digits: readonly Digit[]): Digit[] | undefined {
  for (const before of former.toReversed().toSorted((a, b) => differences(a, now) - differences(b, now))) {
    const left = byDigits(before, now, digits);
    if (left) return left;
  }
  return undefined;
}

function differences(before: Points, now: Points): number {
  return Object.keys({ ...before, ...now }).filter((place) => before[place] !== now[place]).length;
}

function byDigits(before: Points, now: Points, digits: readonly Digit[]): Digit[] | undefined {
  const open = new Map(
    Object.keys({ ...before, ...now })
      .filter((place) => before[place] !== now[place])
      .map((place) => [place, now[place]]),
  );
  for (const [index, { points, place }] of digits.entries()) {
    if (open.size === 0) return digits.slice(index);
    const fit = [...open].find(([where, to]) => to === points && (place === undefined || place === where));
    if (fit) open.delete(fit[0]);
  }
  return open.size === 0 ? [] : undefined;
}

/**
 * Whether so many steps back lead there: keys that waited act at once, so that what was there between two of them was never shown. A place
 * is empty, or has what it had once or what was pressed.
 */
function isBackBy(
  steps: number,
  before: Points,
  now: Points,
  seen: readonly Points[],
  pressed: ReadonlySet<string>,
): boolean {
  const changed = Object.keys({ ...before, ...now }).filter((place) => before[place] !== now[place]);
  const fits = (place: string): boolean => {
    const to = now[place];
    return to === undefined || pressed.has(to) || seen.some((one) => one[place] === to);
  };
  return changed.length > 0 && changed.length <= steps && changed.every(fits);
}

/** Both sides with the points of A, and with those of B. */
function tied(points: Points): Points[] {
  return ['A', 'B'].map((side) => {
    const given = Object.entries(points).filter(([place]) => place.startsWith(`${side} `));
    return Object.fromEntries(
      given.flatMap(([place, value]) => ['A', 'B'].map((one) => [`${one}${place.slice(1)}`, value])),
    );
  });
}

function without(points: Points, place: string): Points {
  return Object.fromEntries(Object.entries(points).filter(([one]) => one !== place));
}

function explainsChoice(cause: Stimulus): boolean {
  const { kind, name } = cause;
  if (kind === 'host' || presses(cause)) return true;
  return kind === 'do' && ['focusA', 'focusB', 'undo', 'redo'].includes(name);
}

/** Commands whose keys were text by the time they came: they do nothing. */
function ofText(stimuli: readonly Stimulus[], ran: readonly number[], wrote: readonly number[]): number[] {
  const commands = stimuli.flatMap(({ kind }, index) => (kind === 'do' ? [index] : []));
  return commands.filter((_, order) => wrote.includes(ran[order] ?? -1));
}

/** What was asked for without a key, or once more than it was pressed for. */
function lackCause(stimuli: readonly Stimulus[], asked: Play['asked'], text: readonly number[]): string[] {
  const used = new Set<number>(text);
  return asked.flatMap(({ name, after }) => {
    const actions = asks[name];
    const last = stimuli[after - 1];
    // The form of a check saves itself, and runs what it has saved.
    const saves = last?.kind === 'key' && last.name.endsWith('Control+Enter') && last.before.focus === 'text';
    if (!actions || (last && (presses(last) || saves || (name === 'run' && last.name === 'putInput'))))
      return [];
    const cause = stimuli.findIndex(
      (one, index) => index < after && !used.has(index) && one.kind === 'do' && actions.includes(one.name),
    );
    if (cause < 0) return [`${name} was asked for after ${last?.kind ?? ''} ${last?.name ?? ''}`];
    used.add(cause);
    return [];
  });
}

function sorted(points: Points): [string, string][] {
  return Object.entries(points).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
