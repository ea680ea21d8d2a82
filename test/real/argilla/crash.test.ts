import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { closeAll, configFor, freshName, newDesk, ownerKey, readBySdk, sampleTasks, url } from './lab.ts';

after(closeAll);

/**
 * Passes everything on to the real server and kills the victim as soon as the server has answered the n-th request for which
 * `counts` holds: the answer is stored there and never arrives here, the worst moment to die.
 */
async function deadlyProxy(counts: (method: string, path: string) => boolean, n: number) {
  let seen = 0;
  let kill: (() => void) | undefined;
  const server = createServer((req, res) => {
    const onward = request(
      new URL(req.url ?? '', url),
      { method: req.method, headers: { ...req.headers, host: new URL(url).host } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          if (kill && counts(req.method ?? '', req.url ?? '') && ++seen === n) {
            kill();
            res.destroy();
          } else res.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(parts));
        });
      },
    );
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arm: (victim: () => void) => (kill = victim),
    disarm: () => (kill = undefined),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const bulk = (method: string, path: string): boolean => method === 'POST' && path.endsWith('/records/bulk');

/** When, at which request, and with how many tasks and answers (records go in lots of 100, answers in lots of 50). */
const moments: [string, (method: string, path: string) => boolean, number, number, number][] = [
  ['while the dataset is made', (method, path) => method === 'POST' && path.endsWith('/questions'), 2, 4, 2],
  ['while records are made', bulk, 2, 130, 4],
  ['while answers are sent', (_method, path) => path.endsWith('/me/responses/bulk'), 2, 60, 60],
];

for (const [when, counts, n, tasks, answers] of moments)
  test(`killed ${when}, then pushed again: one record per task, one response`, async () => {
    const dataset = freshName('crash');
    const proxy = await deadlyProxy(counts, n);
    try {
      const plain = configFor(dataset);
      const config = { ...plain, argilla: { ...plain.argilla!, url: proxy.url } };
      const desk = await newDesk({ config, tasks: sampleTasks(tasks) });
      for (let i = 0; i < answers; i++)
        await desk.act(`HumanEval/${i}`, 'submitted', { score1: i % 8, score2: 7 });

      const child = spawn(
        process.execPath,
        [
          fileURLToPath(new URL('./pusher.ts', import.meta.url)),
          desk.folder,
          JSON.stringify(config),
          ownerKey,
        ],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      );
      let printed = '';
      child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
      const exited = once(child, 'exit');
      while (!printed.includes('ready')) await once(child.stdout, 'data');
      proxy.arm(() => child.kill('SIGKILL'));
      child.stdin.write('go\n');
      const [, signal] = (await exited) as [number | null, string | null];
      assert.equal(signal, 'SIGKILL', printed);
      assert.ok(!printed.includes('done'));
      proxy.disarm();

      const last = answers - 1;
      // What was in flight may be changed before the next push; it must not look like somebody else's change.
      await desk.act(`HumanEval/${last}`, 'submitted', { score1: 7, score2: 0 });
      const again = await desk.sync.push();
      assert.deepEqual(again.problems, []);
      assert.equal((await desk.sync.push()).responsesSent, 0);
      const { records } = await readBySdk(dataset);
      assert.equal(records.length, tasks);
      assert.equal(new Set(records.map((r) => r['id'])).size, tasks);
      const answered = records.filter((r) => r['score_response_1.responses'] !== null);
      assert.equal(answered.length, answers);
      for (const record of answered) {
        const i = Number(String(record['id']).split('/')[1]);
        assert.deepEqual(record['score_response_1.responses'], [i === last ? 7 : i % 8]);
      }
    } finally {
      proxy.stop();
    }
  });
