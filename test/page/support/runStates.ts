import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import type { RunInput } from '../../../src/domain/run.ts';
import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { input, response, run, state, type Scene } from './states.ts';

const traceback = (error: string) =>
  `Traceback (most recent call last):\n  File "response.py", line 12, in <module>\n  File "response.py", line 5, in get_value\n${error}\n`;

/** Inputs of every origin, one of them without an expectation. */
export function inputs(): RunInput[] {
  return [
    input({ id: 'in', origin: 'dataset' }),
    input({
      id: 'out',
      code: 'get_value([[1, 2], [3, 4]], (5, 0))',
      expectedValue: 'None',
    }),
    input({
      id: 'short',
      origin: 'example',
      from: 1, // shown as B
      code: 'get_value([[1, 2]], (0,))',
      expectedValue: 'None',
    }),
    input({
      id: 'negative',
      origin: 'model',
      code: 'get_value([[1, 2], [3, 4]], (-1, 0))',
      expectedValue: undefined,
    }),
    input({
      id: 'printed',
      code: 'for i in range(3):\n    print(i, get_value([[1, 2], [3, 4]], (i, 0)))\nelse:\n    print("done")',
      expectedValue: undefined,
      expectedOutput: '0 1\n1 3\n2 None\ndone\n',
    }),
  ];
}

/** Runs of A: all is well. */
export function runsA(): RunView[] {
  return [
    run({ id: 'a-plain', stdout: '', durationMs: 38 }),
    run({ id: 'a-in', inputId: 'in', status: 'passed', value: '2', stdout: '' }),
    run({ id: 'a-out', inputId: 'out', status: 'passed', value: 'None', stdout: '' }),
    run({ id: 'a-short', inputId: 'short', status: 'passed', value: 'None', stdout: '' }),
    run({ id: 'a-negative', inputId: 'negative', value: '3', stdout: '' }),
    run({ id: 'a-printed', inputId: 'printed', status: 'passed', stdout: '0 1\n1 3\n2 None\ndone\n' }),
  ];
}

/** Runs of B: a crash, an output that differs, and a time-out. */
export function runsB(): RunView[] {
  return [
    run({ id: 'b-plain', stdout: '2\nNone\n', durationMs: 39 }),
    run({ id: 'b-in', inputId: 'in', status: 'passed', value: '2', stdout: '2\nNone\n' }),
    run({ id: 'b-out', inputId: 'out', status: 'passed', value: 'None', stdout: '2\nNone\n' }),
    run({
      id: 'b-short',
      inputId: 'short',
      status: 'crashed',
      exitCode: 1,
      stdout: '2\nNone\n',
      stderr: traceback('ValueError: not enough values to unpack (expected 2, got 1)'),
    }),
    run({
      id: 'b-negative',
      inputId: 'negative',
      status: 'timed-out',
      exitCode: undefined,
      signal: 'SIGKILL',
      limit: 'time',
      durationMs: 10_012,
      stdout: '2\nNone\n',
    }),
    run({
      id: 'b-printed',
      inputId: 'printed',
      status: 'differs',
      stdout: '2\nNone\n0 1\n1 2\n2 None\ndone\n',
    }),
  ];
}

const hintsA = [
  { criterion: 'documentation', tone: 'bad', text: 'no comment, no docstring' },
  { criterion: 'example', tone: 'bad', text: 'none found' },
] as const;
const hintsB = [
  { criterion: 'documentation', tone: 'good', text: '1 of 1 function has a docstring' },
  { criterion: 'example', tone: 'plain', text: '2 calls with output' },
] as const;

/** Both ran with all inputs. */
export function tested(change: Scene = {}): ReviewState {
  return state({
    inputs: inputs(),
    hiddenInputs: 2,
    responses: [
      response('A', { runs: runsA(), hints: [...hintsA] }),
      response('B', { runs: runsB(), hints: [...hintsB] }),
    ],
    ...change,
  });
}

/** The same with a correction that has run, and nothing between the programs and the machine. */
export function corrected(): ReviewState {
  return tested({
    answer: { correction },
    sandbox: {
      name: 'none',
      isolated: false,
      sentence: 'Programs run as you: they can read your files and use the network.',
    },
    correctionRuns: runsA().map((one) => ({
      ...one,
      id: `c-${one.id}`,
      ...(one.inputId === 'negative' ? { value: 'None' } : {}),
    })),
  });
}

const correction =
  '```python\ndef get_value(matrix, indices):\n    """Return matrix[row][col], or None."""\n```\n';

/** In the middle: some over, one running, the rest waiting; B is of an older code. */
export function running(): ReviewState {
  const under = runsA().map((one, index) =>
    index < 2
      ? one
      : { ...one, status: index === 2 ? ('running' as const) : ('waiting' as const), value: undefined },
  );
  return tested({
    responses: [
      response('A', { runs: under, hints: [...hintsA] }),
      response('B', { runs: runsB().map((one) => ({ ...one, stale: true })), hints: [...hintsB] }),
    ],
  });
}

/** Every way in which a run may end, for the eye. */
export function endings(): ReviewState {
  const list: [string, Partial<RunView>][] = [
    ['passed', { status: 'passed', value: '2' }],
    ['ran', { status: 'ran', value: '3' }],
    ['differs', { status: 'differs', value: '[1, 2, 3]' }],
    ['error', { status: 'crashed', exitCode: 1, stderr: traceback('KeyError: 7') }],
    ['signal', { status: 'crashed', exitCode: undefined, signal: 'SIGSEGV' }],
    ['memory', { status: 'crashed', exitCode: undefined, signal: 'SIGKILL', limit: 'memory' }],
    ['compile', { status: 'crashed', exitCode: 1, compiling: true, stderr: 'a.c:1: error: no' }],
    ['time', { status: 'timed-out', exitCode: undefined, signal: 'SIGKILL', limit: 'time' }],
    ['stopped', { status: 'stopped', exitCode: undefined, signal: 'SIGTERM' }],
    ['running', { status: 'running', exitCode: undefined }],
    ['waiting', { status: 'waiting', exitCode: undefined }],
  ];
  const runs = list.map(([id, change]) =>
    run({ id: `e-${id}`, inputId: id, durationMs: undefined, stdout: '', ...change }),
  );
  return state({
    inputs: list.map(([id]) => input({ id, code: `f("${id}")` })),
    responses: [
      response('A', { runs }),
      response('B', { runs: runs.map((one) => ({ ...one, id: `b-${one.id}` })) }),
    ],
  });
}

/** Many inputs; the first shows output of a size (in characters). */
export function many(count: number, outputSize: number): ReviewState {
  const output = 'x'
    .repeat(79)
    .concat('\n')
    .repeat(Math.ceil(outputSize / 80));
  const ids = Array.from({ length: count }, (_, index) => `many-${index}`);
  const runs = (side: string) =>
    ids.map((id, index) =>
      run({
        id: `${side}-${id}`,
        inputId: id,
        status: index % 7 === 3 ? 'differs' : 'passed',
        value: String(index),
        stdout: index === 0 ? `${side}\n${output}` : `${index}\n`,
      }),
    );
  return state({
    inputs: ids.map((id, index) =>
      input({
        id,
        code: `f(${index})`,
        expectedValue: String(index),
        origin: 'dataset',
      }),
    ),
    responses: [response('A', { runs: runs('a') }), response('B', { runs: runs('b') })],
  });
}

/** A judgement half done: what the pictures show. */
export function halfDone(change: Scene = {}): ReviewState {
  return tested({
    answer: {
      points: {
        A: { documentation: 0, example: 0, correctness: 3 },
        B: { documentation: 1, example: 2, correctness: 1 },
      },
      scores: {},
      corrected: 'A',
      correction,
      comments: 'A takes negative indices from the end; the task does not say.',
    },
    ...change,
  });
}

/** One input with many checks: some fail in A, all that is known passes in B. */
export function manyChecks(): ReviewState {
  const lines = ['def check(f):', '    assert f(1) == 2', '    assert f(2) == 4', '    for n in range(9):'];
  const code = [...lines, '        assert f(n) >= n', '    assert f(None) is None', 'check(f)'].join('\n');
  const whole = { marks: [], complete: true } satisfies Partial<RunView['evidence']>;
  return state({
    inputs: [input({ id: 'check', origin: 'dataset', code, expectedValue: undefined })],
    responses: [
      response('A', {
        runs: [
          run({
            id: 'a',
            inputId: 'check',
            status: 'differs',
            value: '',
            stdout: '',
            evidence: {
              ...whole,
              checks: 14,
              passed: 10,
              failed: [
                { n: 2, line: 3, text: 'f(2)', op: '==', expected: '4', got: '<b>5</b>' },
                { n: 3, line: 5, text: 'f(n)', op: '>=', expected: '1', got: '0' },
                { n: 14, line: 6, raised: 'TypeError: no', programLine: 2 },
              ],
              held: [{ line: 2 }, { line: 5, times: 8 }],
            },
          }),
        ],
      }),
      response('B', {
        runs: [
          run({
            id: 'b',
            inputId: 'check',
            status: 'passed',
            value: '',
            stdout: '',
            evidence: { ...whole, checks: 12, passed: 12, failed: [] },
          }),
        ],
      }),
    ],
  });
}
