import * as z from 'zod';
import { nothing, type PageContract } from './channel.ts';

/** The conversation between the host and the page of the guidelines. All its texts come from the host. */

export const guidelinesStateSchema = z.object({
  /** "Guidelines, version 1a2b…". */
  title: z.string(),
  version: z.string(),
  /** Markdown. */
  text: z.string(),
  /** The scale, below the text. */
  rubric: z.object({
    title: z.string(),
    criteria: z.array(
      z.object({
        /** With its range of points. */
        title: z.string(),
        description: z.string().optional(),
        /** What each number of points means, from 0. */
        levels: z.array(z.string()).optional(),
      }),
    ),
    /** When a correction is asked for. */
    note: z.string().optional(),
  }),
  /** The answer to the open task follows another version, or one has followed another before. */
  changed: z.object({ words: z.string(), action: z.string() }).optional(),
  /** Opens the file. */
  edit: z.string(),
});

export const guidelinesContract = {
  requests: {
    /** Shows what changed since the version that was followed last. */
    compare: { in: z.object({}), out: nothing },
    edit: { in: z.object({}), out: nothing },
    openLink: { in: z.object({ href: z.string().max(4096) }), out: nothing, timeoutMs: Infinity },
    copy: { in: z.object({ text: z.string() }), out: nothing },
  },
  signals: { ready: z.object({}), error: z.object({ message: z.string().max(10_000) }) },
  events: { state: z.object({ state: guidelinesStateSchema }) },
} satisfies PageContract;

export type GuidelinesState = z.output<typeof guidelinesStateSchema>;
