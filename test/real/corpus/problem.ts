/** A small task in one language, with a right and a wrong program in pieces: kinds of answers put them together as models do. */
export interface Problem {
  language: string;
  /** What is to be written. */
  name: string;
  /** The task in words, without code. */
  asks: string;
  /** Lines that have to stand first: imports, includes, the package. Empty: none. */
  imports: string;
  /** A function that the one asked for uses, and its name. */
  helper?: { name: string; code: string };
  /** What a body follows: the class, the signature. */
  head: string;
  body: string;
  /** A body with a fault that the tests find. */
  wrong: string;
  /** What ends function and class. */
  close: string;
  /** A use of the program that prints something; as a `main` where the language wants one. */
  demo: string;
  tests: string;
}

/** The whole program. */
export function programOf(
  { imports, helper, head, body, wrong, close }: Problem,
  ok: boolean,
  without: { imports?: true; helper?: true } = {},
): string {
  const first = without.imports || imports === '' ? '' : `${imports}\n`;
  const before = without.helper || !helper ? '' : `${helper.code}\n`;
  return `${first}${before}${head}${ok ? body : wrong}${close}`;
}

/** A list of words out of a line. */
export const words = (text: string): string[] => text.split(' ');
