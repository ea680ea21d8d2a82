import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { comparedWith, type Compared } from '../../../src/oracle/compareRuns.ts';
import { inputId } from '../../../src/inputs/inputId.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { inputsToRun, runAll } from '../../../src/runs/runAll.ts';
import { hasNews, runOracle } from '../../../src/runs/runOracle.ts';
import { RunService } from '../../../src/runs/runService.ts';
import type { Store } from '../../../src/store/api/store.ts';
import type { InputContent } from '../../../src/domain/run.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import { each } from '../../each.ts';
import { open } from '../../unit/store/support.ts';
import { temporaryFolder, wide } from '../../unit/runs/tools.ts';
import { warmToolChains } from './toolChains.ts';

const me = 'local:me';
const folder = temporaryFolder('oracle');
const python = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;

function serviceOf(store: Pick<Store, 'putRun'>): RunService {
  return new RunService({
    store,
    folder,
    start: startRun,
    settings: () => ({ sandbox: 'off', limits: wide }),
  });
}
const nowhere = { putRun: () => Promise.resolve() };

async function tried(task: Partial<TaskInput>, inputs: InputContent[] = []): Promise<Store> {
  const store = await open();
  const whole = { id: 't', instruction: 'Add two numbers.', language: 'python', source: 'test', ...task };
  await store.upsertTasks([whole], ['one', 'two']);
  for (const content of inputs)
    await store.putInput('t', { ...content, id: inputId(content), origin: 'annotator' });
  const detail = await store.taskDetail('t', me);
  assert.equal(hasNews(detail), true);
  await store.putOracle('t', await runOracle({ service: serviceOf(nowhere), detail }));
  assert.equal(hasNews(await store.taskDetail('t', me)), false);
  return store;
}

const humanEval = {
  instruction:
    'from typing import List\n\n\ndef add(a: int, b: int) -> int:\n    """ Add two numbers.\n    """\n',
  entryPoint: 'add',
  tests: 'def check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate(0, 0) == 0\n',
};

const otherLanguages: Record<string, { instruction: string; asks: string; vacuous: string }> = {
  bash: {
    instruction: 'Write add.',
    asks: '[ "$(add 1 2)" = 3 ] || exit 1\n',
    vacuous: '[ 1 = 1 ] || exit 1\n',
  },
  go: {
    instruction: 'package main\n\n// Adds.\nfunc add(a int, b int) int {\n',
    asks: 'import "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif add(1, 2) != 3 {\n\t\tt.Fatal("no")\n\t}\n}\n',
    vacuous: 'import "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif 1 != 1 {\n\t\tt.Fatal("no")\n\t}\n}\n',
  },
  rust: {
    instruction: '/// Adds.\nfn add(a: i64, b: i64) -> i64 {\n',
    asks: '#[test]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}\n',
    vacuous: '#[test]\nfn adds() {\n    assert_eq!(1, 1);\n}\n',
  },
  java: {
    instruction: 'class Problem {\n    public static long add(long a, long b) {\n',
    asks: 'public class Main {\n    public static void main(String[] args) {\n        assert(Problem.add(1, 2) == 3);\n    }\n}\n',
    vacuous:
      'public class Main {\n    public static void main(String[] args) {\n        assert(1 == 1);\n    }\n}\n',
  },
  cpp: {
    instruction: '#include <cassert>\n// Adds.\nlong add(long a, long b) {\n',
    asks: 'int main() {\n  assert(add(1, 2) == 3);\n}\n',
    vacuous: 'int main() {\n  assert(1 == 1);\n}\n',
  },
};

describe('a program that must fail', () => {
  before(warmToolChains);
  for (const [language, { instruction, asks, vacuous }] of each(Object.entries(otherLanguages)))
    test(`in ${language}: it fails tests that ask, and passes those that do not`, async () => {
      const stubs = async (tests: string): Promise<unknown[]> => {
        const store = await tried({ language, instruction, entryPoint: 'add', tests });
        const { oracle = [] } = await store.taskDetail('t', me);
        const ran = oracle.filter(({ subject, inputId: id }) => subject === 'stub' && id !== '');
        assert.equal(ran.length, 1);
        assert.equal(ran[0]?.problem, undefined);
        return [ran[0]?.verdict, (await store.oracleFaults()).length];
      };
      // A panic is a test of Go's that failed.
      assert.deepEqual(await stubs(asks), [language === 'go' ? 'differs' : 'crashed', 0]);
      assert.deepEqual(await stubs(vacuous), ['passed', 1]);
    });
});

describe('the data set’s own solution', () => {
  test('in every form that data sets have it passes its tests, and is no fault', async () => {
    for (const task of each([
      { ...humanEval, reference: '    return a + b\n' },
      { ...humanEval, reference: `${humanEval.instruction}    return a + b\n` },
      { ...humanEval, reference: python('def add(a, b):\n    return a + b') },
      { tests: ['assert add(1, 2) == 3'], reference: 'def add(a, b):\n    return a + b' },
      {
        tests: '{"inputs":["1 2\\n"],"outputs":["3\\n"]}',
        reference: 'print(sum(map(int, input().split())))',
      },
    ])) {
      const store = await tried(task);
      const { oracle = [] } = await store.taskDetail('t', me);
      const own = oracle.filter((run) => run.subject === 'reference' && run.inputId !== '');
      assert.ok(own.length > 0 && own.every(({ verdict }) => verdict === 'passed'), JSON.stringify(own));
      assert.deepEqual(await store.oracleFaults(), []);
    }
  });

  test('one that fails its own tests is a fault of the data set, until the task is another', async () => {
    const task = { ...humanEval, reference: '    return a - b\n' };
    const store = await tried(task);
    const [fault, ...others] = await store.oracleFaults();
    assert.deepEqual([fault?.taskId, fault?.subject, fault?.count, others], ['t', 'reference', 1, []]);
    assert.match(fault?.error ?? '', /candidate\(1, 2\)/);
    const mended = { id: 't', language: 'python', source: 'test', ...task, reference: '    return a + b\n' };
    await store.upsertTasks([mended], ['one', 'two']);
    assert.deepEqual(await store.oracleFaults(), []);
    assert.deepEqual(await store.tasksToProve(0, 5), [{ taskId: 't', position: 0 }]);
  });

  test('tests that pass with a program that must fail are a fault of the data set', async () => {
    const vacuous = [
      'def check(candidate):\n    assert True\n',
      'def check(candidate):\n    try:\n        assert candidate(1, 2) == 3\n    except Exception:\n        pass\n    assert 1 == 1\n',
    ];
    for (const tests of each(vacuous)) {
      const store = await tried({ ...humanEval, tests, reference: '    return a + b\n' });
      assert.deepEqual(
        (await store.oracleFaults()).map(({ subject, count }) => [subject, count]),
        [['stub', 1]],
        tests,
      );
    }
    assert.deepEqual(await (await tried(humanEval)).oracleFaults(), []);
  });

  test('a response is compared with it: value, exception and output', async () => {
    const inputs = [
      { code: 'div(6, 3)' },
      { code: 'div(1, 0)' },
      { code: 'div(7, 2)' },
      { code: 'show(2)' },
      { code: 'print(div(8, 4))' },
      { code: 'div("a", 1)' },
    ];
    const reference = 'def div(a, b):\n    return a // b\n\ndef show(x):\n    print("x is", x)\n';
    const response = python(
      'print("demo")\n\ndef div(a, b):\n    if b == 0:\n        raise ZeroDivisionError("by zero!")\n    return a / b if a == 7 else a // b\n\ndef show(x):\n    print("x =", x)',
    );
    const store = await tried({ reference, generations: [response, response] }, inputs);
    const options = { store, service: serviceOf(store), annotator: me, taskIds: ['t'], concurrency: 1 };
    await runAll(options);
    const detail = await store.taskDetail('t', me);
    const found = new Map<string, Compared | undefined>();
    for (const input of inputsToRun(detail)) {
      const run = detail.runs.find((one) => one.response === 1 && one.input?.id === input.id);
      const own = detail.oracle?.find((one) => one.inputId === input.id);
      if (run) found.set(input.code ?? '', comparedWith(run, input, own));
    }
    assert.deepEqual(Object.fromEntries(found), {
      'div(6, 3)': { same: true, by: 'value', reference: '2' },
      'div(1, 0)': {
        same: true,
        by: 'exception',
        reference: 'ZeroDivisionError: integer division or modulo by zero',
      },
      'div(7, 2)': { same: false, by: 'value', reference: '3' },
      'show(2)': { same: false, by: 'output', reference: 'x is 2' },
      'print(div(8, 4))': { same: true, by: 'output', reference: '2' },
      'div("a", 1)': {
        same: true,
        by: 'exception',
        reference: "TypeError: unsupported operand type(s) for //: 'str' and 'int'",
      },
    });
  });

  test('a reference that is no program is looked at once', async () => {
    const store = await tried({ ...humanEval, reference: 'See the book, page 12.' });
    assert.deepEqual(await store.oracleFaults(), []);
    assert.deepEqual(await store.tasksToProve(0, 5), []);
  });
});
