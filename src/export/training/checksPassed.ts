import { codeHash, programOf } from '../../code/program.ts';
import type { Subject, Verdict } from '../../domain/run.ts';
import type { ExportRow } from '../../store/api/store.ts';

const failed: readonly Verdict[] = ['differs', 'crashed', 'timed-out'];

/**
 * Whether a text's code, as it is in the row, showed with at least one input what was expected, and with none anything else. Runs
 * without an input, stopped ones and those of other code say nothing.
 */
export function checksPassed(
  { task, runs }: Pick<ExportRow, 'task' | 'runs'>,
  subject: Subject,
  text: string,
): boolean {
  const about = runs.filter(({ response, input }) => response === subject && input);
  if (about.length === 0) return false;
  const program = programOf(text, { taskLanguage: task.language });
  if (!program) return false;
  const hash = codeHash(program);
  const verdicts = about.filter((run) => run.codeHash === hash).map(({ verdict }) => verdict);
  return verdicts.includes('passed') && !verdicts.some((verdict) => failed.includes(verdict));
}
