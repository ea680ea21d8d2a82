import type { RunInput } from '../../../src/domain/run.ts';

/** One program for each language: it prints `double(21)` if asked to by a snippet, else its arguments in brackets and stdin. */
export interface Sample {
  code: string;
  /** A snippet that prints 42. */
  snippet: string;
}

export const samples: Readonly<Record<string, Sample>> = {
  python: {
    code: `import sys

def double(n):
    return 2 * n

if __name__ == "__main__":
    for arg in sys.argv[1:]:
        print(f"[{arg}]")
    print("stdin: " + sys.stdin.read(), end="")
`,
    snippet: 'print(double(21))',
  },
  javascript: {
    code: `const double = (n) => 2 * n;
if (require.main === module) {
  for (const arg of process.argv.slice(2)) console.log("[" + arg + "]");
  process.stdout.write("stdin: " + require("node:fs").readFileSync(0, "utf8"));
}
`,
    snippet: 'console.log(double(21))',
  },
  typescript: {
    code: `import { readFileSync } from "node:fs";
enum Kind { Twice = 2 }
const double = (n: number): number => Kind.Twice * n;
for (const arg of process.argv.slice(2) as string[]) console.log(\`[\${arg}]\`);
process.stdout.write("stdin: " + readFileSync(0, "utf8"));
`,
    snippet: 'console.log(double(21))',
  },
  bash: {
    code: `double() { echo $((2 * $1)); }
for arg in "$@"; do printf '[%s]\\n' "$arg"; done
printf 'stdin: '
cat
`,
    snippet: 'double 21',
  },
  go: {
    code: `package main

import (
	"fmt"
	"io"
	"os"
)

func double[N int | float64](n N) N { return 2 * n }

func main() {
	for _, arg := range os.Args[1:] {
		fmt.Printf("[%s]\\n", arg)
	}
	text, _ := io.ReadAll(os.Stdin)
	fmt.Printf("stdin: %s", text)
}
`,
    snippet: 'fmt.Println(double(21))',
  },
  rust: {
    code: `use std::io::Read;

fn double(n: i32) -> i32 { 2 * n }

fn main() {
    for arg in std::env::args().skip(1) { println!("[{arg}]"); }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    print!("stdin: {text}");
}
`,
    snippet: 'println!("{}", double(21));',
  },
  java: {
    code: `package shop.größe;

import java.nio.charset.StandardCharsets;

public class Doubling {
    static int twice(int n) { return 2 * n; }
    public static void main(String[] args) throws Exception {
        for (String arg : args) System.out.println("[" + arg + "]");
        System.out.print("stdin: " + new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    }
}
`,
    snippet: 'System.out.println(twice(21));',
  },
  c: {
    code: `#include <math.h>
#include <stdio.h>

int twice(int n) { return (int) lround(2.0 * n); }

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) printf("[%s]\\n", argv[i]);
  printf("stdin: ");
  for (int c; (c = getchar()) != EOF; ) putchar(c);
  return 0;
}
`,
    snippet: 'printf("%d\\n", twice(21));',
  },
  cpp: {
    code: `#include <concepts>
#include <iostream>
#include <iterator>
#include <string>

template <std::integral N> N twice(N n) { return 2 * n; }

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) std::cout << "[" << argv[i] << "]\\n";
  std::cout << "stdin: " << std::string(std::istreambuf_iterator<char>(std::cin), {});
}
`,
    snippet: 'std::cout << twice(21) << "\\n";',
  },
};

/** Arguments that a shell would take for something else. */
export const args = [
  ...['a b', "it's", '"q"', '$(touch pwned)', '`touch pwned`', '; touch pwned', '&& touch pwned'],
  ...['', '*', '{file}', '{out}', '%PATH%', '-n', '--', 'two\nlines', 'é 日本 🦀 e\u0301', '\\'],
];
export const stdin = 'first $(touch pwned)\nzweite Größe 🦀\n';
export const expected = `${args.map((arg) => `[${arg}]\n`).join('')}stdin: ${stdin}`;

export function snippetInput(language: string): RunInput {
  return { id: '0'.repeat(16), origin: 'annotator', code: samples[language]?.snippet ?? '' };
}

/** Names of folders that break what is put together for a shell, or counted in bytes or in characters. */
export const folderNames: Readonly<Record<string, string>> = {
  plain: 'plain',
  shell: `it's a "name" $(touch pwned) \`touch pwned\`; touch pwned & touch pwned | touch pwned`,
  globs: '{file} {out} {entry} ~ * ? [a] !x #y %PATH% $HOME \\ : ^',
  letters: 'é 日本 e\u0301 ü ı',
  emoji: '🦀 👩‍💻',
  newline: 'two\nlines\ttab',
  dash: '-rf --help',
  long: `${'long name '.repeat(20)}`.slice(0, 199) + '.',
};
