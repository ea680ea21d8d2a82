import * as z from 'zod';
import { nothing, type PageContract } from './channel.ts';

/**
 * The page on which an export is put together. The host knows what can be chosen and words it; the page draws the fields, and what the export
 * would be: its first rows, and how many there are.
 */

const option = z.object({ value: z.string(), text: z.string() });

const labelled = {
  /** Stable: what `choose` names. */
  id: z.string(),
  label: z.string(),
  /** Said below it. */
  hint: z.string().optional(),
};

const field = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choice'), ...labelled, options: z.array(option), value: z.string() }),
  z.object({ kind: z.literal('check'), ...labelled, value: z.boolean() }),
  z.object({
    kind: z.literal('line'),
    ...labelled,
    value: z.string(),
    type: z.enum(['text', 'number']),
    /** What counts while nothing is written. */
    placeholder: z.string().optional(),
    error: z.string().optional(),
  }),
  /** Files that the host asks for. */
  z.object({ kind: z.literal('files'), ...labelled, names: z.array(z.string()), action: z.string() }),
]);

const exportState = z.object({
  title: z.string(),
  groups: z.array(z.object({ id: z.string(), title: z.string(), fields: z.array(field) })),
  /** How many rows of how many tasks, and the like. */
  counts: z.array(z.string()),
  /** What is not in it, and why. */
  leftOut: z.array(z.object({ text: z.string(), count: z.string() })),
  /** More is being counted. */
  busy: z.boolean(),
  /** Why there is nothing to export. */
  problem: z.object({ message: z.string(), action: z.string().optional() }).optional(),
  preview: z.object({
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string().nullable())),
  }),
  /** Acts that can be done now. */
  can: z.array(z.enum(['export', 'push', 'copy'])),
});

export type ExportState = z.output<typeof exportState>;
export type ExportField = z.output<typeof field>;

const requests = {
  /** Another value of a field; of files, none. */
  choose: { in: z.object({ id: z.string(), value: z.union([z.string(), z.boolean()]) }), out: nothing },
  /** Asks for the files of a field. */
  files: { in: z.object({ id: z.string() }), out: nothing, timeoutMs: Infinity },
  export: { in: z.object({}), out: nothing, timeoutMs: Infinity },
  push: { in: z.object({}), out: nothing, timeoutMs: Infinity },
  copy: { in: z.object({}), out: nothing },
} satisfies PageContract['requests'];

export const exportContract = {
  requests,
  signals: { ready: z.object({}), error: z.object({ message: z.string().max(10_000) }) },
  events: { state: z.object({ state: exportState }) },
} satisfies PageContract;
