import { runAll } from '../support/harness.ts';
import './restricted.ts';

/** Entry for the tests of a workspace that nobody has trusted. */
export function run(): Promise<void> {
  return runAll();
}
