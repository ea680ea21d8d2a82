import type { CheckedForm } from './checkedForm.ts';

const c =
  '#include <assert.h>\n#include <stdio.h>\nint twice(int n) { return 2 * n; }\nint main(void) { printf("MAIN\\n"); }';
const cpp =
  '#include <vector>\n#include <stdexcept>\n#define int long long\nusing namespace std;\nint twice(int n) { return 2 * n; }\nvector<int> list(int n) { return {n, twice(n)}; }\nsigned main() { return 3; }';
const wrong: [string, string][] = [['2 * n', 'n * n']];

const both = [
  {
    name: 'assertions',
    tests: 'assert(twice(2) == 4);\n\nassert(twice(3) == 6);',
    failed: { n: 2, line: 3, text: 'twice(3) == 6', op: '' },
  },
  {
    name: 'a helper and assertions',
    tests: '#include <string.h>\nint six(void) { return 6; }\nint got = twice(3);\nassert(got == six())',
  },
  { name: 'a comparison that stands alone', tests: 'twice(3) == 6' },
  { name: 'an if that ends the process', tests: '#include <stdlib.h>\nif (twice(3) != 6) {\n  exit(1);\n}' },
  {
    name: 'its own main',
    tests: '#include <assert.h>\nint main() {\n  assert(twice(2) == 4);\n  assert(twice(3) == 6);\n}',
    failed: { n: 2, line: 4, text: 'twice(3) == 6', op: '' },
  },
  {
    name: 'a main that returns its failures',
    tests:
      '#include <stdio.h>\nint main(int argc, char **argv) {\n  int failures = 0;\n  if (twice(3) != 6) failures++;\n  printf("%d failures\\n", (signed)failures);\n  return failures;\n}',
  },
  {
    name: 'test functions',
    tests:
      '#include <assert.h>\nstatic void test_small(void) { assert(twice(2) == 4); }\nvoid test_three() {\n  assert(twice(3) == 6);\n}',
    failed: { n: 2, case: 'test_three', line: 4, text: 'twice(3) == 6', op: '' },
  },
  {
    name: 'published tests with a brace',
    tests: '}\n#include <assert.h>\nint main() {\n  assert(twice(3) == 6);\n}\n',
  },
];

export const cForms: CheckedForm[] = [
  ...both.map((form) => ({ language: 'c', right: c, wrong, ...form })),
  ...[
    ...both,
    { name: 'containers', tests: 'assert((list(3) == vector<int>{3, 6}));' },
    {
      name: 'an exception of the tests',
      tests: 'if (list(3)[1] != 6) {\n  throw std::runtime_error("not six");\n}',
      failed: { n: 1, line: 2, message: 'not six' },
    },
    {
      name: 'a main that catches',
      tests:
        'int main() {\n  try {\n    if (twice(3) != 6) return 1;\n  } catch (const std::exception&) {\n    return 2;\n  }\n  return 0;\n}',
    },
    { name: 'functions that say true', tests: 'bool test_three() { return twice(3) == 6; }' },
  ].map((form) => ({ language: 'cpp', right: cpp, wrong, ...form })),
];
