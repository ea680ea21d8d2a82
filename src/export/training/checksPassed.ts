import { codeHash, programOf } from '../../code/program.ts';
import type { Subject, Verdict } from '../../domain/run.ts';
import { givenInputs } from '../../inputs/givenInputs.ts';
import type { ExportRow } from '../../store/api/store.ts';

const failed: readonly Verdict[] = ['differs', 'crashed', 'timed-out'];

/**
 * Whether a text's code, as it is in the row, showed with at least one input what was expected, and with none anything else. Runs
 * without an input, stopped ones, those of other code and those with tests that the data set had before say nothing.
 */
export function checksPassed(
  { task, generations: [one, two], annotation, runs }: ExportRow,
  subject: Subject,
  text: string,
): boolean {
  const isGiven = givenInputs(task, { 1: one?.text, 2: two?.text, correction: annotation?.correction });
  const about = runs.filter(({ response, input }) => response === subject && input && isGiven(input));
  if (about.length === 0) return false;
  const program = programOf(text, { task });
  if (!program) return false;
  const hash = codeHash(program);
  const verdicts = about.filter((run) => run.codeHash === hash).map(({ verdict }) => verdict);
  return verdicts.includes('passed') && !verdicts.some((verdict) => failed.includes(verdict));
}
