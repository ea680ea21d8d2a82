import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../../src/runs/turns.ts';

test('many go side by side; who wants to be alone waits for them, and who comes later for it', async () => {
  const turns = new Turns();
  const begun: string[] = [];
  const take = (name: string, alone = false): (() => void) => {
    const { began, leave } = turns.take(alone);
    void began.then(() => begun.push(name));
    return leave;
  };
  const seen = async (): Promise<string> => {
    await new Promise((resolve) => setImmediate(resolve));
    return begun.splice(0).join(' ');
  };
  const [leaveA, leaveB] = [take('a'), take('b')];
  assert.equal(await seen(), 'a b');
  const leaveC = take('c', true);
  const leaveD = take('d');
  const leaveE = take('e', true);
  const leaveF = take('f');
  assert.equal(await seen(), '');
  leaveA();
  assert.equal(await seen(), '');
  leaveB();
  assert.equal(await seen(), 'c');
  leaveC();
  assert.equal(await seen(), 'd');
  // It gives up: whoever waited behind it does not wait any more.
  leaveE();
  assert.equal(await seen(), 'f');
  leaveD();
  leaveF();
  const leaveG = take('g', true);
  assert.equal(await seen(), 'g');
  leaveG();
});
