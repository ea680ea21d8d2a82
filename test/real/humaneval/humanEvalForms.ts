/** A problem of HumanEval with some of its own cases, and a solution that one of them finds wrong. */
export interface Cased {
  task: string;
  prompt: string;
  name: string;
  right: string;
  wrong: string;
  /** As Python writes them. */
  cases: { args: string[]; value: string }[];
  /** The same as arguments and value; null where JSON cannot say them. */
  json: [args: unknown[], value: unknown][] | null;
}

/** A form in which data sets have tests: what the task has in its columns, and what of the program it asks for. */
export interface TestForm {
  name: string;
  /** Undefined where the problem's values cannot be written so. */
  columns: (
    problem: Cased,
  ) => { tests: string | string[]; testSetup?: string; entryPoint?: string } | undefined;
  /** The program that is asked for; the prompt with the solution where nothing is said. */
  program?: (problem: Cased, solution: string) => string;
  /** Every how many of the problems; 3 unless told. */
  each?: number;
}

const callOf = ({ name }: Cased, { args }: Cased['cases'][number], as = name): string =>
  `${as}(${args.join(', ')})`;
const asserts = (problem: Cased, as = problem.name): string[] =>
  problem.cases.map((one) => `assert ${callOf(problem, one, as)} == ${one.value}`);
const indented = (lines: string[], by: string): string => lines.map((line) => `${by}${line}\n`).join('');
const check = (problem: Cased): string =>
  `def check(candidate):\n${indented(asserts(problem, 'candidate'), '    ')}`;
const listed = ({ cases }: Cased): string =>
  `[${cases.map(({ args, value }) => `([${args.join(', ')}], ${value})`).join(', ')}]`;
const equal = (problem: Cased): string[] =>
  problem.cases.map((one) => `self.assertEqual(${callOf(problem, one)}, ${one.value})`);

/** Each form, of any problem. */
export const formsOfTests: TestForm[] = [
  { name: 'check with an entry point', columns: (p) => ({ tests: check(p), entryPoint: p.name }) },
  { name: 'check without one', columns: (p) => ({ tests: check(p) }) },
  { name: 'check that calls itself', columns: (p) => ({ tests: `${check(p)}\ncheck(${p.name})` }) },
  { name: 'a list of assertions', columns: (p) => ({ tests: asserts(p) }) },
  {
    name: 'a list of assertions with a set-up',
    columns: (p) => ({ tests: asserts(p, 'called'), testSetup: `called = ${p.name}` }),
  },
  { name: 'a script of assertions', columns: (p) => ({ tests: asserts(p).join('\n') }) },
  {
    name: 'test functions',
    columns: (p) => ({
      tests: asserts(p)
        .map((line, i) => `def test_${i}():\n    ${line}\n`)
        .join('\n'),
    }),
  },
  {
    name: 'pytest: parameters',
    each: 12,
    columns: (p) => ({
      tests: `import pytest\n\n@pytest.mark.parametrize("args, value", ${listed(p)})\ndef test_it(args, value):\n    assert ${p.name}(*args) == value\n`,
    }),
  },
  {
    name: 'pytest: a fixture',
    each: 12,
    columns: (p) => ({
      tests: `import pytest\n\n@pytest.fixture\ndef cases():\n    return ${listed(p)}\n\ndef test_it(cases):\n    for args, value in cases:\n        assert ${p.name}(*args) == value\n`,
    }),
  },
  {
    name: 'pytest: a class',
    each: 12,
    columns: (p) => ({
      tests: `import pytest\n\nclass TestIt:\n    def setup_method(self):\n        self.cases = ${listed(p)}\n\n    def test_it(self):\n        for args, value in self.cases:\n            assert ${p.name}(*args) == value\n`,
    }),
  },
  {
    name: 'asynchronous test functions',
    columns: (p) => ({
      tests: `import asyncio\n\nasync def test_it():\n    await asyncio.sleep(0)\n${indented(asserts(p), '    ')}`,
    }),
  },
  {
    name: 'unittest',
    columns: (p) => ({
      tests: `import unittest\n\nclass TestIt(unittest.TestCase):\n    def test_it(self):\n${indented(equal(p), '        ')}\n\nif __name__ == "__main__":\n    unittest.main()\n`,
    }),
  },
  {
    name: 'unittest, asynchronous',
    columns: (p) => ({
      tests: `import unittest\n\nclass TestIt(unittest.IsolatedAsyncioTestCase):\n    async def test_it(self):\n${indented(equal(p), '        ')}`,
    }),
  },
  {
    name: 'tests that import the program',
    columns: (p) => ({
      tests: `from solution import ${p.name}\n\ndef test_it():\n${indented(asserts(p), '    ')}`,
    }),
  },
  {
    name: 'stdin and stdout',
    columns: ({ cases }) => ({
      tests: JSON.stringify({
        inputs: cases.map(({ args }) => `[${args.join(', ')}]\n`),
        outputs: cases.map(({ value }) => `${value}\n`),
      }),
    }),
    program: ({ prompt, name }, solution) =>
      `${prompt}${solution}\n\nimport ast\nprint(repr(${name}(*ast.literal_eval(input()))))\n`,
  },
  {
    name: 'a list of pairs of stdin and stdout',
    columns: ({ cases }) => ({
      tests: JSON.stringify(
        cases.map(({ args, value }) => ({ input: `[${args.join(', ')}]`, output: value, testtype: 'stdin' })),
      ),
    }),
    program: ({ prompt, name }, solution) =>
      `${prompt}${solution}\n\nimport ast, sys\nprint(repr(${name}(*ast.literal_eval(sys.stdin.read()))))\n`,
  },
  {
    name: 'calls with fn_name',
    columns: ({ json, name }) =>
      json === null
        ? undefined
        : {
            tests: JSON.stringify({
              fn_name: name,
              inputs: json.map(([args]) => args),
              outputs: json.map(([, value]) => [value]),
            }),
          },
  },
  {
    name: 'calls with fn_name of class Solution',
    columns: ({ json, name }) =>
      json === null
        ? undefined
        : {
            tests: JSON.stringify({
              fn_name: name,
              inputs: json.map(([args]) => args),
              outputs: json.map(([, value]) => value),
            }),
          },
    program: ({ prompt, name }, solution) =>
      `${prompt}${solution}\n\nclass Solution:\n    def ${name}(self, *args):\n        return globals()["${name}"](*args)\n`,
  },
  {
    name: 'doctests',
    columns: (p) => ({ tests: p.cases.map((one) => `>>> ${callOf(p, one)}\n${one.value}\n`).join('') }),
  },
];
