import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Desk } from '../real/argilla/lab.ts';
import type { TaskInput } from '../../src/domain/task.ts';

type Step = 'push' | 'pushAgain' | 'pull';

/** Touchstone's sync beside Argilla's Python SDK: the same records, the same server, datasets with the same settings. */
export async function benchArgilla(count: number): Promise<void> {
  const lab = await import('../real/argilla/lab.ts');
  const tasks: TaskInput[] = Array.from({ length: count }, (_, i) => ({
    id: `bench/${i}`,
    instruction: text(i, 1000),
    source: 'bench',
    generations: [text(i + 1, 1500), text(i + 2, 1500)],
  }));
  const ours: Desk = await lab.newDesk({ config: lab.configFor(lab.freshName('ours')), tasks });
  // The peer gets a dataset of its own, made beforehand as ours is.
  const theirs = lab.configFor(lab.freshName('sdk'));
  const maker: Desk = await lab.newDesk({ config: theirs, tasks: [] });
  try {
    await maker.sync.open(true);
    await ours.sync.open(true);
    const mine = {} as Record<Step, number>;
    mine.push = await seconds(() => ours.sync.push());
    mine.pushAgain = await seconds(() => ours.sync.push());
    mine.pull = await seconds(() => ours.sync.pull());
    const sdk = await peer(theirs.argilla?.dataset ?? '', tasks);
    console.log(`${count} records of 1,000 + 2 × 1,500 characters`);
    for (const step of ['push', 'pushAgain', 'pull'] as const)
      console.log(
        `${step.padEnd(10)} touchstone ${mine[step].toFixed(2)} s, SDK ${sdk[step].toFixed(2)} s, ratio ${(mine[step] / sdk[step]).toFixed(2)}`,
      );
  } finally {
    await ours.close();
    await maker.close();
    await lab.http.close();
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function peer(dataset: string, tasks: TaskInput[]): Promise<Record<Step, number>> {
  const python = process.env['TOUCHSTONE_ARGILLA_PYTHON'] ?? 'python3';
  const child = spawn(python, [join(import.meta.dirname, 'sdk.py'), dataset], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
  });
  child.stdin.end(JSON.stringify(tasks));
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve(JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<Step, number>)
        : reject(new Error(`the SDK's part ended with ${code}`)),
    );
  });
}

/** Text of a given length that does not repeat. */
function text(seed: number, length: number): string {
  let out = '';
  for (let i = 0; out.length < length; i++) out += `word${(seed * 7919 + i * 104729) % 9973} `;
  return out.slice(0, length);
}
