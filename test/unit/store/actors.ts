import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Store } from '../../../src/store/types.ts';

export interface Acted {
  /** Numbers of the acts that the store acknowledged to the process. */
  acknowledged: number[];
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Runs an actor over tasks `first` to `last`; kills it `delayMs` after it acknowledged its `killAfter`th act. */
export async function runActor(
  folder: string,
  annotator: string,
  first: number,
  last: number,
  kill?: { after: number; delayMs: number },
): Promise<Acted> {
  const program = fileURLToPath(new URL('./actor.ts', import.meta.url));
  const child = spawn(process.execPath, [program, folder, annotator, String(first), String(last)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line));
    if (kill && acknowledged.length === kill.after) setTimeout(() => child.kill('SIGKILL'), kill.delayMs);
  }
  const [code, signal] = await exited;
  return { acknowledged, code, signal };
}

/** What is missing of acts that were acknowledged: the answer, its history, or its outbox row. Empty when all is there. */
export async function missing(store: Store, annotator: string, acknowledged: number[]): Promise<string[]> {
  const sent = new Map((await store.outbox(annotator, 1_000_000)).map((row) => [row.taskId, row]));
  const faults: string[] = [];
  for (const i of acknowledged) {
    const { annotation } = await store.taskDetail(`t${i}`, annotator);
    const entries = (await store.history(`t${i}`)).filter((entry) => entry.annotator === annotator);
    if (annotation?.comments !== String(i) || annotation.status !== 'submitted') faults.push(`answer ${i}`);
    if (entries.at(-1)?.answer.comments !== String(i)) faults.push(`history ${i}`);
    if (sent.get(`t${i}`)?.answer.comments !== String(i)) faults.push(`outbox ${i}`);
  }
  return faults;
}
