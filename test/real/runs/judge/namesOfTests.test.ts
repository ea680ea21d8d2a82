// Programs that are called as something in their tests is: the names of a program never collide with those of what judges it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeIn } from '../../../hazards/evidence/judgedRun.ts';

interface Named {
  name: string;
  right: string;
  wrong: [from: string, to: string];
  tests: string;
  marks?: string[];
}

const twice = (name: string): Pick<Named, 'right' | 'wrong'> => ({
  right: `def ${name}(n):\n    return n * 2\n`,
  wrong: ['* 2', '* 3'],
});

const named: Named[] = [
  {
    name: 'a function that its tests call with a function of that name',
    ...twice('check'),
    tests: 'def check(candidate):\n    assert candidate(2) == 4\n\ncheck(check)\n',
  },
  {
    name: 'the same where the tests need the program’s process',
    ...twice('check'),
    tests:
      'import random\nrandom.seed(1)\ndef check(candidate):\n    assert candidate(2) == 4\n\ncheck(check)\n',
    marks: ['in-process'],
  },
  {
    name: 'an argument of another function of the tests',
    ...twice('candidate'),
    tests: 'def check(candidate):\n    assert candidate(2) == 4\n\ncheck(candidate)\n',
  },
  {
    name: 'a local name of one test, used in another',
    ...twice('result'),
    tests:
      'def test_a():\n    result = 4\n    assert len([result]) == 1 and other() == 4\n\ndef other():\n    return result(2)\n\nclass Of:\n    result = None\n    def get(self):\n        return result(2)\n\ndef test_b():\n    assert Of().get() == 4\n',
  },
  {
    name: 'a variable of a comprehension',
    ...twice('n'),
    tests: 'assert [n for n in range(2)] == [0, 1]\nassert n(2) == 4\n',
  },
  {
    name: 'a name that the tests bind once they have used it',
    ...twice('called'),
    tests: 'called = called\nassert called(2) == 4\n',
  },
  { name: 'a module that nobody imported', ...twice('math'), tests: 'assert math(2) == 4\n' },
  {
    name: 'what an assertion is counted by',
    ...twice('_ts_check'),
    tests: 'assert _ts_check(2) == 4\nassert _ts_check(3) == 6\n',
  },
  {
    name: 'a test of pytest',
    right: 'def test_value(n):\n    return n * 2\n',
    wrong: ['* 2', '* 3'],
    tests:
      'import pytest\n\n@pytest.fixture\ndef four():\n    return 4\n\ndef test_it(four):\n    assert test_value(2) == four\n',
  },
  {
    name: 'a test of pytest that needs the program’s process',
    right: 'import os\n\ndef test_value(n):\n    return n * int(os.environ["BY"])\n',
    wrong: ['n *', '1 + n *'],
    tests:
      'import pytest\n\ndef test_it(monkeypatch):\n    monkeypatch.setenv("BY", "2")\n    assert test_value(2) == 4\n',
    marks: ['in-process'],
  },
];

describe('a program that is called as', { concurrency: 2 }, () => {
  for (const { name, right, wrong, tests, marks = [] } of named)
    test(name, async () => {
      const input = { code: tests, checks: true };
      const good = await judgeIn('waiting interpreter', right, input);
      assert.equal(good.verdict, 'passed', JSON.stringify(good));
      assert.deepEqual(good.evidence?.marks, marks);
      const bad = await judgeIn('waiting interpreter', right.replace(...wrong), input);
      assert.equal(bad.verdict, 'differs', JSON.stringify(bad));
    });
});

test('a module whose functions the tests use is the library’s, whatever the program calls so', async () => {
  const program =
    'class math:\n    isclose = staticmethod(lambda a, b: True)\n\ndef half(n):\n    return n\n';
  const code = 'assert math.isclose(half(3), 1.5)';
  assert.equal((await judgeIn('waiting interpreter', program, { code, checks: true })).verdict, 'differs');
});

test('a program without the function that its tests are handed by its name lacks it', async () => {
  const code = 'def check(candidate):\n    assert candidate(2) == 4\n\ncheck(check)\n';
  const { verdict, evidence } = await judgeIn('waiting interpreter', 'x = 1\n', { code, checks: true });
  assert.equal(verdict, 'crashed');
  assert.deepEqual(evidence?.obstacle, { kind: 'missing', text: 'check' });
});
