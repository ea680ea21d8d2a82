import type { CheckedForm } from './checkedForm.ts';

const right =
  'package solution\n\nimport "fmt"\n\nfunc Double(n int) int { return 2 * n }\n\nfunc List(n int) []int { return []int{n, Double(n)} }\n\nfunc main() { fmt.Println("MAIN") }\n';
const wrong: [string, string][] = [['2 * n', 'n * n']];

export const goForms: CheckedForm[] = [
  {
    name: 'an if that panics',
    tests: 'if Double(2) != 4 {\n\tpanic("four")\n}\nif Double(3) != 6 {\n\tpanic("not 6")\n}',
    failed: { n: 2, line: 5, message: 'not 6' },
  },
  {
    name: 'an if that ends the process',
    tests: 'import (\n\t"fmt"\n\t"os"\n)\nif Double(3) != 6 {\n\tfmt.Println("no")\n\tos.Exit(1)\n}',
  },
  {
    name: 'an if that logs',
    tests:
      'package main\n\nimport "log"\n\nfunc main() {\n\tif got := Double(3); got != 6 {\n\t\tlog.Fatalf("got %d", got)\n\t}\n}',
  },
  {
    name: 'a comparison that stands alone',
    tests: 'six := 6\nDouble(3) == six',
    failed: { n: 1, line: 2, text: 'Double(3) == six', op: '' },
  },
  {
    name: 'tests of the package testing',
    tests:
      'package solution\n\nimport (\n\t"reflect"\n\t"testing"\n)\n\nvar want = 6\n\nfunc TestSmall(t *testing.T) {\n\tif Double(2) != 4 {\n\t\tt.Fatal("four")\n\t}\n}\n\nfunc TestList(t *testing.T) {\n\tif got := List(3); !reflect.DeepEqual(got, []int{3, want}) {\n\t\tt.Errorf("List(3) = %v", got)\n\t}\n}',
    failed: { n: 2, case: 'TestList', line: 18, message: 'List(3) = [3 9]' },
  },
  {
    name: 'a table of tests',
    tests:
      'import "testing"\n\nfunc TestDouble(t *testing.T) {\n\tt.Parallel()\n\tfor _, c := range []struct {\n\t\tname    string\n\t\tin, out int\n\t}{{"two", 2, 4}, {"the three", 3, 6}} {\n\t\tt.Run(c.name, func(t *testing.T) {\n\t\t\tcheck(t, Double(c.in), c.out)\n\t\t})\n\t}\n}\n\nfunc check(t *testing.T, got, want int) {\n\tt.Helper()\n\tif got != want {\n\t\tt.Fatalf("%d is not %d", got, want)\n\t}\n}',
    failed: { n: 2, case: 'TestDouble/the_three', line: 18, message: '9 is not 6' },
  },
  {
    name: 'published tests with a brace',
    tests:
      '}\n\nfunc TestDouble(t *testing.T) {\n\tcandidate := Double\n\ttype test struct {\n\t\tactual   int\n\t\texpected int\n\t}\n\ttests := []test{\n\t\t{actual: candidate(3), expected: 6},\n\t}\n\tfor i, tc := range tests {\n\t\tt.Run(fmt.Sprintf("test num %d", i), func(t *testing.T) {\n\t\t\tif tc.actual != tc.expected {\n\t\t\t\tt.Errorf("expected %v, got %v", tc.expected, tc.actual)\n\t\t\t}\n\t\t})\n\t}\n}\n',
  },
  {
    name: 'test functions',
    tests: 'func checkDouble() {\n\tif Double(3) != 6 {\n\t\tpanic(fmt.Sprint("not ", 6))\n\t}\n}',
  },
].map((form) => ({ language: 'go', right, wrong, ...form }));
