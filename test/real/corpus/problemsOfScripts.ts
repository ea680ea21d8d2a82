import type { Problem } from './problem.ts';

const python: Omit<Problem, 'language'>[] = [
  {
    name: 'run_lengths',
    asks: 'Write a function run_lengths(text) that writes each run of one letter as its number and the letter: "aab" becomes "2a1b".',
    imports: '',
    helper: { name: 'one_run', code: 'def one_run(count, letter):\n    return f"{count}{letter}"\n' },
    head: 'def run_lengths(text):\n',
    body: '    out = ""\n    i = 0\n    while i < len(text):\n        j = i\n        while j < len(text) and text[j] == text[i]:\n            j += 1\n        out += one_run(j - i, text[i])\n        i = j\n    return out\n',
    wrong:
      '    out = ""\n    for letter in sorted(set(text)):\n        out += one_run(text.count(letter), letter)\n    return out\n',
    close: '',
    demo: 'print(run_lengths("aabbb"))\n',
    tests:
      'assert run_lengths("aab") == "2a1b"\nassert run_lengths("aba") == "1a1b1a"\nassert run_lengths("") == ""',
  },
  {
    name: 'most_frequent',
    asks: 'Write a function most_frequent(words) that returns the word that occurs most often; of several the one that comes first in the alphabet.',
    imports: 'from collections import Counter\nfrom typing import List\n',
    head: 'def most_frequent(words: List[str]) -> str:\n',
    body: '    counts = Counter(words)\n    most = max(counts.values())\n    return min(word for word in counts if counts[word] == most)\n',
    wrong: '    counts = Counter(words)\n    return counts.most_common(1)[0][0]\n',
    close: '',
    demo: 'words = ["b", "a", "b"]\nprint(most_frequent(words))\n',
    tests:
      'def check(candidate):\n    assert candidate(["b", "a", "b"]) == "b"\n    assert candidate(["b", "a"]) == "a"\n',
  },
  {
    name: 'clamp',
    asks: 'Write a function clamp(x, low, high) that returns x, but not less than low and not more than high.',
    imports: '',
    head: 'def clamp(x, low, high):\n    """Keep x between low and high."""\n',
    body: '    if x < low:\n        return low\n    if x > high:\n        return high\n    return x\n',
    wrong: '    if x < low:\n        return low\n    return x\n',
    close: '',
    demo: 'if __name__ == "__main__":\n    print(clamp(5, 0, 3))\n',
    tests: 'assert clamp(5, 0, 3) == 3\nassert clamp(-1, 0, 3) == 0\nassert clamp(2, 0, 3) == 2',
  },
  {
    name: 'Stack',
    asks: 'Write a class Stack with push(x), pop() and a property size. pop() of an empty stack raises IndexError.',
    imports: 'from typing import Any\n',
    head: 'class Stack:\n    def __init__(self) -> None:\n        self._items: list[Any] = []\n\n',
    body: '    def push(self, x: Any) -> None:\n        self._items.append(x)\n\n    def pop(self) -> Any:\n        return self._items.pop()\n\n    @property\n    def size(self) -> int:\n        return len(self._items)\n',
    wrong:
      '    def push(self, x: Any) -> None:\n        self._items.append(x)\n\n    def pop(self) -> Any:\n        return self._items.pop(0)\n\n    @property\n    def size(self) -> int:\n        return len(self._items)\n',
    close: '',
    demo: 'stack = Stack()\nstack.push(1)\nprint(stack.size)\n',
    tests:
      'import unittest\n\nclass T(unittest.TestCase):\n    def test_order(self):\n        s = Stack()\n        s.push(1)\n        s.push(2)\n        self.assertEqual(s.pop(), 2)\n        self.assertEqual(s.size, 1)\n',
  },
];

const javascript: Omit<Problem, 'language'>[] = [
  {
    name: 'runLengths',
    asks: 'Write a function runLengths(text) that writes each run of one letter as its number and the letter: "aab" becomes "2a1b".',
    imports: '',
    helper: { name: 'oneRun', code: 'function oneRun(count, letter) {\n  return `${count}${letter}`;\n}\n' },
    head: 'function runLengths(text) {\n',
    body: '  let out = "";\n  let i = 0;\n  while (i < text.length) {\n    let j = i;\n    while (j < text.length && text[j] === text[i]) {\n      j++;\n    }\n    out += oneRun(j - i, text[i]);\n    i = j;\n  }\n  return out;\n',
    wrong:
      '  let out = "";\n  for (const letter of [...new Set(text)].sort()) {\n    out += oneRun(text.split(letter).length - 1, letter);\n  }\n  return out;\n',
    close: '}\n',
    demo: 'console.log(runLengths("aabbb"));\n',
    tests:
      "const assert = require('node:assert');\nassert.strictEqual(runLengths('aab'), '2a1b');\nassert.strictEqual(runLengths('aba'), '1a1b1a');",
  },
  {
    name: 'unique',
    asks: 'Write a function unique(items) that returns the items of a list without repetition, in the order in which they came first.',
    imports: '',
    head: 'function unique(items) {\n',
    body: '  const seen = new Set();\n  return items.filter((item) => {\n    if (seen.has(item)) return false;\n    seen.add(item);\n    return true;\n  });\n',
    wrong: '  return items.filter((item, i) => items.lastIndexOf(item) === i);\n',
    close: '}\n',
    demo: 'const items = [1, 2, 1];\nconsole.log(unique(items));\n',
    tests:
      "test('order', () => {\n  expect(unique([1, 2, 1])).toEqual([1, 2]);\n});\ntest('empty', () => {\n  expect(unique([])).toEqual([]);\n});",
  },
];

const typescript: Omit<Problem, 'language'>[] = [
  {
    name: 'groupBy',
    asks: 'Write a generic function groupBy(items, key) that returns a Map from each key to the items with that key, in their order.',
    imports: '',
    helper: {
      name: 'append',
      code: 'function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {\n  map.set(key, [...(map.get(key) ?? []), value]);\n}\n',
    },
    head: 'function groupBy<T, K>(items: T[], key: (item: T) => K): Map<K, T[]> {\n',
    body: '  const groups = new Map<K, T[]>();\n  for (const item of items) {\n    append(groups, key(item), item);\n  }\n  return groups;\n',
    wrong:
      '  const groups = new Map<K, T[]>();\n  for (const item of [...items].reverse()) {\n    append(groups, key(item), item);\n  }\n  return groups;\n',
    close: '}\n',
    demo: 'console.log(groupBy([1, 2, 3], (n: number) => n % 2));\n',
    tests:
      "import assert from 'node:assert';\nassert.deepStrictEqual(groupBy([1, 2, 3], (n) => n % 2), new Map([[1, [1, 3]], [0, [2]]]));",
  },
  {
    name: 'total',
    asks: 'Write a function total(order) that returns the price of all lines of an order: the sum of price times count, with 10 percent off from 100 on.',
    imports: 'interface Line {\n  price: number;\n  count: number;\n}\n',
    head: 'function total(order: Line[]): number {\n',
    body: '  const sum = order.reduce((all, { price, count }) => all + price * count, 0);\n  return sum >= 100 ? sum * 0.9 : sum;\n',
    wrong:
      '  const sum = order.reduce((all, { price, count }) => all + price * count, 0);\n  return sum > 100 ? sum * 0.9 : sum;\n',
    close: '}\n',
    demo: 'console.log(total([{ price: 2, count: 3 }]));\n',
    tests:
      "const assert = require('node:assert');\nassert.strictEqual(total([{ price: 50, count: 2 }]), 90);\nassert.strictEqual(total([]), 0);",
  },
];

const bash: Omit<Problem, 'language'>[] = [
  {
    name: 'largest',
    asks: 'Write a function largest that prints the largest of its arguments, which are whole numbers.',
    imports: '',
    helper: {
      name: 'is_more',
      code: 'is_more() {\n  [ "$1" -gt "$2" ]\n}\n',
    },
    head: 'largest() {\n',
    body: '  local best=$1\n  shift\n  for n in "$@"; do\n    if is_more "$n" "$best"; then\n      best=$n\n    fi\n  done\n  echo "$best"\n',
    wrong:
      '  local best=$1\n  shift\n  for n in "$@"; do\n    if [[ "$n" > "$best" ]]; then\n      best=$n\n    fi\n  done\n  echo "$best"\n',
    close: '}\n',
    demo: 'echo "largest: $(largest 3 10 2)"\n',
    tests: '[ "$(largest 3 10 2)" = 10 ]\n[ "$(largest 7)" = 7 ]\n[ "$(largest -3 -10)" = -3 ]',
  },
  {
    name: 'reversed',
    asks: 'Write a function reversed that prints its argument from its last letter to its first.',
    imports: '',
    head: 'reversed() {\n',
    body: '  local text=$1\n  local out=""\n  for ((i = ${#text} - 1; i >= 0; i--)); do\n    out+="${text:i:1}"\n  done\n  echo "$out"\n',
    wrong:
      '  local text=$1\n  local out=""\n  for ((i = ${#text} - 1; i > 0; i--)); do\n    out+="${text:i:1}"\n  done\n  echo "$out"\n',
    close: '}\n',
    demo: 'reversed "abc"\n',
    tests: '[ "$(reversed abc)" = cba ]\n[ "$(reversed "")" = "" ]',
  },
];

export const problemsOfScripts: Problem[] = Object.entries({ python, javascript, typescript, bash }).flatMap(
  ([language, list]) => list.map((problem) => ({ language, ...problem })),
);
