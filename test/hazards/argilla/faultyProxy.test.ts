import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { isTransient } from '../../../src/argilla/api/argillaErrors.ts';
import { each } from '../../each.ts';
import { forward } from '../../unit/platform/forward.ts';
import { serve } from '../../unit/platform/support.ts';
import { newDesk, scores, tasks } from './argillaDesk.ts';
import { startStandIn } from './argillaStandIn.ts';

/** Numbers from 0 to 1, the same for a seed: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const page = (words: string): string =>
  `<html><head><title>${words}</title></head><body>${words}</body></html>`;

/** Passes requests on; one in five goes wrong, before or after the server has done what it says. */
async function faultyProxy(
  target: string,
  seed: number,
): Promise<{ url: string; faults: string[]; on(): void }> {
  const next = random(seed);
  const faults: string[] = [];
  let faulty = false;
  const proxy = await serve((asked, response) => {
    const fault =
      faulty && next() < 0.2 ? (['413', '429', '500', '524', 'page'][Math.floor(next() * 5)] ?? '') : '';
    if (fault) faults.push(fault);
    const fail = (): void => {
      const status = fault === 'page' ? 200 : Number(fault);
      response.writeHead(status, { 'content-type': 'text/html', 'retry-after': '0' }).end(page(fault));
    };
    // Too late is after the work; a page and a 500 are sometimes.
    const after = fault === '524' || (['500', 'page'].includes(fault) && next() < 0.5);
    if (fault && !after) fail();
    else forward(target, asked, response, fault ? fail : undefined);
  });
  return { url: proxy.url, faults, on: () => void (faulty = true) };
}

/** `npm run soak -- proxy` has more, and others. */
const count = Number(process.env['TOUCHSTONE_PROXY_ANSWERS'] ?? 200);
const seed = Number(process.env['TOUCHSTONE_SEEDS'] ?? 20_261_129);

test(`behind a proxy at which one request in five goes wrong, ${count} answers are there once each`, async () => {
  // The real server, where one runs.
  const target = process.env['ARGILLA_API_URL'] ?? (await startStandIn()).url;
  const key = process.env['ARGILLA_API_KEY'] ?? 'argilla.apikey';
  const proxy = await faultyProxy(target, seed);
  const dataset = `t-faulty-${randomUUID().slice(0, 8)}`;
  const desk = await newDesk(proxy.url, { tasks: tasks(count), key, dataset });
  for (let i = 0; i < count; i++)
    await desk.act(`t/${i}`, 'submitted', { ...scores, comments: `Comment ${i}` });
  proxy.on();
  const turns: string[] = [];
  while ((await desk.waiting()).length > 0) {
    await desk.sync.push({ what: 'outbox' }).then(
      ({ responsesSent, failed, blocked }) => {
        assert.equal(blocked, 0, 'nothing needs a decision');
        turns.push(`${responsesSent} sent, ${failed} failed`);
      },
      (error: unknown) => {
        assert.ok(isTransient(error), String(error));
        turns.push(String(error));
      },
    );
    assert.ok(turns.length < 1_000, turns.slice(-20).join('\n'));
  }
  for (const kind of each(['413', '429', '500', '524', 'page']))
    assert.ok(proxy.faults.includes(kind), `${kind} came: ${proxy.faults.join(' ')}`);
  const direct = await newDesk(target, { tasks: [], key, dataset });
  const opened = await direct.sync.open(false);
  const found: [string, unknown][] = [];
  for await (const { records } of direct.connection.client.searchAll(opened.dataset.id))
    for (const { external_id, responses } of records) {
      assert.equal(responses?.length, 1, external_id ?? '');
      found.push([external_id ?? '', responses[0]?.values['comments']?.value]);
    }
  const wanted = Array.from({ length: count }, (_, i): [string, unknown] => [`t/${i}`, `Comment ${i}`]);
  assert.deepEqual(found.sort(), wanted.sort());
});
