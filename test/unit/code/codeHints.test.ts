import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { defaultRubric } from '../../../src/project/config.ts';
import { codeHash } from '../../../src/code/program.ts';
import type { Program } from '../../../src/code/program.ts';
import { factsOf, type PythonParser } from '../../../src/code/codeFacts.ts';
import { hintsOf } from '../../../src/code/codeHints.ts';
import type { RunInput, Verdict } from '../../../src/domain/run.ts';
import type { Run } from '../../../src/domain/task.ts';

const program = (language: string, code: string): Program => ({ language, code, blocks: [] });

/** Python itself, as the host runs it. */
const python: PythonParser = async ({ code }, stdin) => {
  const { status, stdout } = spawnSync('python3', ['-c', code], { input: stdin, encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
};

const documented = `#!/usr/bin/env python3
"""Areas."""
import math  # for pi

# A circle.
def area(r):
    """The area.

    >>> area(0)
    0.0
    """
    return math.pi * r ** 2  # "# no remark"

class Shape:
    def sides(self): return """# none
    """

assert area(0) == 0
if __name__ == "__main__":
    print(area(1))
`;

const samples: Record<string, string> = {
  javascript:
    '/** Doc. */\nexport function f(a) {\n  // one\n  return "// no"; /* two */\n}\nfunction g() {}\nconsole.assert(f(1));\nconsole.log(f(2));\n',
  typescript:
    '/** Doc. */\nexport function f(a: number): string {\n  // one\n  return "// no"; /* two */\n}\nfunction g() {}\nconsole.assert(f(1));\nconsole.log(f(2));\n',
  go: 'package main\n\n// f says.\nfunc f() string {\n\t/* one */\n\treturn "// no" // two\n}\n\nfunc g() {}\n\nfunc main() {\n\tf()\n\tg()\n}\n',
  rust: '/// Doc.\nfn f() -> &\'static str {\n    // one\n    "// no" /* two */\n}\nfn g() {}\nfn main() {\n    f();\n    assert_eq!(f(), "");\n}\n',
  java: '/** Doc. */\nclass A {\n  static String f() {\n  // one\n return "// no"; /* two */ }\n  public static void main(String[] args) {\n    f();\n    assert f() == null;\n  }\n}\n',
  c: '#include <stdio.h>\n/* Doc. */\nint f(void) {\n  // one\n  puts("// no"); return 1; /* two */\n}\nint g(void) { return 2; }\nint main(void) {\n  f();\n  return 0;\n}\n',
  cpp: '#include <iostream>\n/* Doc. */\nint f() {\n  // one\n  std::cout << "// no"; return 1; /* two */\n}\nint g() { return 2; }\nint main() {\n  f();\n  return 0;\n}\n',
};

describe('facts', () => {
  test('of Python by its own parser', async () => {
    assert.deepEqual(await factsOf(program('python', documented), python), {
      codeLines: 15,
      comments: 3,
      functions: 3,
      documented: 1,
      checks: 1,
      doctests: 1,
      calls: 1,
    });
  });

  test('of Python without one, and of Python that is wrong', async () => {
    const {
      comments,
      functions,
      documented: explained,
      checks,
    } = (await factsOf(program('python', documented)))!;
    assert.deepEqual({ functions, explained, checks }, { functions: 3, explained: 1, checks: 1 });
    assert.ok(comments >= 3);
    const wrong = await factsOf(program('python', 'def f(:\n    # why\n    pass\n'), python);
    assert.equal(wrong?.comments, 1);
  });

  for (const [language, code] of Object.entries(samples))
    test(`of ${language}`, async () => {
      const facts = await factsOf(program(language, code));
      assert.equal(facts?.comments, 3, JSON.stringify(facts));
      assert.equal(facts.documented, 1, JSON.stringify(facts));
      assert.ok(facts.functions >= 2 && facts.calls + facts.checks >= 1, JSON.stringify(facts));
    });

  test('of Bash', async () => {
    const code = '#!/bin/bash\n# Says.\nsay() {\n  echo "# no" # one\n}\nsay hello\n';
    const { functions, documented: explained, calls, comments } = (await factsOf(program('bash', code)))!;
    assert.deepEqual([functions, explained, calls], [1, 1, 1]);
    assert.ok(comments >= 2);
  });

  test('a megabyte is not looked at, an unknown language neither', async () => {
    assert.equal(await factsOf(program('go', 'x'.repeat(1_000_000))), undefined);
    assert.equal(await factsOf(program('cobol', 'x')), undefined);
  });
});

describe('hints', () => {
  const own = program('python', documented);
  const run = (verdict: Verdict, input?: RunInput, more: Partial<Run> = {}): Run => ({
    id: Math.random().toString(),
    taskId: 't',
    response: 1,
    codeHash: codeHash(own),
    language: 'python',
    runner: 'python 3',
    input,
    verdict,
    timedOut: false,
    stopped: false,
    stdout: '',
    stderr: '',
    truncatedBytes: 0,
    durationMs: 1,
    sandbox: 'none',
    startedAt: '2026-01-01T00:00:00Z',
    ...more,
  });
  const inputs: RunInput[] = ['a', 'b', 'c'].map((id) => ({ id, origin: 'annotator', code: id }));
  const texts = async (runs: Run[]): Promise<string[]> =>
    (await hintsOf(own, runs, inputs, defaultRubric, python))
      .filter(({ criterion }) => criterion === 'correctness')
      .map(({ tone, text }) => `${tone}: ${text}`);

  test('stand beside the criteria of the usual rubric', async () => {
    const hints = await hintsOf(own, [], [], defaultRubric, python);
    assert.deepEqual(
      hints.map(({ criterion, tone }) => [criterion, tone]),
      [
        ['documentation', 'plain'],
        ['example', 'good'],
        ['correctness', 'plain'],
      ],
    );
    assert.match(
      hints[0]!.text,
      /^3 comments on 15 lines of code, 1 of 3 functions and classes explained\.$/,
    );
  });

  test('tell how many inputs passed', async () => {
    assert.deepEqual(await texts([]), ['plain: Not tested with its 3 inputs yet.']);
    assert.deepEqual(
      await texts([run('ran'), run('passed', inputs[0]), run('differs', inputs[1]), run('ran', inputs[2])]),
      ['good: Runs as it is.', 'plain: 1 of 2 inputs passed, 1 input ran without an expectation.'],
    );
    const crash = run('crashed', undefined, { exitCode: 1, stderr: 'Traceback…\nValueError: no\n' });
    assert.deepEqual((await texts([run('ran'), crash]))[0], 'bad: Crashes (ValueError).');
  });

  test('take no run of other code', async () => {
    assert.deepEqual(await texts([run('crashed', undefined, { codeHash: 'other' })]), [
      'plain: Not tested with its 3 inputs yet.',
    ]);
  });

  test('criteria name their evidence themselves, or have none', async () => {
    const criteria = [
      { id: 'style', title: 'Style', max: 1 },
      { id: 'quality', title: 'Quality', max: 1, evidence: 'comments' as const },
    ];
    const hints = await hintsOf(own, [], [], { criteria }, python);
    assert.deepEqual(
      hints.map(({ criterion }) => criterion),
      ['quality'],
    );
    assert.deepEqual(
      (await hintsOf(undefined, [], [], { criteria })).map(({ text }) => text),
      ['There is no code.'],
    );
  });
});
