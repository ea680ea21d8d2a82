import * as z from 'zod';

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

export const hostToGuidelinesSchema = z.object({ type: z.literal('state'), state: guidelinesStateSchema });

export const guidelinesToHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('compare') }),
  z.object({ type: z.literal('edit') }),
  z.object({ type: z.literal('openLink'), href: z.string().max(4096) }),
  z.object({ type: z.literal('copy'), text: z.string() }),
]);

export type GuidelinesState = z.output<typeof guidelinesStateSchema>;
export type HostToGuidelines = z.output<typeof hostToGuidelinesSchema>;
export type GuidelinesToHost = z.output<typeof guidelinesToHostSchema>;
