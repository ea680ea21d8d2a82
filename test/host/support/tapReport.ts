import Mocha from 'mocha';

/** Prints TAP lines, and the closing line that the step counts by. A hook that fails counts as one failed test. */
export class TapReport extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    let passed = 0;
    let failed = 0;
    runner.on('suite', ({ title }) => title && console.log(`# ${title}`));
    runner.on('pass', (test) => {
      passed++;
      console.log(`ok ${passed + failed} - ${test.title} (${test.duration} ms)`);
    });
    runner.on('fail', (test, error: unknown) => {
      failed++;
      console.log(`not ok ${passed + failed} - ${test.fullTitle()}`);
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      for (const line of text.split('\n')) console.log(`#   ${line}`);
    });
    runner.on('end', () => console.log(`HOST ${passed} passed, ${failed} failed`));
  }
}
