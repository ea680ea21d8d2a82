import type { RunOutcome } from './contract/runRequest.ts';
import type { Assembled, Evidence, RunInput, Verdict } from '../domain/run.ts';

/** What a run ended with, as far as it decides. */
export type Ending = Pick<
  RunOutcome,
  | 'exitCode'
  | 'signal'
  | 'timedOut'
  | 'stopped'
  | 'limit'
  | 'compiling'
  | 'stdout'
  | 'stderr'
  | 'report'
  | 'truncatedBytes'
  | 'stdoutCut'
>;

/**
 * What one run showed. Where a judge or a harness counted (`assembled.job`, `counts`), its evidence decides alone. Where the program itself was to report, an end
 * without a report means that the snippet did not come to its end: such a run has passed nothing, whatever its exit code.
 */
export function verdictOf(
  outcome: Ending,
  input: RunInput | undefined,
  assembled?: Pick<Assembled, 'reportsValue' | 'job' | 'counts'>,
): Verdict {
  if (outcome.stopped) return 'stopped';
  if (outcome.timedOut || outcome.limit === 'time') return 'timed-out';
  if (outcome.limit !== undefined || outcome.compiling) return 'crashed';
  if (assembled?.job !== undefined || assembled?.counts !== undefined)
    return proved(outcome.report?.evidence, outcome.report?.cut === true);
  const failed = outcome.signal !== undefined || outcome.exitCode !== 0;
  if (failed)
    return failedAssertion(outcome, input, assembled?.reportsValue === true) ? 'differs' : 'crashed';

  const { report } = outcome;
  const hasCode = input?.code !== undefined && input.code.trim() !== '';
  const expects = input?.expectedValue !== undefined || input?.expectedOutput !== undefined || input?.checks;
  if (!expects) return 'ran';
  if (report?.equal === false) return 'differs';
  // It ended before its tests did.
  if (hasCode && assembled?.reportsValue && report === undefined) return 'crashed';
  if (input.expectedValue !== undefined && report !== undefined && report.equal === undefined)
    return 'differs';
  // Where it is all that is expected, the snippet's own output may have been compared as it was written.
  const compared = report?.equal !== undefined && input.expectedValue === undefined;
  if (input.expectedOutput !== undefined && !compared)
    return byOutput(outcome, input.expectedOutput, hasCode);
  return 'passed';
}

/** A pass needs the judge's last word, at least one check, and that all held. */
function proved(evidence: Evidence | undefined, cut: boolean): Verdict {
  if (!evidence?.complete) return 'crashed';
  const { checks, passed, obstacle } = evidence;
  if (obstacle?.kind === 'needs' || obstacle?.kind === 'tests') return 'ran';
  if (passed < checks) return 'differs';
  if (obstacle !== undefined) return 'crashed';
  if (checks === 0) return 'ran';
  return cut ? 'cut' : 'passed';
}

/** Of an output that was cut only what was kept is known: it may differ already, but it cannot be as expected. */
function byOutput(outcome: Ending, expected: string, hasCode: boolean): Verdict {
  const { stdout, stdoutCut, truncatedBytes } = outcome;
  if (!(stdoutCut ?? truncatedBytes > 0)) return sameOutput(stdout, expected, hasCode) ? 'passed' : 'differs';
  if (hasCode) return 'cut';
  // The last line may be half of one.
  const kept = tidy(stdout.slice(0, stdout.lastIndexOf('\n') + 1));
  return `${tidy(expected)}\n`.startsWith(kept === '' ? '' : `${kept}\n`) ? 'cut' : 'differs';
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
 * Trailing white space of lines and of the whole does not count; numbers are equal when they are nearly the same (`sameLine`). After a
 * snippet, what the program printed before it does not count either.
 */
function sameOutput(stdout: string, expected: string, afterProgram: boolean): boolean {
  const [found, wanted] = [tidy(stdout), tidy(expected)];
  if (found === wanted || (afterProgram && wanted !== '' && found.endsWith(`\n${wanted}`))) return true;
  const [lines, others] = [found.split('\n'), wanted.split('\n')];
  const ends = afterProgram && wanted !== '' ? lines.slice(-others.length) : lines;
  return ends.length === others.length && ends.every((line, i) => sameLine(line, others[i] ?? ''));
}

/** Of a number with a fraction or an exponent, to its size or absolutely, whichever is more. */
const tolerance = 1e-6;

/** Word by word with the same blanks between them; a number with a fraction is as good as another that is nearly the same. */
function sameLine(found: string, wanted: string): boolean {
  if (found === wanted) return true;
  const [words, others] = [found.split(/(\s+)/), wanted.split(/(\s+)/)];
  return words.length === others.length && words.every((word, i) => sameWord(word, others[i] ?? ''));
}

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

function sameWord(found: string, wanted: string): boolean {
  if (found === wanted) return true;
  // Whole numbers have one way to be written, whatever their size.
  if (!/[.e]/i.test(found) && !/[.e]/i.test(wanted)) return false;
  if (!number.test(found) || !number.test(wanted)) return false;
  const [one, other] = [Number(found), Number(wanted)];
  return Math.abs(one - other) <= tolerance * Math.max(1, Math.abs(other));
}

function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}
