import * as z from 'zod';
import { nothing, type PageContract } from './channel.ts';

/**
 * What the page of insights shows. The host computes and words everything; the page draws it: each chart is one of a few kinds, and has
 * the same figures as a table. A mark that stands for tasks has a link: the page says which, and the host opens them as a queue.
 */

/** Names a set of tasks; what it stands for is known to the host alone. */
const link = z.string();

const mark = z.enum(['model1', 'model2', 'people', 'judge', 'difference', 'plain']);

/** One line of dots: a value with its interval. */
const row = z.object({
  label: z.string(),
  mark,
  /** None: too few tasks for a figure; `note` says so. */
  value: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  /** The single values, where they are too few for an interval. */
  values: z.array(z.number()).optional(),
  /** The figure in words, as it is written at the row's end. */
  text: z.string(),
  /** `found`: the interval leaves 0 out. `small`: few tasks. */
  state: z.enum(['found', 'open', 'small', 'plain']),
  note: z.string().optional(),
  link: link.optional(),
});

const end = z.object({ text: z.string(), mark: mark.optional() });

const axis = z.object({
  min: z.number(),
  max: z.number(),
  /** Where a line stands that means "no difference". */
  zero: z.number().optional(),
  ticks: z.array(z.object({ at: z.number(), text: z.string() })),
  label: z.string(),
  /** What the values below and above zero mean, for charts of rows and bands. */
  ends: z.tuple([end, end]).optional(),
});

const chart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rows'), title: z.string(), axis, rows: z.array(row) }),
  /** Counts by category for each of several series, as bars beside each other. */
  z.object({
    kind: z.literal('bars'),
    title: z.string(),
    label: z.string(),
    categories: z.array(z.string()),
    /** Before which category a line is drawn, and what it means (the score below which a correction is asked for). */
    line: z.object({ before: z.number().int(), text: z.string() }).optional(),
    series: z.array(
      z.object({
        name: z.string(),
        mark,
        bars: z.array(z.object({ count: z.number().int(), text: z.string(), link: link.optional() })),
      }),
    ),
  }),
  /** Parts of a whole, in one bar. */
  z.object({
    kind: z.literal('parts'),
    title: z.string(),
    parts: z.array(
      z.object({ label: z.string(), mark, count: z.number().int(), text: z.string(), link: link.optional() }),
    ),
  }),
  /** How an estimate and its band narrow from task to task. */
  z.object({
    kind: z.literal('band'),
    title: z.string(),
    axis,
    label: z.string(),
    points: z.array(z.object({ n: z.number().int(), value: z.number(), low: z.number(), high: z.number() })),
    /** After which task 0 had left the band. */
    decidedAt: z.number().int().optional(),
  }),
  /** Counts in a table of cells. */
  z.object({
    kind: z.literal('grid'),
    title: z.string(),
    rowLabel: z.string(),
    columnLabel: z.string(),
    rows: z.array(z.string()),
    columns: z.array(z.string()),
    cells: z.array(
      z.array(
        z.object({
          count: z.number().int(),
          text: z.string(),
          /** Points and runs contradict each other, or both say the same. */
          state: z.enum(['against', 'same', 'plain']),
          link: link.optional(),
        }),
      ),
    ),
  }),
  /** One mark for each answer, along a line (time, place in the session). */
  z.object({
    kind: z.literal('dots'),
    title: z.string(),
    x: axis,
    y: axis,
    dots: z.array(z.object({ x: z.number(), y: z.number(), mark, text: z.string(), link: link.optional() })),
    /** A horizontal line with its interval, such as the median. */
    line: z
      .object({ at: z.number(), low: z.number().optional(), high: z.number().optional(), text: z.string() })
      .optional(),
  }),
]);

const table = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) });

const section = z.object({
  /** Stable, for links to it and for what is copied. */
  id: z.string(),
  /** A question. */
  title: z.string(),
  verdict: z.object({ mark: z.enum(['decided', 'fine', 'wait', 'look', 'none']), text: z.string() }),
  /** The answer in one sentence, and what to do about it. */
  sentence: z.string(),
  advice: z.string().optional(),
  /** What the figures rest on: formula's name, number of tasks, assumptions. */
  method: z.string(),
  charts: z.array(z.object({ chart, table })),
  /** Ready sets of tasks: lowest, highest, largest gap … */
  links: z.array(z.object({ text: z.string(), link })),
});

const choice = z.object({
  id: z.string(),
  label: z.string(),
  options: z.array(z.object({ value: z.string(), text: z.string() })),
  value: z.string(),
});

const insightsState = z.object({
  title: z.string(),
  /** Of both models, as they may be shown; hidden ones are "Model 1" and "Model 2". */
  models: z.tuple([z.string(), z.string()]),
  /** In a blind project: why names are shown or not, with the act that changes it. */
  blind: z.object({ text: z.string(), action: z.string() }).optional(),
  /** Counts in a line: tasks, judged, answers, annotators. */
  counts: z.string(),
  /** Why there is nothing to show yet. */
  empty: z.string().optional(),
  /** Figures are being computed anew. */
  busy: z.boolean(),
  /** Few tasks, a choice by answers, and the like, said above all figures. */
  warnings: z.array(z.string()),
  filters: z.array(choice),
  sections: z.array(section),
  /** Other projects that were added: `text` says how much of them is judged, or why they are not compared. */
  projects: z
    .array(z.object({ id: z.string(), name: z.string(), text: z.string(), isCompared: z.boolean() }))
    .optional(),
  /** Acts that the host offers: `markdown`, `csv`, `svg`, `png` (of a section), `report`, `projects`. All of them, where it does not say. */
  can: z.array(z.string()).optional(),
});

export type InsightsState = z.output<typeof insightsState>;
export type InsightsSection = z.output<typeof section>;
export type InsightsChart = z.output<typeof chart>;
export type InsightsRow = z.output<typeof row>;

const requests = {
  /** Another value of a filter. */
  choose: { in: z.object({ id: z.string(), value: z.string() }), out: nothing },
  /** The tasks of a mark become the queue, and the first is opened. Resolves to how many. */
  openTasks: { in: z.object({ link }), out: z.number().int() },
  toggleNames: { in: z.object({}), out: nothing },
  /** Asks for folders of other projects, whose models are ranked with these; takes one away. */
  addProjects: { in: z.object({}), out: nothing, timeoutMs: Infinity },
  removeProject: { in: z.object({ id: z.string() }), out: nothing },
  /** A chart or all of it, as text, to the clipboard or into a file. */
  copy: {
    in: z.object({ section: z.string(), as: z.enum(['markdown', 'csv']) }),
    out: nothing,
  },
  /** A picture that the page has drawn of a section: the text of an SVG, or a PNG in Base64. */
  saveImage: {
    in: z.object({ section: z.string(), type: z.enum(['svg', 'png']), data: z.string() }),
    out: nothing,
  },
  report: { in: z.object({}), out: nothing },
} satisfies PageContract['requests'];

export const insightsContract = {
  requests,
  signals: { ready: z.object({}), error: z.object({ message: z.string().max(10_000) }) },
  events: { state: z.object({ state: insightsState }) },
} satisfies PageContract;
