import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { passAtOf, summarise, type SampleRuns, type TaskRuns } from '../../../src/insights/runSummary.ts';
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

describe('passAtOf', () => {
  test('is the mean of the unbiased estimate over tasks, with its interval by task', () => {
    const passing = (id: string, ...verdicts: Verdict[]): TaskRuns => ({
      taskId: id,
      inputs: [{ id: 'x', ...expects }],
      samples: verdicts.map((verdict, i) => sample(1, { '': 'ran', x: verdict }, { current: i === 0 })),
    });
    const tasks = [
      passing('a', 'passed', 'differs'),
      passing('b', 'passed'),
      passing('c', 'differs', 'crashed'),
      passing('d', 'stopped'),
    ];
    const [one, two] = passAtOf(tasks, 1);
    assert.deepEqual([one?.k, one?.figure.value, one?.figure.n], [1, 0.5, 3]);
    // Of a's two samples one passes: 1 - C(1, 2) / C(2, 2) = 1; c's two do not.
    assert.deepEqual([two?.k, two?.figure.value, two?.figure.n], [2, 0.5, 2]);
    const interval = one?.figure.interval;
    assert.ok(interval && 'low' in interval && interval.low <= 0.5 && interval.high >= 0.5);
    assert.deepEqual(passAtOf([], 1), []);
    assert.deepEqual(passAtOf(tasks, 2), []);
  });
});
