import type { CheckedForm } from './checkedForm.ts';

const right =
  'twice() {\n  local i sum=0\n  for i in 1 2; do\n    [ "$i" -gt 5 ] && sum=9\n    sum=$((sum + $1))\n  done\n  [ "$sum" = never ]\n  echo "$((2 * $1))"\n}\nif [[ "${BASH_SOURCE[0]}" == "$0" ]]; then\n  echo MAIN\nfi\n';
const wrong: [string, string][] = [['$((2 * $1))', '$(($1 * $1))']];

export const bashForms: CheckedForm[] = [
  {
    name: 'a check in the middle',
    tests: '[ "$(twice 2)" = 4 ]\n[ "$(twice 3)" = 6 ]\n[ "$(twice 0)" = 0 ]',
    failed: { n: 2, line: 2, text: '[ "$(twice 3)" = 6 ]', op: '' },
  },
  { name: 'the last check', tests: 'got=$(twice 3)\n[[ $got == 6 ]]' },
  { name: 'test and arithmetic', tests: 'test "$(twice 2)" -eq 4\n(( $(twice 3) == 6 ))' },
  { name: 'a check that ends the tests', tests: '[ "$(twice 3)" = 6 ] || { echo "no"; exit 1; }' },
  {
    name: 'an if that ends the tests',
    tests: 'if [ "$(twice 3)" != 6 ]; then\n  echo "no" >&2\n  exit 1\nfi\necho "all well"',
  },
  {
    name: 'set -e and a function, published with a brace',
    tests:
      '}\n\ncandidate() {\n    twice "$@"\n}\n\nset -e\nrun_test() {\n    [[ $(candidate "2") = "4" ]]\n    [[ $(candidate "3") = "6" ]]\n}\n\nrun_test\n',
    failed: { n: 2, line: 10, text: '[[ $(candidate "3") = "6" ]]', op: '' },
  },
  {
    name: 'test functions that nobody calls',
    tests: 'test_two() {\n  [ "$(twice 2)" = 4 ]\n}\ntest_three() {\n  [ "$(twice 3)" = 6 ]\n}',
  },
  {
    name: 'a helper that prints',
    tests:
      'assert_equal() {\n  if [[ "$1" == "$2" ]]; then\n    echo "PASS"\n  else\n    echo "FAIL: $1 is not $2"\n  fi\n}\nassert_equal "$(twice 3)" 6',
  },
  {
    name: 'a helper that counts',
    tests:
      'failures=0\ncheck() {\n  if [ "$1" != "$2" ]; then\n    failures=$((failures + 1))\n  fi\n}\ncheck "$(twice 3)" 6\nexit "$failures"',
  },
].map((form) => ({ language: 'bash', right, wrong, ...form }));
