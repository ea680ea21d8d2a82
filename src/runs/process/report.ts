import * as z from 'zod';

/** What a program's harness reports on file descriptor 3. */
const reportSchema = z.object({
  /** The value, written as the language writes it. */
  value: z.string(),
  /** Whether it equals the expected value, where one was given. */
  equal: z.boolean().optional(),
});
export type Report = z.output<typeof reportSchema>;

/** The last line that is a report: the harness speaks after the program. Everything else is no report. */
export function parseReport(text: string): Report | undefined {
  for (const line of text.split('\n').reverse()) {
    if (!line.startsWith('{')) continue;
    try {
      return reportSchema.parse(JSON.parse(line));
    } catch {
      // Written by the program, or cut by the limit.
    }
  }
  return undefined;
}
