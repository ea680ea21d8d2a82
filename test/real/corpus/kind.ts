import { programOf, type Problem } from './problem.ts';

/** An answer as a model could give it. */
export interface Answer {
  text: string;
  /** The task as the data set has it, where it is another than the problem's words. */
  instruction?: string;
  /** `none`: nothing that could pass is in it. Undefined: what the program of the draw deserves. */
  verdict?: 'passed' | 'differs' | 'none';
}

export type Pick = <T>(list: readonly T[]) => T;

/** A way in which answers are written. `make` gives undefined where a problem has nothing for it. */
export interface Kind {
  name: string;
  languages?: readonly string[];
  make: (problem: Problem, ok: boolean, pick: Pick) => Answer | string | undefined;
}

const tags: Readonly<Record<string, readonly string[]>> = {
  python: ['python', 'py', 'python3', 'Python'],
  javascript: ['javascript', 'js', 'JavaScript'],
  typescript: ['typescript', 'ts', 'TypeScript'],
  bash: ['bash', 'sh', 'shell'],
  java: ['java', 'Java'],
  go: ['go', 'golang', 'Go'],
  rust: ['rust', 'rs', 'Rust'],
  cpp: ['cpp', 'c++', 'C++'],
  c: ['c', 'C'],
};

export const tagsOf = ({ language }: Problem): readonly string[] => tags[language] ?? [language];

export const fenced = (code: string, tag = '', fence = '```'): string =>
  `${fence}${tag}\n${code.endsWith('\n') ? code : `${code}\n`}${fence}\n`;

/** A block in the problem's language. */
export const block = (problem: Problem, code: string): string => fenced(code, problem.language);

export const right = (problem: Problem): string => programOf(problem, true);
export const wrong = (problem: Problem): string => programOf(problem, false);
export const given = (problem: Problem, ok: boolean): string => programOf(problem, ok);
export const other = (problem: Problem, ok: boolean): string => programOf(problem, !ok);

/** A remark of the language. */
export const remark = ({ language }: Problem, text: string): string =>
  `${/^(?:python|bash)$/.test(language) ? '#' : '//'} ${text}\n`;

/** What a person says around code. */
export const openings = [
  'Here is the function.',
  'Sure! Below is a solution that handles all the cases you mentioned.',
  'Certainly. The idea is to go over the input once and keep what is needed.',
  'Gerne! Hier ist eine Lösung, die alle Fälle behandelt:',
  'Voici une solution simple et efficace :',
  'Claro, aquí tienes la función:',
  '当然可以！下面是实现代码：',
  'もちろんです。以下が実装です。',
  'Конечно, вот решение:',
];
export const endings = [
  'Let me know if you have questions!',
  '### How it works\n\n- It goes over the input **once**.\n- Time complexity: `O(n)`; space: `O(n)`.',
  'Das Verfahren braucht lineare Zeit.',
  '时间复杂度为 O(n)，空间复杂度为 O(n)。',
  '| step | what |\n| --- | --- |\n| 1 | read |\n| 2 | return |',
];
