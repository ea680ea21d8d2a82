/** A handful of lines in place of a test framework: runs one after another and prints TAP, which the harness counts. */
type Test = { name: string; run: () => Promise<void> };
const tests: Test[] = [];

export function test(name: string, run: () => Promise<void>): void {
  tests.push({ name, run });
}

export function print(line: string): void {
  console.log(`# ${line}`);
}

export async function runAll(): Promise<void> {
  let failed = 0;
  let number = 0;
  for (const { name, run } of tests) {
    number++;
    const started = performance.now();
    try {
      await run();
      console.log(`ok ${number} - ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
      failed++;
      console.log(`not ok ${number} - ${name}`);
      const text = error instanceof Error ? `${error.stack ?? error.message}` : String(error);
      for (const line of text.split('\n')) console.log(`#   ${line}`);
    }
  }
  console.log(`HOST ${tests.length - failed} passed, ${failed} failed`);
  if (failed > 0) throw new Error(`${failed} host tests failed`);
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
