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
  /** Whether its values are always written in the same way, and nothing else is printed; they are unless told. */
  printable?: boolean;
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
/** A name of the tests' own, which is never the program's: theirs would hide it in any Python. */
const free = ({ name }: Cased, wanted: string): string => (name === wanted ? `${wanted}_` : wanted);
const imported = (problem: Cased, module: string): string =>
  problem.name === module ? `import ${module} as ${free(problem, module)}` : `import ${module}`;
const listed = ({ cases }: Cased): string =>
  `[${cases.map(({ args, value }) => `([${args.join(', ')}], ${value})`).join(', ')}]`;
const equal = (problem: Cased): string[] =>
  problem.cases.map((one) => `${free(problem, 'self')}.assertEqual(${callOf(problem, one)}, ${one.value})`);

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
        .map((line, i) => `def ${free(p, `test_${i}`)}():\n    ${line}\n`)
        .join('\n'),
    }),
  },
  {
    name: 'pytest: parameters',
    each: 12,
    columns: (p) => ({
      tests: `${imported(p, 'pytest')}\n\n@${free(p, 'pytest')}.mark.parametrize("${free(p, 'args')}, ${free(p, 'value')}", ${listed(p)})\ndef ${free(p, 'test_it')}(${free(p, 'args')}, ${free(p, 'value')}):\n    assert ${p.name}(*${free(p, 'args')}) == ${free(p, 'value')}\n`,
    }),
  },
  {
    name: 'pytest: a fixture',
    each: 12,
    columns: (p) => ({
      tests: `${imported(p, 'pytest')}\n\n@${free(p, 'pytest')}.fixture\ndef ${free(p, 'cases')}():\n    return ${listed(p)}\n\ndef ${free(p, 'test_it')}(${free(p, 'cases')}):\n    for ${free(p, 'args')}, ${free(p, 'value')} in ${free(p, 'cases')}:\n        assert ${p.name}(*${free(p, 'args')}) == ${free(p, 'value')}\n`,
    }),
  },
  {
    name: 'pytest: a class',
    each: 12,
    columns: (p) => ({
      tests: `${imported(p, 'pytest')}\n\nclass ${free(p, 'TestIt')}:\n    def setup_method(self):\n        self.cases = ${listed(p)}\n\n    def test_it(${free(p, 'self')}):\n        for ${free(p, 'args')}, ${free(p, 'value')} in ${free(p, 'self')}.cases:\n            assert ${p.name}(*${free(p, 'args')}) == ${free(p, 'value')}\n`,
    }),
  },
  {
    name: 'asynchronous test functions',
    columns: (p) => ({
      tests: `${imported(p, 'asyncio')}\n\nasync def ${free(p, 'test_it')}():\n    await ${free(p, 'asyncio')}.sleep(0)\n${indented(asserts(p), '    ')}`,
    }),
  },
  {
    name: 'unittest',
    columns: (p) => ({
      tests: `${imported(p, 'unittest')}\n\nclass ${free(p, 'TestIt')}(${free(p, 'unittest')}.TestCase):\n    def test_it(${free(p, 'self')}):\n${indented(equal(p), '        ')}\n\nif __name__ == "__main__":\n    ${free(p, 'unittest')}.main()\n`,
    }),
  },
  {
    name: 'unittest, asynchronous',
    columns: (p) => ({
      tests: `${imported(p, 'unittest')}\n\nclass ${free(p, 'TestIt')}(${free(p, 'unittest')}.IsolatedAsyncioTestCase):\n    async def test_it(${free(p, 'self')}):\n${indented(equal(p), '        ')}`,
    }),
  },
  {
    name: 'tests that import the program',
    columns: (p) => ({
      tests: `from solution import ${p.name}\n\ndef ${free(p, 'test_it')}():\n${indented(asserts(p), '    ')}`,
    }),
  },
  {
    name: 'stdin and stdout',
    columns: ({ cases, printable = true }) =>
      printable
        ? {
            tests: JSON.stringify({
              inputs: cases.map(({ args }) => `[${args.join(', ')}]\n`),
              outputs: cases.map(({ value }) => `${value}\n`),
            }),
          }
        : undefined,
    program: ({ prompt, name }, solution) =>
      `${prompt}${solution}\n\nimport ast as read_values\nprint(repr(${name}(*read_values.literal_eval(input()))))\n`,
  },
  {
    name: 'a list of pairs of stdin and stdout',
    columns: ({ cases, printable = true }) =>
      printable
        ? {
            tests: JSON.stringify(
              cases.map(({ args, value }) => ({
                input: `[${args.join(', ')}]`,
                output: value,
                testtype: 'stdin',
              })),
            ),
          }
        : undefined,
    program: ({ prompt, name }, solution) =>
      `${prompt}${solution}\n\nimport ast as read_values, sys as system\nprint(repr(${name}(*read_values.literal_eval(system.stdin.read()))))\n`,
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
      json === null || name === 'Solution'
        ? undefined
        : {
            tests: JSON.stringify({
              fn_name: name,
              inputs: json.map(([args]) => args),
              outputs: json.map(([, value]) => value),
            }),
          },
    program: ({ prompt, name }, solution) =>
      `${prompt}${solution}\n\nclass Solution:\n    def ${name}(self, *args, call=${name}):\n        return call(*args)\n`,
  },
  {
    name: 'doctests',
    columns: (p) => ({ tests: p.cases.map((one) => `>>> ${callOf(p, one)}\n${one.value}\n`).join('') }),
  },
];
