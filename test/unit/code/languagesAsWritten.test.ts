import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalLanguage } from '../../../src/code/text/languages.ts';

/** As judges, data sets and people write them. */
const written: Record<string, string[]> = {
  python: [
    'Python',
    'Python 3',
    'python3.11',
    'Python 3.11.4',
    'PyPy 3',
    'PyPy3',
    'Python (PyPy)',
    'CPython 3.12',
    'py3',
    'Python3 (3.8)',
    'PYTHON',
  ],
  cpp: [
    'C++',
    'C++17',
    'C++ 20',
    'GNU C++17 (64)',
    'GNU G++17 7.3.0',
    'Clang++20 Diagnostics',
    'cpp17',
    'C++ (gcc 9.2)',
    'MS C++ 2017',
    'g++',
  ],
  c: ['C', 'C11', 'GNU C11', 'C (gcc)', 'c99', 'GNU GCC C11 5.1.0'],
  java: ['Java', 'Java 17', 'Java 8', 'Java (OpenJDK 21)', 'java11'],
  javascript: [
    'JavaScript',
    'JS',
    'Node.js',
    'Node.js 18',
    'JavaScript (Node.js 20)',
    'node',
    'ECMAScript',
    'JavaScript V8 4.8.0',
  ],
  typescript: ['TypeScript', 'TypeScript 5.4', 'ts'],
  go: ['Go', 'golang', 'Go 1.22', 'Golang 1.19', 'Go (1.20.6)'],
  rust: ['Rust', 'Rust 1.75', 'Rust 2021', 'rs', 'Rust (1.70.0)'],
  bash: ['Bash', 'sh', 'shell', 'Bash 5.1', 'Shell script'],
  csharp: ['C#', 'C# 8', 'C# (Mono)', 'cs'],
  kotlin: ['Kotlin 1.9', 'kt'],
  brainfuck: ['Brainfuck'],
  'common lisp': ['Common Lisp'],
};

for (const [language, names] of Object.entries(written))
  test(`${language}, as it is written`, () => {
    assert.deepEqual(
      names.map((name) => [name, canonicalLanguage(name)]),
      names.map((name) => [name, language]),
    );
  });
