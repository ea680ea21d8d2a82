import assert from 'node:assert/strict';
import { test } from 'node:test';
import { each } from '../../each.ts';
import { openWithTasks } from '../store/support.ts';
import { isComparison, scoresOf, scriptedJudges, winnerOf, type Script } from './support.ts';

const fair: Script = (request) =>
  isComparison(request) ? winnerOf('first') : scoresOf({ style: 1, works: 2 }, 90);

const found = (...tags: unknown[]): string =>
  JSON.stringify({ ...(JSON.parse(scoresOf({ style: 1, works: 2 })) as object), failureModes: tags });

test('failure modes that a judge sees are proposed, and what is none is dropped and counted', async () => {
  const store = await openWithTasks(1);
  const more = { failureModes: ['Off by one'] };
  const asked: string[] = [];
  const judgeWith = (first: unknown[], second: unknown[]) =>
    scriptedJudges(
      store,
      ({ instruction }) => {
        asked.push(instruction);
        return instruction.includes('first of') ? found(...first) : found(...second);
      },
      {
        judges: [
          { name: 'j', compare: false },
          { name: 'k', compare: false },
        ],
        more,
      },
    ).judge({ taskIds: ['t0'], again: true });
  const outcome = await judgeWith(
    [
      { name: 'off by one', lines: [1, 1] },
      { name: 'Slow', lines: [2, 9] },
      { name: '  ', lines: [] },
      { name: ' #Slow\n', lines: [] },
    ],
    ['Wrong'],
  );
  assert.deepEqual([outcome.suggestions, outcome.failed, outcome.droppedTags], [4, 0, 6]);
  const proposed = async () =>
    (await store.suggestions('t0')).flatMap(({ agent, origin, field, value }) =>
      field === 'tags' ? [[agent, origin, value]] : [],
    );
  const tags = [
    { response: 1, tag: 'off by one', lines: [1, 1] },
    { response: 1, tag: 'Slow' },
  ];
  assert.deepEqual(await proposed(), [
    ['j', 'judge', tags],
    ['k', 'judge', tags],
  ]);
  for (const text of each(asked)) assert.match(text, /- Off by one\n[\s\S]*"failureModes"/);
  // What is not seen any more is not proposed.
  await judgeWith([], []);
  assert.deepEqual(await proposed(), []);
});

test('no failure modes are asked for, or taken, where the project has none or does not want any', async () => {
  for (const more of each([{}, { failureModes: ['Slow'], judgeFailureModes: false }])) {
    const store = await openWithTasks(1);
    let asked = '';
    const engine = scriptedJudges(
      store,
      (request) => {
        asked = request.instruction;
        return found({ name: 'Slow', lines: [] });
      },
      { judges: [{ name: 'j', compare: false }], more },
    );
    const plain = scriptedJudges(store, fair, { judges: [{ name: 'j' }] });
    assert.equal(engine.version, plain.version, 'what was answered stays answered');
    assert.equal((await engine.judge({ taskIds: ['t0'] })).droppedTags, 0);
    assert.ok(!asked.includes('failureModes'));
    for (const { field } of each(await store.suggestions('t0'))) assert.notEqual(field, 'tags');
  }
  const wanted = scriptedJudges(await openWithTasks(1), fair, { more: { judgeFailureModes: true } });
  const others = scriptedJudges(await openWithTasks(1), fair, { more: { failureModes: ['Slow'] } });
  assert.notEqual(wanted.version, others.version);
});
