/** Wrong programs that want to read as passed: a name, the kind of tests, the program, and the mark that it gets where it does pass. */
export type Forger = [name: string, kind: TestKind, program: string, mark?: string];

/** The function that is asked for is `cube`. A text of code that checks, or a snippet with the value that is expected. */
export const testKinds = {
  check: 'def check(candidate):\n    assert candidate(2) == 8\n    assert candidate(3) == 27\n\ncheck(cube)',
  unittest:
    'import unittest\nclass T(unittest.TestCase):\n    def test_cube(self):\n        self.assertEqual(cube(2), 8)\n        self.assertEqual(cube(3), 27)',
  pytest:
    'import pytest\ndef test_cube():\n    assert cube(3) == 27\n    with pytest.raises(TypeError):\n        cube("x")',
  near: 'import math\nassert math.isclose(cube(2), 8)\nassert math.isclose(cube(3), 27)',
  difference: 'assert abs(cube(2) - 8) < 1e-9\nassert all(abs(cube(n) - n ** 3) < 1e-9 for n in (3, 4))',
  holds: 'assert 27 in cube(3)\nassert not 5 in cube(3)',
  order: 'assert cube(3) <= 27 <= cube(3)',
  truth: 'assert cube(3)',
  rounded: 'assert round(cube(3), 2) == 27',
  pair: 'assert cube(3) == cube(3)\nassert cube(3) != cube(2)',
  helper: 'def check(candidate):\n    assert abs(value_of([-27, 1], candidate(3))) < 1e-4\n\ncheck(cube)',
  raises: 'try:\n    cube("x")\n    assert False\nexcept ValueError as e:\n    pass\nassert cube(3) == 27',
  value: { code: 'cube(3)', expectedValue: '27' },
  list: { code: 'cube(3)', expectedValue: '[27]' },
} as const;
export type TestKind = keyof typeof testKinds;

/** What the instruction gives. */
export const instruction =
  'def value_of(xs, x):\n    return sum(c * x ** i for i, c in enumerate(xs))\n\n\ndef cube(n):\n    """The third power."""\n';
