import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReviewTask } from '../../../src/answers/reviewTask.ts';
import type { OracleRun, RunInput } from '../../../src/domain/run.ts';
import type { Run } from '../../../src/domain/task.ts';
import { comparedWith, errorOf } from '../../../src/oracle/compareRuns.ts';
import { programOf } from '../../../src/code/program.ts';
import { stubOf } from '../../../src/oracle/stubProgram.ts';
import { datasetFaultsOf, showsReference } from '../../../src/review/referenceText.ts';
import { each } from '../../each.ts';

type Ran = Parameters<typeof comparedWith>[0];

const ran = (more: Partial<Run>): Ran => ({
  verdict: 'ran',
  stdout: '',
  stderr: '',
  truncatedBytes: 0,
  ...more,
});
const own = (more: Partial<OracleRun>): OracleRun => ({
  ...{ subject: 'reference', inputId: 'i', codeHash: 'h', verdict: 'ran', stdout: '' },
  ...more,
});
const call: Pick<RunInput, 'code'> = { code: 'f(1)' };
const stdin = {};

describe('a run beside the data set’s own solution', () => {
  const crash = (error: string): Partial<Run> => ({ verdict: 'crashed', stderr: `Traceback\n${error}\n` });
  for (const [what, run, input, reference, wanted] of [
    ['the same value', ran({ value: '2' }), call, own({ value: '2' }), true],
    ['another value', ran({ value: '2' }), call, own({ value: '3' }), false],
    ['an object elsewhere', ran({ value: '<A at 0x1f>' }), call, own({ value: '<A at 0x2e>' }), true],
    [
      'a value, whatever is printed before',
      ran({ value: '2', stdout: 'demo\n' }),
      call,
      own({ value: '2' }),
      true,
    ],
    [
      'nothing, printed alike',
      ran({ value: 'None', stdout: 'demo\nx\n' }),
      call,
      own({ value: 'None', stdout: 'x\n' }),
      true,
    ],
    [
      'nothing, printed otherwise',
      ran({ value: 'None', stdout: 'y' }),
      call,
      own({ value: 'None', stdout: 'x' }),
      false,
    ],
    ['a value instead of nothing', ran({ value: '1' }), call, own({ value: 'None' }), false],
    [
      'the same error',
      ran(crash('ValueError: a')),
      call,
      own({ verdict: 'crashed', error: 'ValueError: b' }),
      true,
    ],
    [
      'another error',
      ran(crash('KeyError: a')),
      call,
      own({ verdict: 'crashed', error: 'ValueError: a' }),
      false,
    ],
    [
      'an error of a module',
      ran(crash('json.JSONDecodeError: a')),
      call,
      own({ verdict: 'crashed', error: 'JSONDecodeError: b' }),
      true,
    ],
    ['an error instead of a value', ran(crash('KeyError: a')), call, own({ value: '1' }), false],
    [
      'a value instead of an error',
      ran({ value: '1' }),
      call,
      own({ verdict: 'crashed', error: 'KeyError: 1' }),
      false,
    ],
    ['the same output', ran({ stdout: '1 \n2\n\n' }), stdin, own({ stdout: '1\n2' }), true],
    ['another output', ran({ stdout: '1\n' }), stdin, own({ stdout: '2\n' }), false],
    ['more output than asked for by stdin', ran({ stdout: 'x\n1\n' }), stdin, own({ stdout: '1\n' }), false],
    ['no input', ran({ value: '2' }), undefined, own({ value: '2' }), undefined],
    [
      'tests that check by themselves',
      ran({ value: '' }),
      { code: 'check(f)', checks: true },
      own({ value: '' }),
      undefined,
    ],
    ['a run out of time', ran({ verdict: 'timed-out' }), call, own({ value: '2' }), undefined],
    ['a solution out of time', ran({ value: '2' }), call, own({ verdict: 'timed-out' }), undefined],
    ['output that was cut', ran({ stdout: '1', truncatedBytes: 5 }), stdin, own({ stdout: '1' }), undefined],
    ['no solution', ran({ value: '2' }), call, undefined, undefined],
    ['a solution that cannot run', ran({ value: '2' }), call, own({ problem: 'unsupported' }), undefined],
  ] as const)
    test(what, () => {
      assert.equal(comparedWith(run, input, reference)?.same, wanted);
    });

  test('errors of other languages are known by their class', () => {
    for (const [stderr, error] of each([
      ['x.js:1\nTypeError: no\n    at f\n\nNode.js v24\n', 'TypeError: no'],
      [
        'Exception in thread "main" java.lang.IllegalStateException: no\n\tat A',
        'Exception in thread "main" java.lang.IllegalStateException: no',
      ],
      ['panic: no\n\ngoroutine 1', 'panic: no'],
      ["thread 'main' panicked at a.rs:1", "thread 'main' panicked at a.rs:1"],
      ['what is this', 'exit 3'],
    ] as const))
      assert.equal(errorOf({ verdict: 'crashed', stderr, exitCode: 3 }), error);
  });
});

test('it is shown when the project says so', () => {
  const scored = { annotation: { score1: 1, score2: 2 } } as Pick<ReviewTask, 'annotation'>;
  const half = { annotation: { score1: 1 } } as Pick<ReviewTask, 'annotation'>;
  const shown = (reference: 'after' | 'before' | 'off') =>
    [{ annotation: undefined }, half, scored].map((look) => showsReference({ reference }, look));
  assert.deepEqual(shown('after'), [false, false, true]);
  assert.deepEqual(shown('before'), [true, true, true]);
  assert.deepEqual(shown('off'), [false, false, false]);
});

test('faults of the data set’s tests are told in sentences', () => {
  const tests = { origin: 'dataset' } as const;
  const oracle = [
    own({ ...tests, verdict: 'differs', error: 'f(1): 2' }),
    own({ ...tests, verdict: 'crashed' }),
    own({ verdict: 'crashed', origin: 'annotator' }),
    own({ ...tests, subject: 'stub', verdict: 'passed' }),
  ];
  assert.deepEqual(datasetFaultsOf({ oracle }), [
    'The dataset’s own solution fails its tests (f(1): 2): do not count on them.',
    'A test of the dataset passes with a program that only raises an error: it proves nothing.',
  ]);
  assert.deepEqual(datasetFaultsOf({ oracle: [own({ ...tests, verdict: 'passed' })] }), []);
});

test('a program that must fail has what is asked for', () => {
  const tests = 'def check(candidate):\n    assert sorted(add(1, 2)) == 3\n';
  assert.equal(
    stubOf({ language: 'python', instruction: '', entryPoint: 'add', tests }),
    '```python\ndef add(*args, **kwargs):\n    raise NotImplementedError("stub")\n```\n',
  );
  assert.match(stubOf({ instruction: '', tests }) ?? '', /^```python\ndef add\(/);
  assert.match(
    stubOf({ language: 'JavaScript', instruction: '', entryPoint: 'add' }) ?? '',
    /function add\(\)/,
  );
  assert.match(
    stubOf({ language: 'bash', instruction: '', entryPoint: 'add' }) ?? '',
    /^```bash\nadd\(\) \{\n {2}kill/,
  );
  // Types are known by the head that the instruction breaks off; without it none is made.
  const heads = {
    go: 'func add(a int, b int) int {\n',
    rust: 'fn add(a: i64, b: i64) -> i64 {\n',
    java: 'class Problem {\n    public static long add(long a, long b) {\n',
    cpp: 'long add(long a, long b) {\n',
  };
  for (const [language, instruction] of each(Object.entries(heads))) {
    const task = { language, instruction, entryPoint: 'add' };
    const stub = stubOf(task) ?? '';
    assert.match(programOf(stub, { task })?.code ?? '', /add\([\s\S]*(?:panic|abort|halt|trap)/, language);
    assert.equal(stubOf({ ...task, instruction: 'Write a function add.' }), undefined, language);
  }
  assert.equal(stubOf({ language: 'bash', instruction: '', entryPoint: '$(x)' }), undefined);
  assert.equal(stubOf({ language: 'haskell', instruction: '', entryPoint: 'add' }), undefined);
});
