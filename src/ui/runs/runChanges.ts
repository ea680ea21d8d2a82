import type { Subject } from '../../domain/run.ts';
import type { ReviewEvents } from '../../protocol/reviewMessages.ts';
import type { RunView } from '../../protocol/reviewViews.ts';

/** As the page hears of it, but for whose program it is. */
export type RunChange = Omit<ReviewEvents['runs']['changes'][number], 'subject'> & { subject: Subject };

/** Bytes of output in one message: ten a second stay below 100 kB with all that is around them. */
const mostBytes = 7_000;

const streams = ['stdout', 'stderr'] as const;

interface Changed {
  taskId: string;
  subject: Subject;
  view: RunView;
  /** Its head has to be told, also without output. */
  head: boolean;
  goesOn: boolean;
  told: { stdout: number; stderr: number };
}

/** What changed in runs since it was told last, told in pieces of a bounded size. */
export class RunChanges {
  readonly #changed = new Map<RunView, Changed>();

  /** A run began, or ended (`goesOn`: it was told under another id). */
  head(taskId: string, subject: Subject, view: RunView, goesOn = false): void {
    const changed = this.#of(taskId, subject, view);
    changed.head = true;
    changed.goesOn ||= goesOn;
  }

  /** A run printed something. */
  output(taskId: string, subject: Subject, view: RunView): void {
    this.#of(taskId, subject, view);
  }

  #of(taskId: string, subject: Subject, view: RunView): Changed {
    const known = this.#changed.get(view);
    if (known) return known;
    const changed = { taskId, subject, view, head: false, goesOn: false, told: { stdout: 0, stderr: 0 } };
    this.#changed.set(view, changed);
    return changed;
  }

  /** Whether there is more to tell than fitted. */
  get waiting(): boolean {
    return [...this.#changed.values()].some((one) => one.head || isBehind(one));
  }

  forget(taskId: string): void {
    for (const [view, changed] of this.#changed) if (changed.taskId === taskId) this.#changed.delete(view);
  }

  take(): { taskId: string; changes: RunChange[] }[] {
    const byTask = new Map<string, RunChange[]>();
    let left = mostBytes;
    for (const changed of this.#changed.values()) {
      const change: Partial<RunChange> = {};
      for (const stream of streams) {
        const piece = cut(changed.view[stream].slice(changed.told[stream]), left);
        if (piece === '') continue;
        left -= Buffer.byteLength(piece);
        change[stream] = { at: changed.told[stream], text: piece };
        changed.told[stream] += piece.length;
      }
      if (!changed.head && Object.keys(change).length === 0) continue;
      const { stdout: _out, stderr: _err, ...run } = changed.view;
      const changes = byTask.get(changed.taskId) ?? [];
      byTask.set(changed.taskId, changes);
      changes.push({ subject: changed.subject, run, ...(changed.goesOn ? { goesOn: true } : {}), ...change });
      changed.head = changed.goesOn = false;
    }
    return [...byTask].map(([taskId, changes]) => ({ taskId, changes }));
  }
}

function isBehind({ view, told }: Changed): boolean {
  return streams.some((stream) => view[stream].length > told[stream]);
}

const encoder = new TextEncoder();

/** As much of a text as has room; never half a character. */
function cut(text: string, bytes: number): string {
  if (bytes <= 0 || text === '') return '';
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(bytes)).read);
}
