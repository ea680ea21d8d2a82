import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { isOver, runsOf, subjectsOf, type Model } from '../state/model.ts';

/** Fewer rows than this are not worth a fold. */
const least = 3;

/** The checks that say nothing new: every program that is shown passed them, and both responses gave the same. */
export function foldable(model: Model): ReadonlySet<string> {
  const runs = subjectsOf(model).map(
    (subject) => new Map(runsOf(model, subject).map((run) => [run.inputId, run])),
  );
  const alike = model.state.inputs.filter(({ id }) => {
    const of = runs.map((one) => one.get(id));
    const passes = of.every((run) => run?.status === 'passed' && !run.stale);
    return passes && agree(of[0], of[1]) === true;
  });
  return new Set(alike.length < least ? [] : alike.map(({ id }) => id));
}

/** Whether two runs of an input that are over showed the same; unknown while one is missing or stale. */
export function agree(a: RunView | undefined, b: RunView | undefined): boolean | undefined {
  if (!a || !b || !isOver(a) || !isOver(b) || a.stale || b.stale) return undefined;
  if (a.status !== b.status) return false;
  // A value says it all: what the rest of the program prints does not matter then.
  if (a.value !== undefined && b.value !== undefined) return a.value === b.value;
  return a.value === b.value && a.stdout.trimEnd() === b.stdout.trimEnd();
}
