import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { summarise, type SampleRuns, type TaskRuns } from '../../../src/insights/runSummary.ts';
import { runTable } from '../../../src/insights/runTable.ts';
import type { Verdict } from '../../../src/domain/run.ts';

/** Runs by input id; '' is the program as it is. */
function sample(
  response: 1 | 2,
  verdicts: Record<string, Verdict>,
  more: Partial<SampleRuns> = {},
): SampleRuns {
  return {
    response,
    current: true,
    hasCode: true,
    runs: Object.entries(verdicts).map(([id, verdict]) => ({
      ...(id === '' ? {} : { inputId: id }),
      verdict,
      sandbox: 'box',
    })),
    ...more,
  };
}

const expects = { origin: 'dataset', expectedValue: '1' } as const;

describe('summarise', () => {
  test('counts what ran, passed, timed out and crashed', () => {
    const tasks: TaskRuns[] = [
      {
        taskId: 'a',
        inputs: [
          { id: 'x', ...expects },
          { id: 'y', ...expects },
        ],
        samples: [
          sample(1, { '': 'ran', x: 'passed', y: 'passed' }),
          sample(2, { '': 'ran', x: 'passed', y: 'differs' }),
        ],
      },
      {
        taskId: 'b',
        inputs: [{ id: 'z', origin: 'annotator', checks: true }],
        samples: [sample(1, { '': 'crashed', z: 'timed-out' }), sample(2, {}, { hasCode: false })],
      },
      { taskId: 'c', inputs: [], samples: [sample(1, { '': 'ran' }), sample(2, {})] },
    ];
    const [one, two] = summarise(tasks, ['first', 'second']);
    assert.deepEqual(one, {
      response: 1,
      name: 'first',
      generations: 3,
      withCode: 3,
      ran: 2,
      notRun: 0,
      passAt: [{ k: 1, value: 0.5, tasks: 2 }],
      tested: 3,
      passed: 2,
      timedOut: 1,
      crashed: 1,
      sandboxes: { box: 6 },
    });
    assert.deepEqual(
      [two.generations, two.withCode, two.ran, two.notRun, two.passAt, two.tested, two.passed],
      [3, 2, 1, 1, [{ k: 1, value: 0, tasks: 2 }], 2, 1],
    );
  });

  test('former answers with runs are further samples, and count in pass@k alone', () => {
    const former = { current: false };
    const task: TaskRuns = {
      taskId: 'a',
      inputs: [{ id: 'x', ...expects }],
      samples: [
        sample(1, { x: 'passed' }, former),
        sample(1, { x: 'differs' }, former),
        sample(1, {}, former), // never run
        sample(1, { '': 'ran', x: 'differs' }),
      ],
    };
    const [one] = summarise([task], ['first', 'second']);
    assert.equal(one.generations, 1);
    assert.deepEqual(
      one.passAt.map(({ k, value, tasks }) => [k, Number(value.toFixed(12)), tasks]),
      [
        [1, Number((1 / 3).toFixed(12)), 1],
        [2, Number((2 / 3).toFixed(12)), 1],
      ],
    );
  });

  test('an example out of a response does not decide, a hidden input counts nowhere', () => {
    const task: TaskRuns = {
      taskId: 'a',
      inputs: [
        { id: 'x', ...expects },
        { id: 'own', origin: 'example', from: 1, expectedValue: '1' },
      ],
      samples: [sample(2, { '': 'ran', x: 'passed', own: 'differs', hidden: 'crashed' })],
    };
    const [, two] = summarise([task], ['first', 'second']);
    assert.deepEqual(two.passAt, [{ k: 1, value: 1, tasks: 1 }]);
    assert.deepEqual([two.crashed, two.tested, two.passed], [0, 2, 1]);
  });

  test('what was stopped or not run yet is in no share', () => {
    const task: TaskRuns = {
      taskId: 'a',
      inputs: [{ id: 'x', ...expects }],
      samples: [sample(1, { '': 'ran', x: 'stopped' })],
    };
    const [one] = summarise([task], ['first', 'second']);
    assert.deepEqual([one.notRun, one.tested, one.passAt], [1, 0, []]);
  });
});

describe('runTable', () => {
  test('has a row per model, and names are no markdown', () => {
    const tasks: TaskRuns[] = [
      {
        taskId: 'a',
        inputs: [{ id: 'x', ...expects }],
        samples: [sample(1, { '': 'ran', x: 'passed' })],
      },
    ];
    const models = summarise(tasks, ['a|b', '[x](command:y)']);
    const table = runTable('Runs of p', models, ['one <b>note</b>']);
    const rows = table.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(rows.length, 4);
    assert.match(rows[2] ?? '', /^\| a\\\|b \| 1 \| 100\.0 % \(1 of 1\) .* 100\.0 % \(1 tasks\)/);
    assert.match(rows[3] ?? '', /^\| \\\[x\\\]\\\(command\\:y\\\) \| 0 \| – \|/);
    assert.match(table, /one \\<b\\>note/);
  });
});
