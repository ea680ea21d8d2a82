import { mainClass, publicClass } from './javaFileName.ts';
import type { FoundRunner, Runner } from '../contract/runner.ts';

/** Name of the file that a program is written to. */
export function programFileName(runner: FoundRunner, code: string): string {
  const name = runner.naming === 'public-class' ? publicClass(code) : undefined;
  // The compiler finds a name of up to 255 bytes; longer ones (and their class files) cannot be written.
  return name === undefined || Buffer.byteLength(name) > 200 ? runner.fileName : `${name}.java`;
}

/** What `{entry}` is where whoever assembled the program does not say: the class with `main`. */
export function programEntry(runner: FoundRunner, code: string): string {
  return runner.naming === 'public-class' ? (mainClass(code) ?? 'Main') : '';
}

/** The files beside a program, with the tool's version (two numbers of it) filled in. */
export function filesFor(runner: Runner, version: string): { files?: Record<string, string> } {
  if (!runner.files) return {};
  const short = /^\d+(?:\.\d+)?/.exec(version)?.[0] ?? version;
  const filled = Object.entries(runner.files).map(([name, text]) => [
    name,
    text.replaceAll('{version}', short),
  ]);
  return { files: Object.fromEntries(filled) as Record<string, string> };
}
