"""Problems of our own in the way of MBPP, as JSON lines: plain functions with cases, each with a small change that a case tells.

What a case comes to is what the solution gives in a Python of its own. The names are what this is about: many are those of tests, of
modules and of what runs the tests.
"""

import ast
import json
import re

PROBLEMS = []


def problem(name, code, change, *cases, prompt=""):
    """`change`: the text that makes the solution wrong, as `old => new`. `cases`: arguments, as Python writes them."""
    PROBLEMS.append((name, code.strip("\n") + "\n", change, cases, prompt))


# Names that tests, frameworks, modules and harnesses have as well.
problem("check", "def check(n):\n    return n == 2 * sum(int(c) for c in str(n)) + n % 2", "2 * => 3 *", "18", "36", "7")
problem("candidate", "def candidate(words):\n    return sorted(words, key=len)[0]", "[0] => [-1]", "['abc', 'z', 'xy']", "['one']")
problem("test", "def test(a, b):\n    return a * a + b * b", "a * a => a + a", "3, 4", "1, 1", "0, -2")
problem("assert_equal", "def assert_equal(a, b, c):\n    return max([a, b, c].count(x) for x in (a, b, c))", "max => min", "1, 1, 2", "1, 1, 1", "1, 2, 3")
problem("main", "def main(items):\n    total = 0\n    for item in items:\n        total += item\n    return total", "+= => -=", "[1, 2, 3]", "[]", "[-5, 2]")
problem("solution", "def solution(s):\n    return s[::-1]", "[::-1] => [::1]", "'abc'", "''", "'été'")
problem("Solution", "def Solution(n):\n    return [i * i for i in range(n)]", "i * i => i + i", "3", "0", "5")
problem("math", "def math(a, b):\n    while b:\n        a, b = b, a % b\n    return a", "return a => return b", "12, 18", "7, 5", "100, 10")
problem("os", "def os(path):\n    return path.rsplit('/', 1)[-1]", "[-1] => [0]", "'a/b/c.txt'", "'x'", "'/'")
problem("json", "def json(pairs):\n    return {k: v for k, v in pairs}", "k: v => v: k", "[('a', 1), ('b', 2)]", "[]")
problem("re", "def re(text):\n    import re as regex\n    return regex.findall(r'[aeiou]+', text)", "[aeiou]+ => [aeiou]", "'queue up'", "'xyz'")
problem("string", "def string(n):\n    return ''.join(chr(97 + i) for i in range(n))", "97 => 65", "3", "1")
problem("collections", "def collections(xs):\n    seen = {}\n    for x in xs:\n        seen[x] = seen.get(x, 0) + 1\n    return seen", "+ 1 => + 2", "[1, 1, 2]", "['a']")
problem("operator", "def operator(a, op, b):\n    return {'+': a + b, '-': a - b, '*': a * b}[op]", "a - b => b - a", "1, '+', 2", "5, '-', 3", "4, '*', 4")
problem("value", "def value(roman):\n    v = {'I': 1, 'V': 5, 'X': 10, 'L': 50}\n    return sum(-v[a] if v[a] < v.get(b, 0) else v[a] for a, b in zip(roman, roman[1:] + ' '))", "-v[a] => v[a]", "'XIV'", "'III'", "'XL'")
problem("args", "def args(*numbers):\n    return len(numbers), sum(numbers)", "len(numbers), => len(numbers) + 1,", "1, 2, 3", "5")
problem("cases", "def cases(text):\n    return sum(c.isupper() for c in text), sum(c.islower() for c in text)", "isupper => isalpha", "'aBc'", "'ABC'", "''")
problem("called", "def called(n):\n    return 'even' if n % 2 == 0 else 'odd'", "== 0 => == 1", "2", "7")
problem("test_it", "def test_it(year):\n    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)", "% 400 => % 4", "2000", "1900", "2024", "2023")
problem("test_0", "def test_0(xs):\n    return xs[0] if xs else None", "xs[0] => xs[-1]", "[4, 5]", "[]")
problem("TestIt", "def TestIt(xs, k):\n    return xs[k:] + xs[:k]", "xs[k:] + xs[:k] => xs[:k] + xs[k:]", "[1, 2, 3], 1", "[1], 0")
problem("self", "def self(x, y):\n    return (x, y) if x < y else (y, x)", "x < y => x > y", "1, 2", "5, 3")
problem("unittest", "def unittest(a):\n    return [x for x in a if x > 0]", "> 0 => >= 0", "[1, 0, -1]", "[]")
problem("pytest", "def pytest(a, n):\n    return [a[i:i + n] for i in range(0, len(a), n)]", "a[i:i + n] => a[i:n]", "[1, 2, 3, 4, 5], 2", "[], 3")
problem("asyncio", "def asyncio(a, b):\n    return list(zip(a, b))", "zip(a, b) => zip(b, a)", "[1, 2], ['a', 'b']", "[], []")
problem("sum", "def sum(a, b):\n    total = 0\n    for i in range(1, min(a, b) + 1):\n        if a % i == 0 and b % i == 0:\n            total += i\n    return total", "+ 1) => )", "10, 15", "6, 12")
problem("list", "def list(head, *tail):\n    return [head, *tail]", "[head, *tail] => [*tail, head]", "1, 2", "'x'")
problem("sorted", "def sorted(words):\n    words = words[:]\n    words.sort(key=lambda w: (len(w), w))\n    return words", "(len(w), w) => w", "['bb', 'z', 'ccc', 'ab']", "[]")
problem("run", "def run(text):\n    best = now = 0\n    last = None\n    for c in text:\n        now = now + 1 if c == last else 1\n        last = c\n        best = max(best, now)\n    return best", "max(best, now) => now", "'aabbbc'", "''", "'zz'")
problem("expected", "def expected(p, q):\n    return round(sum(a * b for a, b in zip(p, q)), 4)", "a * b => a + b", "[0.5, 0.5], [1, 2]", "[], []")
problem("names", "def names(full):\n    return [part.capitalize() for part in full.split()]", "capitalize => lower", "'ada LOVELACE'", "''")
problem("program", "def program(ops):\n    stack = []\n    for op in ops.split():\n        if op in '+-*':\n            b, a = stack.pop(), stack.pop()\n            stack.append(a + b if op == '+' else a - b if op == '-' else a * b)\n        else:\n            stack.append(int(op))\n    return stack[-1]", "a - b => b - a", "'3 4 +'", "'5 1 2 + 4 * + 3 -'")
problem("ledger", "def ledger(entries):\n    balance = 0.0\n    out = []\n    for e in entries:\n        balance += e\n        out.append(round(balance, 2))\n    return out", "+= e => = e", "[1.1, 2.2, -0.3]", "[]")
problem("ast", "def ast(n):\n    return bin(n)[2:]", "[2:] => [1:]", "5", "0", "1023")
problem("_ts_check", "def _ts_check(n):\n    return n > 1 and all(n % i for i in range(2, int(n ** 0.5) + 1))", "+ 1)) => ))", "9", "7", "1")
problem("Host", "def Host(url):\n    return url.split('://')[-1].split('/')[0]", "[0] => [-1]", "'https://a.b/c'", "'x.y'")

NAMED = len(PROBLEMS)

# Kinds of values.
problem("average", "def average(xs):\n    return sum(xs) / len(xs)", "/ len => // len", "[1, 2]", "[0.1, 0.2, 0.3]", "[5]")
problem("hypotenuse", "import math\n\ndef hypotenuse(a, b):\n    return math.sqrt(a * a + b * b)", "a * a + => a +", "3, 4", "1, 1", "1e-3, 2e-3")
problem("big_power", "def big_power(base, exponent):\n    return base ** exponent", "** exponent => ** (exponent - 1)", "2, 200", "10, 40", "-7, 31")
problem("factorial_digits", "def factorial_digits(n):\n    f = 1\n    for i in range(2, n + 1):\n        f *= i\n    return [int(d) for d in str(f)]", "n + 1 => n", "25", "3")
problem("nest", "def nest(n):\n    return [] if n == 0 else [nest(n - 1), n]", "[nest(n - 1), n] => [n, nest(n - 1)]", "3", "0", "1")
problem("flatten", "def flatten(xs):\n    for x in _walk(xs):\n        pass\n    return list(_walk(xs))\n\ndef _walk(xs):\n    for x in xs:\n        if isinstance(x, list):\n            yield from _walk(x)\n        else:\n            yield x", "yield from _walk(x) => yield from x", "[1, [2, [3, [4]]]]", "[]", "[[['a']], 'b']")
problem("invert", "def invert(d):\n    out = {}\n    for k, v in d.items():\n        out.setdefault(v, []).append(k)\n    return out", "append(k) => append(v)", "{'a': 1, 'b': 1, 'c': 2}", "{}")
problem("matrix_turn", "def matrix_turn(m):\n    return [list(row) for row in zip(*m[::-1])]", "m[::-1] => m", "[[1, 2], [3, 4]]", "[[1, 2, 3]]")
problem("common", "def common(a, b):\n    return set(a) & set(b)", "& => |", "[1, 2, 3], [2, 3, 4]", "[1], [2]")
problem("frozen", "def frozen(a):\n    return frozenset(x % 3 for x in a)", "% 3 => % 2", "[1, 2, 3, 4]", "[9]")
problem("pairs", "def pairs(t):\n    return tuple((t[i], t[i + 1]) for i in range(len(t) - 1))", "len(t) - 1 => len(t) - 2", "(1, 2, 3)", "('a', 'b')", "()")
problem("nothing", "def nothing(xs, want):\n    for i, x in enumerate(xs):\n        if x == want:\n            return i\n    return None", "return None => return -1", "[1, 2], 3", "[1, 2], 2", "[], None")
problem("to_bytes", "def to_bytes(text):\n    return text.encode('utf-8')", "utf-8 => utf-16-le", "'a'", "'ü€'")
problem("mixed", "def mixed(a, b, c):\n    return {'n': None, 'l': [a, (b, c)], True: 1.5, (1, 2): {a}}", "(b, c) => (c, b)", "1, 'two', 3.0")
problem("turned", "def turned(z):\n    return z * 1j", "1j => -1j", "1+2j", "0j")
problem("infinite", "def infinite(xs):\n    return max(xs, default=float('-inf')) > 1e308", "> 1e308 => > 1e307", "[1e308]", "[]", "[2]")
problem("rounded", "def rounded(x, n):\n    return round(x, n)", "round(x, n) => round(x, n + 1)", "2.675, 2", "3.14159, 3", "-0.5, 0")
problem("quoted", "def quoted(text):\n    return '\"' + text.replace('\\\\', '\\\\\\\\').replace('\"', '\\\\\"') + '\"'", "replace('\"' => replace(\"'\"", "'say \"hi\"'", "'back\\\\slash'", "\"it's\"")
problem("lines", "def lines(text):\n    return text.splitlines()", "splitlines() => split()", "'a b\\nc'", "''", "'\\ttab'")
problem("palindrome", "def palindrome(s):\n    s = [c.lower() for c in s if c.isalnum()]\n    return s == s[::-1]", "c.lower() => c", "'A man, a plan'", "'Aa'", "'racecar'")

# Programs of several parts.
problem("fibonacci", "_memo = {0: 0, 1: 1}\n\ndef fibonacci(n):\n    if n not in _memo:\n        _memo[n] = fibonacci(n - 1) + fibonacci(n - 2)\n    return _memo[n]", "1: 1 => 1: 2", "90", "0", "7")
problem("hanoi", "def hanoi(n, a='A', b='B', c='C'):\n    if n == 0:\n        return []\n    return hanoi(n - 1, a, c, b) + [(a, c)] + hanoi(n - 1, b, a, c)", "[(a, c)] => [(c, a)]", "2", "0", "3, 'x', 'y', 'z'")
problem("area", "PI = 3.14159\n\ndef square(x):\n    return x * x\n\ndef area(r):\n    return round(PI * square(r), 3)\n", "x * x => x + x", "1", "2.5", "0")
problem("primes", "def primes(n):\n    return list(_sieve(n))\n\ndef _sieve(n):\n    composite = set()\n    for i in range(2, n):\n        if i not in composite:\n            yield i\n            composite.update(range(i * i, n, i))", "range(2, n) => range(1, n)", "20", "2")
problem("counter", "count = 0\n\ndef bump():\n    global count\n    count += 1\n    return count\n\ndef counter(n):\n    global count\n    count = 0\n    return [bump() for _ in range(n)]", "count = 0\n    return => count = 1\n    return", "3", "0")
problem("is_even", "def is_even(n):\n    return True if n == 0 else is_odd(n - 1)\n\ndef is_odd(n):\n    return False if n == 0 else is_even(n - 1)", "True if => False if", "10", "7", "0", prompt="# Write `is_even(n)`.\n")
problem("distance", "from dataclasses import dataclass\n\n@dataclass\nclass Point:\n    x: int\n    y: int\n\ndef distance(a, b):\n    p, q = Point(*a), Point(*b)\n    return abs(p.x - q.x) + abs(p.y - q.y)", "+ abs => - abs", "(0, 0), (3, 4)", "(1, 1), (1, 1)")
problem("permute", "from itertools import permutations\n\ndef permute(s):\n    return sorted({''.join(p) for p in permutations(s)})", "sorted({ => list({", "'aab'", "'x'", "'abcd'")
problem("topmost", "import heapq as h\nfrom collections import Counter\n\ndef topmost(words, k):\n    return h.nlargest(k, Counter(words).items(), key=lambda kv: (kv[1], kv[0]))", "nlargest => nsmallest", "['a', 'b', 'a'], 1", "['x', 'y'], 2")
problem("compose", "def compose(n):\n    add = lambda k: lambda x: x + k\n    twice = lambda f: lambda x: f(f(x))\n    return twice(add(n))(1)", "f(f(x)) => f(x)", "3", "0")
problem("decorated", "import functools\n\ndef cached(f):\n    @functools.wraps(f)\n    def inner(*args):\n        if args not in inner.seen:\n            inner.seen[args] = f(*args)\n        return inner.seen[args]\n    inner.seen = {}\n    return inner\n\n@cached\ndef decorated(a, b):\n    return 1 if a == 0 or b == 0 else decorated(a - 1, b) + decorated(a, b - 1)", "1 if a => 2 if a", "10, 10", "0, 3")
problem("caught", "class Late(Exception):\n    pass\n\ndef caught(xs):\n    out = []\n    for x in xs:\n        try:\n            if x < 0:\n                raise Late(x)\n            out.append(10 // x)\n        except Late as error:\n            out.append(str(error))\n        except ZeroDivisionError:\n            out.append(None)\n    return out", "append(None) => append(0)", "[5, 0, -1]", "[]")
problem("changes", "def changes(xs):\n    xs.sort()\n    return xs", "xs.sort() => xs.reverse()", "[3, 1, 2]", "[]")
problem("printing", "def printing(n):\n    print('thinking about', n)\n    return n + 1", "n + 1 => n - 1", "1", "41")
problem("bits", "def bits(n):\n    c = 0\n    while n:\n        n &= n - 1\n        c += 1\n    return c", "c += 1 => c += 2", "255", "0", "1 << 70")
problem("grouped", "from itertools import groupby\n\ndef grouped(s):\n    return [(k, len(list(g))) for k, g in groupby(s)]", "len(list(g)) => 1", "'aabccc'", "''")


def change(code, text):
    old, new = text.split(" => ")
    assert old in code, text
    return code.replace(old, new)


def values(name, code, cases):
    scope = {"print": lambda *_: None}
    exec(code, scope)
    return [scope[name](*eval("[%s]" % args)) for args in cases]


def is_json(value):
    try:
        # Beyond 2^53 a reader of doubles would have other digits.
        return json.loads(json.dumps(value)) == value and not re.search(r"\d{16}", json.dumps(value))
    except (TypeError, ValueError):
        return False


def described(name, code, text, cases, prompt):
    """The problem with what its solution gives; its change has to give something else, or to fail."""
    right, mutant = values(name, code, cases), change(code, text)
    try:
        wrong = values(name, mutant, cases)
    except Exception:
        wrong = []
    if wrong and all(a == b for a, b in zip(right, wrong)):
        raise SystemExit("%s: no case tells the change" % name)
    args = [eval("[%s]" % one) for one in cases]
    called = [[a, value] for a, value in zip(args, right)]
    written = [{"args": [repr(a) for a in one], "value": repr(value)} for one, value in zip(args, right)]
    # How a set is written is nobody's promise, and what is printed beside the value is no value.
    printable = "print(" not in code and all(is_literal(case["value"]) for case in written)
    return {
        "task": "own/%s" % name, "prompt": prompt, "name": name, "right": code, "wrong": mutant, "cases": written,
        "json": called if all(map(is_json, called)) else None, "printable": printable,
    }


def is_literal(text):
    return not any(isinstance(node, (ast.Set, ast.Call)) for node in ast.walk(ast.parse(text)))


for number, one in enumerate(PROBLEMS):
    print(json.dumps({**described(*one), "named": number < NAMED}))
