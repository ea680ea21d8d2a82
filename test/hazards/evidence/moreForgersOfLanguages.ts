/** Further wrong programs, by language: name, program, and whether only its text can tell. */
export const moreForgers: Readonly<Record<string, readonly (readonly [string, string, true?])[]>> = {
  rust: [
    ['abort', 'fn square(_: i64) -> i64 { std::process::abort() }'],
    [
      'a thread that leaves',
      'fn square(n: i64) -> i64 {\n    std::thread::spawn(|| std::process::exit(0)).join().unwrap();\n    n\n}',
    ],
    [
      'equal to all',
      '#[derive(Debug)]\npub struct Any;\nimpl PartialEq<i32> for Any {\n    fn eq(&self, _: &i32) -> bool { true }\n}\nimpl PartialEq<i64> for Any {\n    fn eq(&self, _: &i64) -> bool { true }\n}\nfn square(_: i64) -> Any { Any }',
      true,
    ],
    [
      'panics that are swallowed',
      'macro_rules! panic { ($($all:tt)*) => { std::process::exit(0) }; }\nfn square(n: i64) -> i64 { if n == 3 { panic!("x") } else { n } }',
    ],
    [
      'a report through /proc',
      'fn square(_: i64) -> i64 {\n    let _ = std::fs::write("/proc/self/fd/3", "{\\"end\\":{\\"checks\\":1,\\"failed\\":0}}\\n");\n    std::process::exit(0)\n}',
    ],
  ],
  c: [
    ['abort', '#include <stdlib.h>\nint square(int n) { abort(); return n; }'],
    [
      'a handler at the end',
      '#include <stdlib.h>\n#include <unistd.h>\nstatic void leave(void) { _exit(0); }\nint square(int n) { atexit(leave); exit(1); return n; }',
    ],
    [
      'a forked writer',
      '#include <unistd.h>\n#include <string.h>\n#include <stdlib.h>\nint square(int n) {\n  if (fork() == 0) {\n    for (int d = 3; d < 20; d++) {\n      const char *line = "{\\"end\\":{\\"checks\\":1,\\"failed\\":0}}\\n";\n      if (write(d, line, strlen(line)) < 0) continue;\n    }\n    _exit(0);\n  }\n  _exit(0);\n  return n;\n}',
    ],
    [
      'what an assertion calls, replaced',
      'void __assert_fail(const char *a, const char *f, unsigned l, const char *g) { (void)a; (void)f; (void)l; (void)g; for (;;) _Exit(0); }\n#include <stdlib.h>\nint square(int n) { return n; }',
    ],
    [
      'a jump out of the test',
      '#include <stdlib.h>\n#include <stdio.h>\nint square(int n) { printf("OK\\nall tests passed\\n"); fflush(stdout); quick_exit(0); return n; }',
    ],
  ],
  cpp: [
    [
      'an end in C++',
      '#include <exception>\n#include <cstdlib>\nint square(int n) { std::set_terminate([] { std::_Exit(0); }); std::terminate(); return n; }',
    ],
    [
      'an exception that ends',
      '#include <cstdlib>\nint square(int n) { std::atexit([] { std::_Exit(0); }); std::exit(3); return n; }',
    ],
    [
      'a destructor that leaves',
      '#include <cstdlib>\nstruct Last { ~Last() { std::_Exit(0); } } last;\nint square(int n) { return n; }',
    ],
    ['a conversion', '#include <cstdlib>\nint square(int n) { std::quick_exit(0); return n; }'],
  ],
  go: [
    [
      'a signal',
      'package main\n\nimport "syscall"\n\nfunc square(n int) int {\n\tsyscall.Kill(syscall.Getpid(), syscall.SIGTERM)\n\treturn n\n}',
    ],
    [
      'a goroutine that leaves',
      'package main\n\nimport "os"\n\nfunc square(n int) int {\n\tdone := make(chan int)\n\tgo func() { os.Exit(0) }()\n\t<-done\n\treturn n\n}',
    ],
    [
      'an exit by the system',
      'package main\n\nimport "syscall"\n\nfunc square(n int) int {\n\tsyscall.Exit(0)\n\treturn n\n}',
    ],
    ['a panic that is its own', 'package main\n\nfunc square(n int) int {\n\tpanic(nil)\n}'],
    [
      'another program in its place',
      'package main\n\nimport "syscall"\n\nfunc square(n int) int {\n\tsyscall.Exec("/bin/true", []string{"true"}, nil)\n\treturn n\n}',
    ],
  ],
  javascript: [
    ['killed by itself', 'function square(n) { process.kill(process.pid, "SIGTERM"); for (;;) {} }'],
    [
      'prototypes',
      'Object.defineProperty(Number.prototype, "toString", { value: () => "9" });\nNumber.prototype.valueOf = () => 9;\nfunction square(n) { return n; }',
    ],
    ['an equality of its own', 'Object.is = () => true;\nfunction square(n) { return n; }', true],
    [
      'an exit that is put off',
      'process.on("beforeExit", () => process.exit(0));\nsetImmediate(() => process.exit(0));\nfunction square(n) { return n; }',
    ],
    [
      'an error without a trace',
      'Error.prepareStackTrace = () => { process.exit(0); };\nfunction square(n) { return n; }',
    ],
    ['reallyExit', 'function square(n) { process.reallyExit(0); }'],
  ],
  bash: [
    ['return instead of exit', 'square() { echo "$1"; return 0; }\nset() { :; }\ntrap() { :; }'],
    ['aliases', 'shopt -s expand_aliases\nalias [="true"\nalias test="true"\nsquare() { echo "$1"; }'],
    ['killed by itself', 'square() { kill -TERM $$; }'],
    ['another program in its place', 'square() { echo "$1"; }\nexec true'],
    [
      'a status that is always good',
      'square() { echo "$1"; }\nPROMPT_COMMAND="true"\nPS4=""\nset +e\nreadonly _=0\nbuiltin() { :; }',
    ],
  ],
  java: [
    [
      'a thread that leaves',
      'class Solution { static int square(int n) throws Exception { Thread t = new Thread(() -> System.exit(0)); t.start(); t.join(); return n; } }',
    ],
    ['an error', 'class Solution { static int square(int n) { throw new Error("OK"); } }'],
    [
      'a class of that name',
      'class AssertionError extends RuntimeException { AssertionError() {} AssertionError(Object o) {} }\nclass Solution { static int square(int n) { return n; } }',
    ],
    [
      'output that is taken away',
      'class Solution { static int square(int n) { System.setErr(new java.io.PrintStream(java.io.OutputStream.nullOutputStream())); System.setOut(System.err); return n; } }',
    ],
    [
      'a report on the descriptor',
      'class Solution { static int square(int n) throws Exception { try (java.io.FileOutputStream f = new java.io.FileOutputStream("/proc/self/fd/3")) { f.write("{\\"end\\":{\\"checks\\":1,\\"failed\\":0}}\\n".getBytes()); } catch (Exception e) { } Runtime.getRuntime().halt(0); return n; } }',
    ],
  ],
};
