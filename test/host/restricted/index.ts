import { runFiles } from '../support/runFiles.ts';

/** Entry for the tests of a workspace that nobody has trusted. */
export function run(): Promise<void> {
  return runFiles({ restricted: () => import('./restricted.test.ts') }, 'restricted');
}
