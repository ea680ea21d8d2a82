import type { RunOutcome } from './contract/runRequest.ts';
import type { Assembled, RunInput, Verdict } from '../domain/run.ts';

/** What a run ended with, as far as it decides. */
export type Ending = Pick<
  RunOutcome,
  'exitCode' | 'signal' | 'timedOut' | 'stopped' | 'limit' | 'compiling' | 'stdout' | 'stderr' | 'report'
>;

/**
 * What one run showed. Where the program was to report (`assembled`, as it ran), an end without a report means that the snippet
 * did not come to its end: such a run has passed nothing, whatever its exit code.
 */
export function verdictOf(
  outcome: Ending,
  input: RunInput | undefined,
  assembled?: Pick<Assembled, 'reportsValue'>,
): Verdict {
  if (outcome.stopped) return 'stopped';
  if (outcome.timedOut || outcome.limit === 'time') return 'timed-out';
  if (outcome.limit !== undefined || outcome.compiling) return 'crashed';
  const failed = outcome.signal !== undefined || outcome.exitCode !== 0;
  if (failed)
    return failedAssertion(outcome, input, assembled?.reportsValue === true) ? 'differs' : 'crashed';

  const { report } = outcome;
  const hasCode = input?.code !== undefined && input.code.trim() !== '';
  const expects = input?.expectedValue !== undefined || input?.expectedOutput !== undefined || input?.checks;
  if (!expects) return 'ran';
  if (report?.equal === false) return 'differs';
  if (hasCode && assembled?.reportsValue && report === undefined) return 'differs';
  if (input.expectedValue !== undefined && report !== undefined && report.equal === undefined)
    return 'differs';
  // Where it is all that is expected, the snippet's own output may have been compared as it was written.
  const compared = report?.equal !== undefined && input.expectedValue === undefined;
  if (input.expectedOutput !== undefined && !compared)
    return sameOutput(outcome.stdout, input.expectedOutput, hasCode) ? 'passed' : 'differs';
  return 'passed';
}

/** An assertion of the input that did not hold: its harness said so, or its language tells it. */
function failedAssertion({ report, stderr }: Ending, input: RunInput | undefined, reports: boolean): boolean {
  if (input?.code === undefined || input.code.trim() === '') return false;
  if (report !== undefined) return report.equal === false;
  const end = stderr.slice(-4000);
  // Java, and what has no descriptor to report on.
  const thrown = /^(?:Uncaught |Exception in thread "[^"]*" )?(?:java\.lang\.)?AssertionError\b/m;
  // C and C++ (glibc, macOS), Rust.
  const aborted = /\bAssertion (?:`.*'|failed: .*?)(?: failed\.|, (?:file|function) )/;
  const panicked =
    /^assertion (?:`left [!=]= right` )?failed|panicked at (?:'assertion failed|.*:\n?assertion)/m;
  return (!reports && thrown.test(end)) || aborted.test(end) || panicked.test(end);
}

/**
 * Trailing white space of lines and of the whole does not count. After a snippet, what the program printed before it does
 * not either.
 */
function sameOutput(stdout: string, expected: string, afterProgram: boolean): boolean {
  const [found, wanted] = [tidy(stdout), tidy(expected)];
  return found === wanted || (afterProgram && wanted !== '' && found.endsWith(`\n${wanted}`));
}

function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}
