/**
 * Finds every language's tool chain, as the first run of a user would: what a compiler has to build once (Go's standard library takes
 * a minute and more on a cold machine) is built before the first test, in a hook, and no test waits for it. Warm, it takes a second.
 */
export async function warmToolChains(): Promise<void> {
  for (const { language } of runners) await findRunner(language);
}
import { findRunner, runners } from '../../../src/runs/runners/findRunner.ts';
