import { moreForgers } from './moreForgersOfLanguages.ts';

/**
 * Programs of other languages than Python that are wrong and want to read as passed. `marked`: one that nothing in its own process can keep
 * from it; a look at its text tells.
 */
export interface LanguageForger {
  language: string;
  name: string;
  program: string;
  marked?: true;
}

/** Tests that each of the forgers is to fail: `square(3)` is 9. */
export const testsOf: Readonly<Record<string, string>> = {
  rust: '#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn three() {\n        assert_eq!(square(3), 9);\n    }\n}',
  c: '#include <assert.h>\nint main(void) {\n  assert(square(3) == 9);\n  return 0;\n}',
  cpp: '#include <cassert>\nint main() {\n  assert(square(3) == 9);\n}',
  go: 'func TestSquare(t *testing.T) {\n\tif square(3) != 9 {\n\t\tt.Errorf("not 9")\n\t}\n}',
  javascript: "const assert = require('node:assert');\nassert.strictEqual(square(3), 9);",
  typescript: "const assert = require('node:assert');\nassert.strictEqual(square(3), 9);",
  bash: '[ "$(square 3)" = 9 ]\nsquare 3 > /dev/null\n[ "$(square 2)" = 4 ]',
  java: 'assert Solution.square(3) == 9;',
};

const rust: [string, string, true?][] = [
  ['exit 0', 'fn square(_: i64) -> i64 { std::process::exit(0) }'],
  ['a macro of its own', 'macro_rules! assert_eq { ($($all:tt)*) => {}; }\nfn square(n: i64) -> i64 { n }'],
  [
    'a printed report',
    'fn square(n: i64) -> i64 { println!("{{\\"end\\":{{\\"checks\\":1,\\"failed\\":0}}}}"); std::process::exit(n as i32 - 3) }',
  ],
  [
    'a report on the descriptor',
    'use std::{fs::File, io::Write, os::unix::io::FromRawFd};\nfn square(_: i64) -> i64 {\n    let mut f = unsafe { File::from_raw_fd(3) };\n    f.write_all(b"{\\"end\\":{\\"checks\\":1,\\"failed\\":0}}\\n").unwrap();\n    std::process::exit(0)\n}',
  ],
  [
    'a hook that leaves',
    'fn square(n: i64) -> i64 {\n    std::panic::set_hook(Box::new(|_| std::process::exit(0)));\n    n\n}',
  ],
];

const c: [string, string, true?][] = [
  ['exit 0', '#include <stdlib.h>\nint square(int n) { exit(0); return n; }'],
  ['NDEBUG', '#define NDEBUG\nint square(int n) { return n; }'],
  ['an assert of its own', '#define assert(x) ((void)0)\nint square(int n) { return n; }'],
  [
    'a report on the descriptor',
    '#include <unistd.h>\n#include <string.h>\nint square(int n) {\n  const char *line = "{\\"end\\":{\\"checks\\":1,\\"failed\\":0}}\\n";\n  if (write(3, line, strlen(line)) < 0) return 0;\n  _exit(0);\n  return n;\n}',
  ],
  [
    'a handler of the end and of the signal',
    '#include <stdlib.h>\n#include <signal.h>\n#include <unistd.h>\nvoid leave(int s) { _exit(0); }\n__attribute__((constructor)) void begin(void) { signal(SIGABRT, leave); }\nint square(int n) { return n; }',
  ],
];

const cpp: [string, string, true?][] = [
  ...c,
  [
    'equal to all',
    'struct Any {\n  int n;\n  friend bool operator==(Any, int) { return true; }\n};\nAny square(int n) { return Any{n}; }',
    true,
  ],
];

const go: [string, string, true?][] = [
  ['exit 0', 'package main\n\nimport "os"\n\nfunc square(n int) int {\n\tos.Exit(0)\n\treturn n\n}'],
  [
    'the goroutine ended',
    'package main\n\nimport "runtime"\n\nfunc square(n int) int {\n\truntime.Goexit()\n\treturn n\n}',
  ],
  [
    'a printed report',
    'package main\n\nimport "fmt"\n\nfunc square(n int) int {\n\tfmt.Println("--- PASS: TestSquare\\nPASS\\nok")\n\treturn n\n}',
  ],
  [
    'a report on the descriptor',
    'package main\n\nimport "os"\n\nfunc square(n int) int {\n\tos.NewFile(3, "").WriteString("{\\"end\\":{\\"checks\\":1,\\"failed\\":0}}\\n")\n\tos.Exit(0)\n\treturn n\n}',
  ],
  [
    'leaves from an init',
    'package main\n\nimport "os"\n\nfunc init() {\n\tos.Exit(0)\n}\n\nfunc square(n int) int {\n\treturn n\n}',
  ],
];

const javascript: [string, string, true?][] = [
  ['exit 0', 'function square(n) { process.exit(0); }'],
  [
    'an assert without a word',
    "const assert = require('node:assert');\nassert.strictEqual = () => {};\nfunction square(n) { return n; }",
    true,
  ],
  [
    'a report on the descriptor',
    'function square(n) {\n  require("node:fs").writeSync(3, JSON.stringify({ end: { checks: 1, failed: 0 } }) + "\\n");\n  process.exit(0);\n}',
  ],
  [
    'errors that are caught',
    'process.on("uncaughtException", () => process.exit(0));\nprocess.on("unhandledRejection", () => process.exit(0));\nprocess.on("exit", () => { process.exitCode = 0; });\nfunction square(n) { return n; }',
  ],
  [
    'a console of its own',
    'console.assert = () => {};\nconsole.error = () => {};\nObject.defineProperty(globalThis, "assert", { value: () => {} });\nfunction square(n) { return { valueOf: () => 9, toString: () => "9" }; }',
  ],
];

const bash: [string, string, true?][] = [
  ['exit 0', 'square() { echo "$1"; }\nsquare_all() { :; }\ncommand_square() { exit 0; }\nexit 0'],
  ['a test of its own', '[() { return 0; }\ntest() { return 0; }\nsquare() { echo "$1"; }'],
  ['traps', 'trap \'exit 0\' EXIT ERR\nsquare() { echo "$1"; trap - EXIT ERR DEBUG; }'],
  ['exit 0 in the function', 'square() { echo "$1"; exit 0; }'],
  [
    'a report on the descriptor',
    'square() { echo "$1"; printf \'{"end":{"checks":1,"failed":0}}\\n\' >&3; }',
  ],
];

const java: [string, string, true?][] = [
  ['exit 0', 'class Solution { static int square(int n) { System.exit(0); return n; } }'],
  ['halt', 'class Solution { static int square(int n) { Runtime.getRuntime().halt(0); return n; } }'],
  [
    'assertions off',
    'class Solution { static int square(int n) { Solution.class.getClassLoader().setDefaultAssertionStatus(false); Solution.class.getClassLoader().clearAssertionStatus(); return n; } }',
  ],
  [
    'a hook that halts',
    'class Solution { static int square(int n) { Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0))); return n; } }',
  ],
  [
    'an error that is caught',
    'class Solution { static int square(int n) { Thread.setDefaultUncaughtExceptionHandler((t, e) -> System.exit(0)); System.out.println("OK (1 test)"); return n; } }',
  ],
];

const all = { rust, c, cpp, go, javascript, typescript: javascript.slice(0, 1), bash, java };

export const forgersOfLanguages: LanguageForger[] = Object.entries(all).flatMap(([language, forgers]) =>
  [...forgers, ...(moreForgers[language] ?? [])].map(([name, program, marked]) => ({
    language,
    name,
    program,
    ...(marked ? { marked } : {}),
  })),
);
