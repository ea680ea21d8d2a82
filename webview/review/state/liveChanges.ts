import type { ReviewEvents } from '../../../src/protocol/reviewMessages.ts';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { isOver, withResponse } from './model.ts';

type Change = ReviewEvents['runs']['changes'][number];
type Piece = NonNullable<Change['stdout']>;

/** The snapshot with what has changed in runs since. What did not change stays the same object. */
export function withRuns(state: ReviewState, changes: readonly Change[]): ReviewState {
  let now = state;
  for (const change of changes) {
    if (change.subject === 'correction')
      now = { ...now, correctionRuns: changed(now.correctionRuns ?? [], change) };
    else
      now = withResponse(now, change.subject, (response) => {
        const runs = changed(response.runs, change);
        const tests = runs.filter(
          (run) => run.inputId !== undefined && !run.stale && isOver(run) && run.status !== 'stopped',
        );
        const passed = tests.filter(({ status }) => status === 'passed').length;
        return { ...response, runs, tested: tests.length, passed };
      });
  }
  return now;
}

function changed(runs: readonly RunView[], { run, goesOn, stdout, stderr }: Change): RunView[] {
  const before = runs.find(({ inputId }) => inputId === run.inputId);
  const same = before && (goesOn || before.id === run.id) ? before : undefined;
  const after = {
    ...run,
    stdout: grown(same?.stdout ?? '', stdout),
    stderr: grown(same?.stderr ?? '', stderr),
  };
  return before ? runs.map((one) => (one === before ? after : one)) : [...runs, after];
}

/** A snapshot may have told a piece already; one that does not fit comes with the next snapshot. */
function grown(text: string, piece: Piece | undefined): string {
  if (!piece || piece.at > text.length || piece.at + piece.text.length <= text.length) return text;
  return text.slice(0, piece.at) + piece.text;
}
