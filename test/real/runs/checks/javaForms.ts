import type { CheckedForm } from './checkedForm.ts';

const right =
  'import java.util.List;\n\npublic class Solution {\n    public static int twice(int n) { return 2 * n; }\n    public List<Integer> list(int n) { return List.of(n, twice(n)); }\n    public static int strict(int n) { if (n < 0) throw new IllegalArgumentException("negative"); return n; }\n    public static void main(String[] args) { System.out.println("MAIN"); }\n}\n';
const wrong: [string, string][] = [
  ['2 * n', 'n * n'],
  ['if (n < 0) throw new IllegalArgumentException("negative");', ''],
];
const framed =
  'import java.util.*;\nclass Problem {\n    public static long twice(long n) {\n        return 2 * n;\n    }\n}';

export const javaForms: CheckedForm[] = [
  ...[
    {
      name: 'assertions',
      tests: 'assert twice(2) == 4;\n\nassert new Solution().list(3).equals(List.of(3, 6)) : "list";',
      failed: { n: 2, line: 3, message: 'list' },
    },
    { name: 'a comparison that stands alone', tests: 'twice(3) == 6' },
    {
      name: 'an if that throws',
      tests: 'int got = twice(3);\nif (got != 6) throw new RuntimeException("got " + got);',
      failed: { n: 1, line: 2, message: 'got 9' },
    },
    {
      name: 'a main of the tests',
      tests:
        'public class Main {\n  public static void main(String[] args) {\n    if (Solution.twice(3) != 6) {\n      System.out.println("no");\n      System.exit(1);\n    }\n  }\n}',
      failed: { n: 1, line: 5, message: 'exit 1' },
    },
    {
      name: 'a main that prints',
      tests:
        'public class Main {\n  static void check(boolean ok) { System.out.println(ok ? "PASS" : "FAIL"); }\n  public static void main(String[] args) {\n    check(Solution.twice(3) == 6);\n  }\n}',
    },
    {
      name: 'JUnit 5',
      tests:
        'import static org.junit.jupiter.api.Assertions.*;\nimport org.junit.jupiter.api.BeforeEach;\nimport org.junit.jupiter.api.DisplayName;\nimport org.junit.jupiter.api.Test;\n\nclass SolutionTest {\n  int n;\n  @BeforeEach void prepare() { n = 3; }\n  @Test @DisplayName("small") void a() { assertEquals(4, Solution.twice(2), "four"); }\n  @Test void b() {\n    assertEquals(6, Solution.twice(n));\n  }\n  @Test void c() { assertThrows(IllegalArgumentException.class, () -> Solution.strict(-1)); }\n}',
      failed: { n: 2, case: 'SolutionTest.b', line: 11, expected: '6', got: '9' },
    },
    {
      name: 'JUnit 4',
      tests:
        'import org.junit.Assert;\nimport org.junit.Test;\nimport static org.junit.Assert.assertEquals;\n\npublic class SolutionTest {\n  @Test public void three() { assertEquals("three", 6, Solution.twice(3)); }\n  @Test(expected = IllegalArgumentException.class) public void negative() { Solution.strict(-1); }\n  @Test public void array() { Assert.assertArrayEquals(new int[] {6}, new int[] {Solution.twice(3)}); }\n}',
    },
    {
      name: 'test methods that nobody calls',
      tests: 'class Tests {\n  static void testThree() { assert Solution.twice(3) == 6; }\n}',
      failed: { n: 1, case: 'testThree', line: 2 },
    },
    { name: 'methods without a class', tests: 'static boolean testThree() {\n  return twice(3) == 6;\n}' },
  ].map((form) => ({ language: 'java', right, wrong, ...form })),
  {
    language: 'java',
    name: 'published tests with a brace',
    tests:
      '    }\n    public static void main(String[] args) {\n    assert(twice((2l)) == (4l));\n    assert(twice((3l)) == (6l));\n    }\n\n}\n',
    right: framed,
    wrong: [['2 * n', 'n * n']],
    failed: { n: 2, line: 4 },
  },
];
