import * as z from 'zod';
import type { Report } from '../contract/runRequest.ts';
import {
  evidenceMarks,
  obstacleKinds,
  type Counting,
  type EvidenceMark,
  type FailedCheck,
  type Obstacle,
} from '../../domain/run.ts';
import { parseJson } from '../../platform/errors.ts';

const reportSchema = z.object({ value: z.string(), equal: z.boolean().optional() });

/** The last line that is a report: the harness speaks after the program. Everything else is no report. */
export function parseReport(text: string): Report | undefined {
  for (const line of text.split('\n').reverse()) {
    const report = line.startsWith('{') ? reportSchema.safeParse(parseJson(line)).data : undefined;
    // Else it was written by the program, or cut by the limit.
    if (report) return report;
  }
  return undefined;
}

const count = z.number().int().min(0);
const short = z.string().transform((text) => text.slice(0, 2_000));
const failedSchema = z.object({
  n: count,
  case: short.optional(),
  line: count.optional(),
  text: short.optional(),
  op: short.optional(),
  expected: short.optional(),
  got: short.optional(),
  message: short.optional(),
  raised: short.optional(),
  program_line: count.optional(),
});
const heldSchema = z.object({
  case: z
    .string()
    .transform((text) => text.slice(0, 120))
    .optional(),
  line: count.optional(),
  times: count.optional(),
});
const obstacleSchema = z.object({
  kind: z.enum(obstacleKinds),
  text: short.optional(),
  line: count.optional(),
  program_line: count.optional(),
});
const lineSchema = z.union([
  z.object({ failed: failedSchema }),
  z.object({
    end: z.object({
      checks: count,
      failed: count,
      held: z.array(heldSchema).optional(),
      value: z.string().max(20_000).optional(),
      cut: z.boolean().optional(),
      marks: z.array(z.enum(evidenceMarks)).optional(),
      obstacle: obstacleSchema.optional(),
    }),
  }),
]);

/** How many failed checks are kept, and how many places whose checks held. */
const [mostFailed, mostHeld] = [10, 20];

/** What a judge said, line by line. Only it can write here; all the same, what makes no sense is no proof. */
export function parseJudged(text: string): Report {
  const failed: FailedCheck[] = [];
  for (const line of text.split('\n')) {
    const said = line.startsWith('{') ? lineSchema.safeParse(parseJson(line)).data : undefined;
    if (said === undefined) continue;
    if ('failed' in said) {
      if (failed.length < mostFailed) failed.push(withProgramLine(said.failed));
      continue;
    }
    const { checks, failed: bad, held = [], value, cut, marks = [], obstacle } = said.end;
    const told = obstacle && withProgramLine(obstacle);
    const passed = Math.max(0, checks - Math.max(bad, failed.length));
    return {
      value: value ?? '',
      ...(cut ? { cut } : {}),
      evidence: {
        checks,
        passed,
        failed,
        ...(held.length > 0 ? { held: held.slice(0, mostHeld) } : {}),
        marks,
        ...(told ? { obstacle: told } : {}),
        complete: true,
      },
    };
  }
  return { value: '', evidence: { checks: failed.length, passed: 0, failed, marks: [], complete: false } };
}

/**
 * What a harness in the program's own process counted. The program can write there as well: only lines that begin with the word count, and
 * others are told.
 */
export function parseCounted(text: string, { word, marks: seen }: Counting): Report {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => line.startsWith(`${word} `));
  const report = parseJudged(own.map((line) => line.slice(word.length + 1)).join('\n'));
  const evidence = report.evidence;
  if (evidence === undefined) return report;
  const alien = own.length < lines.length;
  const marks = [
    ...new Set<EvidenceMark>([
      'in-process',
      ...(alien ? ['may-judge-itself' as const] : []),
      ...seen,
      ...evidence.marks,
    ]),
  ];
  const obstacle = evidence.obstacle ?? (evidence.complete ? undefined : { kind: 'ended' as const });
  return { ...report, evidence: { ...evidence, marks, ...(obstacle ? { obstacle } : {}) } };
}

function withProgramLine<T extends Partial<FailedCheck> | Partial<Obstacle>>({
  program_line: programLine,
  ...rest
}: T & { program_line?: number }): Omit<T, 'program_line'> & { programLine?: number } {
  return { ...(rest as Omit<T, 'program_line'>), ...(programLine ? { programLine } : {}) };
}
