import { block, given, type Kind } from './kind.ts';

const scripts = ['javascript', 'typescript'];

/** What only answers in one language have. */
export const kindsOfLanguages: Kind[] = [
  {
    name: 'exports of CommonJS',
    languages: ['javascript'],
    make: (p, ok) => block(p, `'use strict';\n\n${given(p, ok)}\nmodule.exports = { ${p.name} };\n`),
  },
  {
    name: 'an export',
    languages: scripts,
    make: (p, ok) => block(p, given(p, ok).replace(`function ${p.name}`, `export function ${p.name}`)),
  },
  {
    name: 'an export by default',
    languages: scripts,
    make: (p, ok) => block(p, `${given(p, ok)}\nexport default ${p.name};\n`),
  },
  {
    name: 'an arrow',
    languages: ['javascript'],
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(
          new RegExp(`function ${p.name}\\(([^)]*)\\) \\{`),
          `const ${p.name} = ($1) => {`,
        ),
      ),
  },
  {
    name: 'a function with a type as a comment',
    languages: ['javascript'],
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(
          `function ${p.name}`,
          `/**\n * @param {any} x - the input\n * @returns {any}\n * @example\n * ${p.name}(1)\n */\nfunction ${p.name}`,
        ),
      ),
  },
  {
    name: 'a demonstration that fails',
    languages: ['javascript'],
    make: (p, ok) => block(p, `${given(p, ok)}\nconsole.log(undefinedName.length);\n`),
  },
  {
    name: 'a main that reads',
    languages: ['javascript'],
    make: (p, ok) =>
      block(
        p,
        `${given(p, ok)}\nconst lines = require('fs').readFileSync(0, 'utf8').split('\\n');\nconsole.log(lines[0].length);\n`,
      ),
  },
  {
    name: 'a page that uses it',
    languages: scripts,
    make: (p, ok) => block(p, `${given(p, ok)}\ndocument.getElementById('out').textContent = 'x';\n`),
  },
  {
    name: 'overloads',
    languages: ['typescript'],
    make: (p, ok) =>
      p.name === 'total'
        ? block(
            p,
            given(p, ok).replace(
              p.head,
              `function total(order: Line[]): number;\nfunction total(order: Line[], rate?: number): number;\nfunction total(order: Line[], rate?: number): number {\n`,
            ),
          )
        : undefined,
  },
  {
    name: 'types beside it',
    languages: ['typescript'],
    make: (p, ok) =>
      block(
        p,
        `type Maybe<T> = T | undefined;\nenum Colour { Red, Green }\nabstract class Shape { abstract area(): number; }\n\n${given(p, ok)}`,
      ),
  },
  {
    name: 'a shebang',
    languages: ['bash'],
    make: (p, ok) => block(p, `#!/usr/bin/env bash\nset -euo pipefail\n\n${given(p, ok)}`),
  },
  {
    name: 'the word function',
    languages: ['bash'],
    make: (p, ok) => block(p, given(p, ok).replace(`${p.name}() {`, `function ${p.name} {`)),
  },
  {
    name: 'a use with its arguments',
    languages: ['bash'],
    make: (p, ok) =>
      block(
        p,
        `${given(p, ok)}\nif [ $# -eq 0 ]; then\n  echo "usage: $0 arguments" >&2\n  exit 1\nfi\n${p.name} "$@"\n`,
      ),
  },
  {
    name: 'a guarded use',
    languages: ['bash'],
    make: (p, ok) =>
      block(p, `${given(p, ok)}\nif [[ "\${BASH_SOURCE[0]}" == "$0" ]]; then\n  ${p.name} "$@"\nfi\n`),
  },
  {
    name: 'prompts of a shell',
    languages: ['bash'],
    make: (p, ok) =>
      `${block(p, given(p, ok))}\nTry it:\n\n${block(p, `$ source ./it.sh\n$ ${p.name} 1\n1`)}`,
  },
  {
    name: 'a package',
    languages: ['java'],
    make: (p, ok) => block(p, `package com.example.app;\n\n${given(p, ok)}`),
  },
  {
    name: 'several classes',
    languages: ['java'],
    make: (p, ok) =>
      block(
        p,
        `${p.imports}\ninterface Shape { double area(); }\n\nrecord Square(double side) implements Shape {\n    public double area() { return side * side; }\n}\n\nenum Colour { RED, GREEN }\n\n${given(p, ok).replace(p.imports, '')}`,
      ),
  },
  {
    name: 'a main in the class',
    languages: ['java'],
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(
          /\}\n$/,
          '\n    public static void main(String[] args) {\n        System.out.println("main");\n    }\n}\n',
        ),
      ),
  },
  {
    name: 'a main that reads',
    languages: ['java'],
    make: (p, ok) =>
      block(
        p,
        `${given(p, ok)}\nclass Main {\n    public static void main(String[] args) {\n        java.util.Scanner in = new java.util.Scanner(System.in);\n        System.out.println(in.nextInt());\n    }\n}\n`,
      ),
  },
  {
    name: 'overloads',
    languages: ['java'],
    make: (p, ok) =>
      p.name === 'clamp'
        ? block(
            p,
            given(p, ok).replace(
              '    public static int clamp',
              '    public static double clamp(double x, double low, double high) {\n        return Math.max(low, Math.min(high, x));\n    }\n\n    public static int clamp',
            ),
          )
        : undefined,
  },
  {
    name: 'a file for each class',
    languages: ['java'],
    make: (p, ok) => `**Solution.java**\n\n${block(p, given(p, ok))}\n**Demo.java**\n\n${block(p, p.demo)}`,
  },
  {
    name: 'no package',
    languages: ['go'],
    make: (p, ok) => block(p, given(p, ok).replace('package main\n\n', '')),
  },
  {
    name: 'another package',
    languages: ['go'],
    make: (p, ok) => block(p, given(p, ok).replace('package main', 'package solution')),
  },
  {
    name: 'an import that is not used',
    languages: ['go'],
    make: (p, ok) => block(p, `${given(p, ok)}\nfunc main() {\n\tfmt.Println(RunLengths("x"))\n}\n`),
  },
  {
    name: 'a main that asks',
    languages: ['go'],
    make: (p, ok) =>
      block(
        p,
        `${given(p, ok)}\nfunc main() {\n\tvar text string\n\tfmt.Scan(&text)\n\tfmt.Println(RunLengths(text))\n}\n`,
      ),
  },
  {
    name: 'a test file beside it',
    languages: ['go'],
    make: (p, ok) =>
      `**main.go**\n\n${block(p, given(p, ok))}\n**main_test.go**\n\n${block(p, `package main\n\nimport "testing"\n\n${p.tests}`)}`,
  },
  {
    name: 'a module of tests in it',
    languages: ['rust'],
    make: (p, ok) =>
      block(
        p,
        `${given(p, ok)}\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn works() {\n        assert!(most_frequent(&[]).is_none());\n    }\n}\n`,
      ),
  },
  {
    name: 'a main and attributes',
    languages: ['rust'],
    make: (p, ok) =>
      block(
        p,
        `#![allow(dead_code)]\n\n${given(p, ok)}\n#[derive(Debug, Clone)]\nstruct Unused {\n    name: String,\n}\n\n${p.demo}`,
      ),
  },
  {
    name: 'a main that reads',
    languages: ['rust'],
    make: (p, ok) =>
      block(
        p,
        `${given(p, ok)}\nfn main() {\n    let mut line = String::new();\n    std::io::stdin().read_line(&mut line).unwrap();\n    println!("{:?}", most_frequent(&[line.trim()]));\n}\n`,
      ),
  },
  {
    name: 'a prototype first',
    languages: ['c', 'cpp'],
    make: (p, ok) =>
      block(p, `${p.imports}\n${p.head.replace(/ \{\n$/, ';')}\n\n${given(p, ok).replace(p.imports, '')}`),
  },
  { name: 'a main in it', languages: ['c', 'cpp'], make: (p, ok) => block(p, `${given(p, ok)}\n${p.demo}`) },
  {
    name: 'a header and a file',
    languages: ['c', 'cpp'],
    make: (p, ok) =>
      `**it.h**\n\n${block(p, `#ifndef IT_H\n#define IT_H\n${p.imports}${p.head.replace(/ \{\n$/, ';')}\n#endif\n`)}\n**it.${p.language}**\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'a template and a class beside it',
    languages: ['cpp'],
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(
          p.head,
          `template <typename T>\nT twice(T x) {\n    return x + x;\n}\n\nclass Counter {\npublic:\n    void add() { n++; }\nprivate:\n    int n = 0;\n};\n\n${p.head}`,
        ),
      ),
  },
  {
    name: 'a struct and a macro beside it',
    languages: ['c'],
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(
          p.head,
          `#define TWICE(x) ((x) * 2)\ntypedef struct {\n    int x;\n    int y;\n} Point;\n\n${p.head}`,
        ),
      ),
  },
];
