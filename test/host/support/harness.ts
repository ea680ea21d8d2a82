// What a test file of the extension host writes its tests with. Each file is a suite of its own in one Mocha (see `runFiles`).
import type Mocha from 'mocha';

let globals: Mocha.MochaGlobals | undefined;

/** Whose tests are those that are named from now on. */
export function writeInto(file: Mocha.MochaGlobals): void {
  globals = file;
}

function context(): Mocha.MochaGlobals {
  if (!globals) throw new Error('A test is named while its file is loaded by runFiles.');
  return globals;
}

/** One test; `limitMs` is for those that take longer than a test should. */
export function test(name: string, run: () => Promise<void>, { limitMs }: { limitMs?: number } = {}): void {
  const made = context().it(name, run);
  if (limitMs !== undefined) made.timeout(limitMs);
}

/** Runs before the first test of the file. */
export function before(run: () => Promise<void>): void {
  context().before(run);
}

/** Runs after the last test of the file, whether they passed or not. */
export function after(run: () => Promise<void>): void {
  context().after(run);
}

export function print(line: string): void {
  console.log(`# ${line}`);
}

/** Waits until `look` gives something (not undefined, not false); fails with `what` after `limitMs`. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = 20_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
