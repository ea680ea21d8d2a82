/**
 * Forms in which tests of Python come: a name, the tests, a right program, and a wrong one (or what is exchanged in the right one). `mark`: what
 * the right one is told with.
 */
export interface Form {
  name: string;
  tests: string;
  right: string;
  wrong: string | [from: string, to: string];
  mark?: string;
  instruction?: string;
}

const double = 'def double(n):\n    return 2 * n\n';
const off = 'def double(n):\n    return n ** 2\n';
const later = 'import asyncio\nasync def later(n):\n    await asyncio.sleep(0)\n    return 2 * n\n';
const queue = `class Empty(Exception):
    pass


class Jobs:
    def __init__(self, names=()):
        self.names = list(names)

    def add(self, name):
        self.names.append(name)
        return self

    def take(self):
        if not self.names:
            raise Empty("no jobs")
        return self.names.pop(0)

    def __len__(self):
        return len(self.names)

    def __iter__(self):
        return iter(self.names)

    def __eq__(self, other):
        return type(other) is Jobs and self.names == other.names

    @property
    def first(self):
        return self.names[0]
`;
const lifo: [string, string] = ['pop(0)', 'pop()'];

export const forms: Form[] = [
  {
    name: 'check, called',
    tests:
      'def check(candidate):\n    assert candidate(3) == 6, "three"\n    assert candidate(-1) == -2\n\ncheck(double)',
    right: double,
    wrong: off,
  },
  {
    name: 'check, left open',
    tests: 'def check(candidate):\n    assert candidate(3) == 6',
    right: double,
    wrong: off,
  },
  {
    name: 'check, left open, beside helpers',
    tests: 'def check(candidate):\n    assert candidate(3) == 6',
    right: `def helper(n):\n    return n\n\n${double}`,
    wrong: `def helper(n):\n    return n\n\n${off}`,
  },
  {
    name: 'check, left open, before what it calls and who calls it',
    tests: 'def check(candidate):\n    assert candidate(3) == 6',
    right: `def double(n):\n    return times(n, 2)\n\ndef times(n, by):\n    return n * by if by else times(n, by)\n\ndef main():\n    print(double(1))\n`,
    wrong: ['n * by', 'n + by'],
  },
  {
    name: 'check without parameters',
    tests: 'def check():\n    assert double(3) == 6',
    right: double,
    wrong: off,
  },
  {
    name: 'single assertions with a set-up',
    tests: 'import math\nlimit = math.ceil(5.5)\nassert double(3) == limit\nassert double(0) == 0',
    right: double,
    wrong: off,
  },
  {
    name: 'sets',
    tests: 'assert set(shared([1, 2, 3], [3, 2])) == set([2, 3])',
    right: 'def shared(a, b):\n    return [x for x in a if x in b]\n',
    wrong: 'def shared(a, b):\n    return a\n',
  },
  {
    name: 'nearly equal',
    tests: 'assert abs(half(3) - 1.5) < 1e-9',
    right: 'def half(n):\n    return n / 2\n',
    wrong: ['/ 2', '// 2'],
  },
  { name: 'a comparison that stands alone', tests: 'double(3) == 6', right: double, wrong: off },
  {
    name: 'unittest',
    tests:
      'import unittest\nclass Doubles(unittest.TestCase):\n    def test_small(self):\n        self.assertEqual(double(3), 6)\n    def test_kind(self):\n        with self.assertRaises(TypeError):\n            double(None)',
    right: double,
    wrong: off,
  },
  {
    name: 'unittest under another name',
    tests:
      'from unittest import TestCase as Base, main\nclass Checks(Base):\n    def setUp(self):\n        self.n = 3\n    def test(self):\n        for n in (self.n, 4):\n            with self.subTest(n=n):\n                self.assertTrue(double(n) == 2 * n)\nmain(argv=["x"], exit=False)',
    right: double,
    wrong: off,
  },
  {
    name: 'unittest of asynchronous code',
    tests:
      'import unittest\nclass T(unittest.IsolatedAsyncioTestCase):\n    async def test_it(self):\n        self.assertEqual(await later(3), 6)',
    right: later,
    wrong: 'async def later(n):\n    return n\n',
  },
  {
    name: 'unittest that imports the program',
    tests:
      'import unittest\nfrom solution import double\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(double(3), 6)\nif __name__ == "__main__":\n    unittest.main()',
    right: double,
    wrong: off,
  },
  {
    name: 'an import of a module of a package that is nowhere',
    tests: 'from tools.numbers import double\nassert double(3) == 6',
    right: double,
    wrong: off,
  },
  {
    name: 'test functions',
    tests: 'def test_small():\n    assert double(3) == 6\ndef test_zero():\n    assert double(0) == 0',
    right: double,
    wrong: off,
  },
  {
    name: 'test functions, one of which is called',
    tests:
      'def test_zero():\n    assert double(0) == 0\ndef test_small():\n    assert double(3) == 6\ntest_zero()',
    right: double,
    wrong: off,
  },
  {
    name: 'an asynchronous test function',
    tests: 'async def test_it():\n    assert await later(3) == 6',
    right: later,
    wrong: ['2 * n', 'n'],
  },
  {
    name: 'pytest: parameters',
    tests:
      'import pytest\n@pytest.mark.parametrize("n, wanted", [(3, 6), (2, 4)])\ndef test_it(n, wanted):\n    assert double(n) == wanted',
    right: double,
    wrong: off,
  },
  {
    name: 'pytest: fixtures',
    tests:
      'import pytest\n@pytest.fixture\ndef three():\n    return 3\ndef test_it(three, tmp_path):\n    assert double(three) == 6',
    right: double,
    wrong: off,
  },
  {
    name: 'pytest: classes',
    tests:
      'class TestDouble:\n    def setup_method(self):\n        self.n = 3\n    def test_it(self):\n        assert double(self.n) == 6',
    right: double,
    wrong: off,
  },
  {
    name: 'pytest: raises and approx',
    tests:
      'import pytest\ndef test_it():\n    with pytest.raises(Empty, match="no jobs"):\n        Jobs().take()\n    assert Jobs("ab").take() == "a"\n    assert len(Jobs("ab")) / 3 == pytest.approx(0.6667, abs=1e-3)',
    right: queue,
    wrong: lifo,
  },
  {
    name: 'pytest: asynchronous',
    tests:
      'import pytest\n@pytest.mark.parametrize("n", [3, 4])\nasync def test_it(n):\n    assert await later(n) == 2 * n',
    right: later,
    wrong: ['2 * n', 'n'],
  },
  {
    name: 'pytest: what is printed',
    tests:
      'import pytest\ndef test_it(capsys):\n    hello("you")\n    assert capsys.readouterr().out == "hello, you\\n"',
    right: 'def hello(name):\n    print(f"hello, {name}")\n',
    wrong: ['hello,', 'hello'],
  },
  {
    name: 'asyncio.run and gather',
    tests:
      'import asyncio\nasync def both():\n    return await asyncio.gather(later(1), later(2))\nassert asyncio.run(both()) == [2, 4]',
    right: later,
    wrong: ['2 * n', 'n'],
  },
  {
    name: 'a class of the program',
    tests:
      'jobs = Jobs()\njobs.add("a").add("b")\nassert len(jobs) == 2\nassert jobs.first == "a"\nassert list(jobs) == ["a", "b"]\nassert isinstance(jobs, Jobs)\nassert jobs.take() == "a"',
    right: queue,
    wrong: lifo,
  },
  {
    name: 'an error of the program',
    tests:
      'try:\n    Jobs().take()\n    assert False, "no error"\nexcept Empty as error:\n    assert str(error) == "no jobs"\nassert Jobs(["a", "b"]).take() == "a"',
    right: queue,
    wrong: lifo,
  },
  {
    name: 'things that are equal by their own class',
    tests: 'assert Jobs(["a"]) == Jobs(["a"])\nassert Jobs(["a", "b"]).take() == "a"',
    right: queue,
    wrong: lifo,
    mark: 'own-class',
  },
  {
    name: 'an argument that is changed',
    tests: 'numbers = [3, 1, 2]\narrange(numbers)\nassert numbers == [1, 2, 3]',
    right: 'def arrange(numbers):\n    numbers.sort()\n',
    wrong: ['sort', 'reverse'],
  },
  {
    name: 'the argument itself as the value',
    tests: 'numbers = [3, 1]\nassert arrange(numbers) is numbers\nassert numbers == [1, 3]',
    right: 'def arrange(numbers):\n    numbers.sort()\n    return numbers\n',
    wrong: ['return numbers', 'return list(numbers)'],
  },
  {
    name: 'a function as argument',
    tests: 'assert each(lambda x: x + 1, [1, 2]) == [2, 3]\nassert each(str, [1]) == ["1"]',
    right: 'def each(f, xs):\n    return [f(x) for x in xs]\n',
    wrong: ['f(x) for', 'f(f(x)) for'],
  },
  {
    name: 'a function as value, arguments by name',
    tests: 'add = adder(by=2)\nassert add(3) == 5',
    right: 'def adder(by):\n    return lambda n: n + by\n',
    wrong: ['n + by', 'n - by'],
  },
  {
    name: 'a decorator',
    tests:
      'calls = []\n@twice\ndef note(x):\n    calls.append(x)\n    return x\nassert note(3) == 3\nassert calls == [3, 3]',
    right: 'def twice(f):\n    def g(*args):\n        f(*args)\n        return f(*args)\n    return g\n',
    wrong: ['        f(*args)\n', ''],
  },
  {
    name: 'an error of the tests in a function of theirs',
    tests:
      'class Boom(Exception):\n    pass\ndef fails():\n    raise Boom("x")\ntry:\n    attempt(fails)\n    assert False\nexcept Boom as error:\n    assert str(error) == "x"\nassert attempt(lambda: 3) == 3',
    right: 'def attempt(f):\n    return f()\n',
    wrong: 'def attempt(f):\n    try:\n        return f()\n    except Exception:\n        return 3\n',
  },
  {
    name: 'a generator',
    tests: 'numbers = count(3)\nassert next(numbers) == 0\nassert list(numbers) == [1, 2]',
    right: 'def count(n):\n    for i in range(n):\n        yield i\n',
    wrong: ['yield i', 'yield i * 2'],
  },
  {
    name: 'an iterator of the tests',
    tests: 'assert total(x for x in [1, 2, 3]) == 6\nassert total(iter([1])) == 1',
    right: 'def total(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s\n',
    wrong: ['s += x', 's = x'],
  },
  {
    name: 'a context',
    tests: 'with Opened("a") as opened:\n    assert opened.name == "a"\nassert opened.closed',
    right:
      'class Opened:\n    closed = False\n    def __init__(self, name):\n        self.name = name\n    def __enter__(self):\n        return self\n    def __exit__(self, *error):\n        self.closed = True\n',
    wrong: ['self.closed = True', 'pass'],
  },
  {
    name: 'values of the library',
    tests:
      'import datetime\nfrom decimal import Decimal\nfrom fractions import Fraction\nassert counted("aab") == {"a": 2, "b": 1}\nassert third() == Fraction(1, 3)\nassert price() == Decimal("1.10")\nassert day() + datetime.timedelta(days=1) == datetime.date(2024, 3, 1)',
    right:
      'import datetime\nfrom collections import Counter\nfrom decimal import Decimal\nfrom fractions import Fraction\ndef counted(s):\n    return Counter(s)\ndef third():\n    return Fraction(2, 6)\ndef price():\n    return Decimal("1.10")\ndef day():\n    return datetime.date(2024, 2, 29)\n',
    wrong: ['1.10', '1.2'],
  },
  {
    name: 'a named tuple',
    tests: 'assert at(1) == (1, 2)\nassert at(1).y == 2',
    right:
      'from collections import namedtuple\nP = namedtuple("P", "x y")\ndef at(n):\n    return P(n, n + 1)\n',
    wrong: ['n + 1', 'n'],
  },
  {
    name: 'a data class',
    tests: 'assert moved(P(1, 2), 3).x == 4\nassert moved(P(1, 2), 3) == P(4, 2)',
    right:
      'from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int\ndef moved(p, by):\n    return P(p.x + by, p.y)\n',
    wrong: ['p.x + by', 'p.x'],
    mark: 'own-class',
  },
  {
    name: 'members of an enum and constants',
    tests: 'assert turned(Way.LEFT) is Way.RIGHT\nassert Way.LEFT.value == 1\nassert LIMIT == 5',
    right:
      'from enum import Enum\nclass Way(Enum):\n    LEFT = 1\n    RIGHT = 2\nLIMIT = 5\ndef turned(way):\n    return Way.RIGHT if way is Way.LEFT else Way.LEFT\n',
    wrong: ['Way.RIGHT if way is Way.LEFT else Way.LEFT', 'way'],
    mark: 'own-class',
  },
  {
    name: 'what is printed, redirected',
    tests:
      'import contextlib, io\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    hello()\nassert out.getvalue() == "hello\\n"',
    right: 'def hello():\n    print("hello")\n',
    wrong: ['hello")', 'Hello")'],
  },
  {
    name: 'an object of the tests as argument',
    tests:
      'class Node:\n    def __init__(self, value, next=None):\n        self.value, self.next = value, next\nlist_ = Node(1, Node(2))\nassert total(list_) == 3\nlast = reversed_(list_)\nassert last.value == 2 and last.next is list_',
    right:
      'def total(node):\n    return node.value + total(node.next) if node else 0\ndef reversed_(node):\n    before = None\n    while node:\n        node.next, before, node = before, node, node.next\n    return before\n',
    wrong: ['node.value + total', 'total'],
  },
  {
    name: 'a name of the builtins',
    tests: 'assert sum(10, 15) == 6',
    right: 'def sum(a, b):\n    return a % 4 + b % 11\n',
    wrong: 'def sum(a, b):\n    return a + b\n',
  },
  {
    name: 'a file of the tests',
    tests: 'with open("x.txt", "w") as f:\n    f.write("1\\n2\\n")\nassert lines("x.txt") == 2',
    right: 'def lines(path):\n    with open(path) as f:\n        return len(f.readlines())\n',
    wrong: 'def lines(path):\n    return 0\n',
  },
  {
    name: 'input() in place of another',
    tests:
      'from unittest.mock import patch\nwith patch("builtins.input", return_value="3"):\n    assert ask() == 6',
    right: 'def ask():\n    return 2 * int(input())\n',
    wrong: ['2 * ', ''],
    mark: 'in-process',
  },
  {
    name: 'a function of the program in place of another',
    tests:
      'from unittest.mock import patch\nimport solution\ndef test_it():\n    with patch.object(solution, "fetch", return_value="x"):\n        assert solution.shown() == "<x>"',
    right: 'def fetch():\n    raise OSError\ndef shown():\n    return f"<{fetch()}>"\n',
    wrong: ['<{fetch()}>', '{fetch()}'],
    mark: 'in-process',
  },
  {
    name: 'a class that builds on the program’s',
    tests:
      'class Loud(Base):\n    def name(self):\n        return "loud"\nassert Loud().hello() == "hello loud"',
    right: 'class Base:\n    def hello(self):\n        return "hello " + self.name()\n',
    wrong: ['"hello "', '"hello"'],
    mark: 'in-process',
  },
  {
    name: 'chance that is seeded',
    tests:
      'import random\nrandom.seed(1)\nfirst = draw()\nrandom.seed(1)\nassert draw() == first\nassert 0 <= first < 10',
    right: 'import random\ndef draw():\n    return random.randrange(10)\n',
    wrong: ['randrange(10)', 'random() + 10'],
    mark: 'in-process',
  },
  {
    name: 'the environment',
    tests: 'import os\nos.environ["MODE"] = "a"\nassert mode() == "a"',
    right: 'import os\ndef mode():\n    return os.environ["MODE"]\n',
    wrong: ['os.environ["MODE"]', '"b"'],
    mark: 'in-process',
  },
  {
    name: 'helpers and imports that the instruction gives',
    tests:
      'def check(candidate):\n    for s in ("abc", "xyz"):\n        assert candidate(shifted(s)) == s\n\ncheck(back)',
    instruction:
      'from typing import List\n\ndef shifted(s: str) -> str:\n    """By one."""\n    return "".join(chr((ord(c) - 96) % 26 + 97) for c in s)\n\ndef back(s: str) -> str:\n    """What was shifted, as it was."""\n',
    right: 'def back(s: str) -> List[str]:\n    return "".join(chr((ord(c) - 98) % 26 + 97) for c in s)\n',
    wrong: ['- 98', '- 97'],
  },
  {
    name: 'what is to be mended is no helper',
    tests: 'assert double(3) == 6',
    instruction: 'Mend this:\n\n```python\ndef double(n):\n    return n + n + 1\n```\n',
    right: double,
    wrong: off,
  },
];
