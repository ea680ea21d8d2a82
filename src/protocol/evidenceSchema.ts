import * as z from 'zod';
import { evidenceMarks, obstacleKinds, type Evidence } from '../domain/run.ts';

const count = z.number().int().min(0);

/** What a run checked, as it is stored and shown. */
export const evidenceSchema = z.object({
  checks: count,
  passed: count,
  failed: z.array(
    z.object({
      n: count,
      case: z.string().optional(),
      line: count.optional(),
      text: z.string().optional(),
      op: z.string().optional(),
      expected: z.string().optional(),
      got: z.string().optional(),
      message: z.string().optional(),
      raised: z.string().optional(),
      programLine: count.optional(),
    }),
  ),
  held: z
    .array(z.object({ case: z.string().optional(), line: count.optional(), times: count.optional() }))
    .optional(),
  marks: z.array(z.enum(evidenceMarks)),
  obstacle: z
    .object({
      kind: z.enum(obstacleKinds),
      text: z.string().optional(),
      line: count.optional(),
      programLine: count.optional(),
    })
    .optional(),
  complete: z.boolean(),
}) satisfies z.ZodType<Evidence>;
