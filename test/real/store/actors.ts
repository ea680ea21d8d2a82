import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Store } from '../../../src/store/api/store.ts';

export interface Acted {
  /** Numbers of the acts that the store acknowledged to the process. */
  acknowledged: number[];
  /** The revision that each of them gave. */
  revisions: number[];
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ActorOptions {
  /** Kills it `delayMs` after its `after`th act was acknowledged. */
  kill?: { after: number; delayMs: number };
  /** It acts on that many tasks that others act on, too, and says its name in each comment. */
  shared?: { tasks: number; name: string };
}

/** Runs an actor over the numbers `first` to `last`. */
export async function runActor(
  folder: string,
  annotator: string,
  first: number,
  last: number,
  { kill, shared }: ActorOptions = {},
): Promise<Acted> {
  const program = fileURLToPath(new URL('../../unit/store/actor.ts', import.meta.url));
  const sharing = shared ? [String(shared.tasks), shared.name] : [];
  const args = [program, folder, annotator, String(first), String(last), ...sharing];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const acknowledged: number[] = [];
  const revisions: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [number, revision] = line.split(' ').map(Number);
    acknowledged.push(number ?? NaN);
    revisions.push(revision ?? NaN);
    if (kill && acknowledged.length === kill.after) setTimeout(() => child.kill('SIGKILL'), kill.delayMs);
  }
  const [code, signal] = await exited;
  return { acknowledged, revisions, code, signal };
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

/**
 * Two processes of one annotator score the same tasks at once, `acts` each. What is wrong then: every acknowledged act must be one entry
 * of its task's history, in the order of the revisions that the two were told, and each process's in the order in which it acted; the
 * answer and what is to be sent must be the last of them. Empty when all is well.
 */
export async function scoreTogether(
  folder: string,
  store: Store,
  tasks: number,
  acts: number,
): Promise<string[]> {
  const annotator = 'local:both';
  const names = ['one', 'two'];
  const runs = await Promise.all(
    names.map((name) => runActor(folder, annotator, 0, acts - 1, { shared: { tasks, name } })),
  );
  const faults: string[] = [];
  const told: { task: string; revision: number; comment: string }[] = [];
  for (const [r, { acknowledged, revisions, code }] of runs.entries()) {
    if (code !== 0 || acknowledged.length !== acts) faults.push(`process ${names[r]} did not finish`);
    acknowledged.forEach((i, n) =>
      told.push({ task: `t${i % tasks}`, revision: revisions[n] ?? NaN, comment: `${names[r]}:${i}` }),
    );
  }
  const sent = new Map((await store.outbox(annotator, 1_000_000)).map((row) => [row.taskId, row]));
  const order: { seq: number; comment: string }[] = [];
  for (let t = 0; t < tasks; t++) {
    const id = `t${t}`;
    const history = (await store.history(id)).filter((entry) => entry.annotator === annotator);
    const expected = told.filter(({ task }) => task === id).toSorted((a, b) => a.revision - b.revision);
    const found = history.map(({ answer }) => answer.comments ?? '');
    if (found.join() !== expected.map(({ comment }) => comment).join()) faults.push(`history of ${id}`);
    if (expected.some(({ revision }, i) => revision !== i + 1)) faults.push(`revisions of ${id}`);
    const { annotation } = await store.taskDetail(id, annotator);
    const last = history.at(-1);
    if (annotation?.comments !== last?.answer.comments || annotation?.status !== last?.status)
      faults.push(`answer of ${id}`);
    if (sent.get(id)?.seq !== last?.seq || sent.get(id)?.status !== last?.status)
      faults.push(`outbox of ${id}`);
    order.push(...history.map(({ seq, answer }) => ({ seq, comment: answer.comments ?? '' })));
  }
  order.sort((a, b) => a.seq - b.seq);
  for (const name of names) {
    const own = order.filter(({ comment }) => comment.startsWith(`${name}:`));
    if (own.some(({ comment }, i) => comment !== `${name}:${i}`)) faults.push(`order of process ${name}`);
  }
  if (order.length !== acts * names.length) faults.push(`${order.length} acts in the history`);
  return faults;
}
