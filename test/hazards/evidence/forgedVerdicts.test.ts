// H12: a program cannot write its own verdict. Each is wrong; none may read as passed, but for those that get a mark.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { each } from '../../each.ts';
import { testKinds, instruction, type Forger } from './forgers.ts';
import { forgersOfReports } from './forgersOfReports.ts';
import { forgersOfValues } from './forgersOfValues.ts';
import { judgeIn, ways, type Way } from './judgedRun.ts';

const all: Forger[] = [...forgersOfReports, ...forgersOfValues];

test('there are forgers of every kind', () => {
  assert.ok(all.length >= 63, String(all.length));
  assert.equal(new Set(all.map(([name]) => name)).size, all.length);
});

for (const way of each(ways, 'way to run'))
  describe(`programs that want to read as passed: ${way}`, { concurrency: 2 }, () => {
    for (const forger of all) test(forger[0], () => forge(way, forger));
  });

async function forge(way: Way, [name, kind, program, mark]: Forger): Promise<void> {
  const tests = testKinds[kind];
  const input = typeof tests === 'string' ? { code: tests, checks: true } : tests;
  const { verdict, evidence } = await judgeIn(way, program, input, instruction);
  if (verdict !== 'passed') return;
  // Without a sandbox root's memory is open to root's programs.
  const marks = evidence?.marks ?? [];
  const expected =
    mark ?? (way === 'no sandbox' && process.geteuid?.() === 0 ? 'may-judge-itself' : undefined);
  assert.ok(
    expected !== undefined && marks.some((one) => one === expected),
    `${name}: ${JSON.stringify(evidence)}`,
  );
}
