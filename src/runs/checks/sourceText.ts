import type { RunInput } from '../../domain/run.ts';

/** The program as it is put into a file: without a byte order mark, lines ending in LF, the last one too. */
export function programText(code: string): string {
  const text = code.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return text === '' || text.endsWith('\n') ? text : text + '\n';
}

/** A snippet's lines end in LF; it has no byte order mark and no empty lines around it. */
export function snippetText(code: string): string {
  return programText(code)
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
}

/** The value that an input expects, as an expression. */
export function wantedValue({ expectedValue }: RunInput): string | undefined {
  return expectedValue === undefined ? undefined : snippetText(expectedValue).trim();
}

/** A text with pieces of it replaced; the pieces do not overlap. */
export function replaced(text: string, pieces: readonly { from: number; to: number; by: string }[]): string {
  let result = text;
  for (const { from, to, by } of [...pieces].sort((a, b) => b.from - a.from))
    result = result.slice(0, from) + by + result.slice(to);
  return result;
}

/** A string literal in ASCII, as Python reads it. */
export function pythonString(text: string): string {
  let literal = '';
  for (const character of JSON.stringify(text)) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x7f) literal += character;
    else if (code > 0xffff) literal += `\\U${code.toString(16).padStart(8, '0')}`;
    else literal += `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return literal;
}

/** A string literal in ASCII, as JavaScript, TypeScript, Java and Go read it (no character of it needs more). */
export function javascriptString(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
