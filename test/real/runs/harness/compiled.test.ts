import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { assemble } from '../../../../src/runs/harness/assemble.ts';
import type { InputContent, Verdict } from '../../../../src/domain/run.ts';
import { warmToolChains } from '../toolChains.ts';
import { inputOf, judge } from './judged.ts';

before(warmToolChains);

type Case = [
  name: string,
  input: InputContent & { checks?: boolean },
  verdict: Verdict,
  shows?: { value?: string; stdout?: string; stderr?: RegExp },
];

function cases(language: string, program: string, all: Case[]): void {
  for (const [name, { checks, ...input }, verdict, shows = {}] of all)
    test(name, async () => {
      const found = await judge(language, program, input, checks);
      assert.equal(found.verdict, verdict, found.stderr);
      if (shows.value !== undefined) assert.equal(found.value, shows.value);
      if (shows.stdout !== undefined) assert.equal(found.stdout, shows.stdout);
      if (shows.stderr) assert.match(found.stderr, shows.stderr);
      assert.doesNotMatch(found.stdout, /MAIN/);
    });
}

describe('Go', () => {
  const program = `package solution // of the task

import "fmt"

func add(a, b int) int { return a + b }
func words(s string) []string { return []string{s} }
func half(a float64) float64 { return a / 2 }
func say() { fmt.Println("said") }

func main() {
	fmt.Println("MAIN")
} // the end`;
  cases('go', program, [
    ['an expected value', { code: 'add(1, 2)', expectedValue: '3' }, 'passed', { value: '3', stdout: '' }],
    ['another value', { code: 'x := add(1, 2)\nx + 1', expectedValue: '3' }, 'differs', { value: '4' }],
    [
      'packages of the snippet',
      { code: 's := strings.ToUpper("a\\"b")\nwords(s)', expectedValue: '[]string{"A\\"B"}' },
      'passed',
    ],
    ['rounding', { code: 'half(0.2) + half(0.4)', expectedValue: '0.3' }, 'passed'],
    ['a function without a value', { code: 'say()', expectedOutput: 'said' }, 'passed'],
    [
      'declarations and imports',
      {
        code: 'import "os"\nfunc three() int { return add(1, 2) }\nif three() != 4 { fmt.Println("no"); os.Exit(1) }',
        checks: true,
      },
      'differs',
      { stdout: 'no\n' },
    ],
    [
      'an error shows the program’s line',
      { code: 'words("a")[add(0, 1)]' },
      'crashed',
      { stderr: /index out of range/ },
    ],
  ]);
  test('functions alone are a package', async () => {
    const code = 'import (\n\t"sort"\n)\n\nfunc last(a []int) int { sort.Ints(a); return a[len(a)-1] }';
    const { verdict, stderr } = await judge('go', code, { code: 'last([]int{3, 1})', expectedValue: '3' });
    assert.equal(verdict, 'passed', stderr);
  });
  test('tests with a package from elsewhere cannot run', () => {
    const code =
      'import (\n\t"testing"\n\t"github.com/stretchr/testify/assert"\n)\nfunc TestAdd(t *testing.T) {}';
    assert.throws(() => assemble({ language: 'go', code: program, blocks: [] }, inputOf({ code }, true)), {
      code: 'run-input-unsupported',
      message: /github\.com\/stretchr/,
    });
  });
});

describe('Rust', () => {
  const program = `use std::collections::HashMap;
fn add(a: i64, b: i64) -> i64 { a + b }
fn name() -> String { "a\\"b\\n".to_string() }
fn empty() -> HashMap<i32, f64> { HashMap::new() }

/// Starts.
pub fn main() {
    println!("MAIN");
} // the end`;
  cases('rust', program, [
    ['an expected value', { code: 'add(1, 2)', expectedValue: '3' }, 'passed', { value: '3', stdout: '' }],
    [
      'another value',
      { code: 'let x = add(1, 2);\nvec![x, 4]', expectedValue: 'vec![3, 5]' },
      'differs',
      { value: '[3, 4]' },
    ],
    [
      'text',
      { code: 'use std::cmp::max;\nmax(name(), String::new())', expectedValue: '"a\\"b\\n"' },
      'passed',
    ],
    ['rounding', { code: '0.1 + 0.2', expectedValue: '0.3' }, 'passed'],
    ['an assertion that fails', { code: 'assert_eq!(add(1, 2), 4);', checks: true }, 'differs'],
    ['one that holds', { code: 'assert!(empty().is_empty())', checks: true }, 'passed'],
    [
      'a program that does not compile',
      { code: 'add(1)' },
      'crashed',
      { stderr: /this function takes 2 arguments/ },
    ],
  ]);
});

describe('Java', () => {
  const program = `import java.util.List;

public class Solution {
    public static int add(int a, int b) { return a + b; }
    public List<Integer> one(int a) { return List.of(a); }
    public static void main(String[] args) { System.out.println("MAIN"); }
} // the end`;
  cases('java', program, [
    ['an expected value', { code: 'Solution.add(1, 2)', expectedValue: '3' }, 'passed', { stdout: '3\n' }],
    [
      'another value',
      { code: 'int x = add(1, 2);\nx', expectedValue: '4' },
      'differs',
      { stdout: '3\n', stderr: /expected 4, found 3/ },
    ],
    [
      'a method of an instance',
      { code: 'new Solution().one(1)', expectedValue: 'Arrays.asList(1)' },
      'passed',
    ],
    ['an assertion that fails', { code: 'assert add(1, 2) == 4;', checks: true }, 'differs'],
    ['output', { code: 'System.out.println(add(1, 2))', expectedOutput: '3' }, 'passed'],
    ['an error', { code: 'one(1).set(0, 2)' }, 'crashed', { stderr: /UnsupportedOperationException/ }],
    [
      'a test with its own main',
      {
        code: 'public class Main {\n  public static void main(String[] args) {\n    if (Solution.add(1, 2) != 3) throw new AssertionError();\n  }\n}',
        checks: true,
      },
      'passed',
    ],
  ]);
  test('methods alone get a class around them, a package stays', async () => {
    const methods =
      'import java.util.*;\n\npublic static int[] two(int a) {\n    return new int[] {a, a};\n}';
    const first = await judge('java', methods, { code: 'two(1)', expectedValue: 'new int[] {1, 1}' });
    assert.equal(first.verdict, 'passed', first.stderr);
    const packaged =
      'package shop.till;\npublic final class Till { private Till() {} static double sum() { return 0.1 + 0.2; } }';
    const second = await judge('java', packaged, { code: 'Till.sum()', expectedValue: '0.3' });
    assert.equal(second.verdict, 'passed', second.stderr);
  });
});

describe('C', () => {
  const program = `#include <stdio.h>
int add(int a, int b) { return a + b; }
const char *name(void) { return "a\\"b\\n"; }
double half(double a) { return a / 2; }

int main(void) {
  printf("MAIN main()\\n");
  return 0;
} // the end`;
  cases('c', program, [
    ['an expected value', { code: 'add(1, 2)', expectedValue: '3' }, 'passed', { value: '3', stdout: '' }],
    [
      'another value',
      { code: 'int x = add(1, 2);\nx // three', expectedValue: '4' },
      'differs',
      { value: '3' },
    ],
    ['text', { code: 'name()', expectedValue: '"a\\"b\\n"' }, 'passed', { value: '"a\\"b\n"' }],
    ['rounding', { code: 'half(0.2) + half(0.4)', expectedValue: '0.3' }, 'passed'],
    ['a short double', { code: 'half(0.2)' }, 'ran', { value: '0.1' }],
    ['an assertion that fails', { code: 'assert(add(1, 2) == 4);', checks: true }, 'differs'],
    ['output', { code: 'printf("%zu\\n", strlen(name()))', expectedOutput: '4' }, 'passed'],
    ['a program that does not compile', { code: 'nothing(1)' }, 'crashed'],
  ]);
});

describe('C++', () => {
  const program = `#include <iostream>
#include <vector>
#include <string>
#define int long long
using namespace std;
vector<pair<int, string>> list(int a) { return {{a, "x"}}; }
signed main() {
  cout << "MAIN" << endl;
} // the end`;
  cases('cpp', program, [
    [
      'an expected value',
      { code: 'list(1)', expectedValue: '{{1, "x"}}' },
      'passed',
      { value: '{{1, "x"}}', stdout: '' },
    ],
    [
      'another value',
      { code: 'auto x = list(1);\nx.size() == 2', expectedValue: 'true' },
      'differs',
      { value: 'false' },
    ],
    ['an assertion that fails', { code: 'assert(list(1).empty());', checks: true }, 'differs'],
    [
      'a test with its own main',
      {
        code: '#undef NDEBUG\n#include <cassert>\nint64_t one() { return 1; }\nsigned main() { assert(list(one()).size() == 1); }',
        checks: true,
      },
      'passed',
    ],
  ]);
});
