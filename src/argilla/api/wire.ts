import * as z from 'zod';

/**
 * What Argilla's REST API v1 answers, as far as Touchstone reads it. Unknown keys are dropped, so that a newer server's
 * additions do no harm. https://docs.argilla.io/latest/reference/argilla-server/configuration/ and `/api/v1/openapi.json`.
 */

/** Argilla writes naive UTC times (`2026-11-24T07:20:25.896549`): the `Z` is added here, the microseconds are kept. */
export const timeSchema = z
  .string()
  .transform((value) => (/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`));

const id = z.string().min(1);

export const versionSchema = z.object({ version: z.string() });

export const roles = ['owner', 'admin', 'annotator'] as const;
export const userSchema = z.object({ id, username: z.string(), role: z.enum(roles) });
export type ArgillaUser = z.output<typeof userSchema>;

export const workspaceSchema = z.object({ id, name: z.string() });
export type Workspace = z.output<typeof workspaceSchema>;

export const datasetSchema = z.object({
  id,
  name: z.string(),
  guidelines: z.string().nullish(),
  allow_extra_metadata: z.boolean(),
  status: z.enum(['draft', 'ready']),
  distribution: z.object({ strategy: z.string(), min_submitted: z.number() }).nullish(),
  workspace_id: id,
});
export type Dataset = z.output<typeof datasetSchema>;

export interface NewDataset extends Pick<Dataset, 'name' | 'workspace_id' | 'allow_extra_metadata'> {
  guidelines: string | null;
  distribution: { strategy: 'overlap'; min_submitted: number };
}

export const fieldSchema = z.object({
  name: z.string(),
  title: z.string(),
  required: z.boolean(),
  settings: z.object({ type: z.string(), use_markdown: z.boolean().optional() }),
});
export type Field = z.output<typeof fieldSchema>;

export const questionSchema = z.object({
  id,
  name: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  required: z.boolean(),
  settings: z.object({
    type: z.string(),
    use_markdown: z.boolean().optional(),
    options: z
      .array(z.object({ value: z.union([z.number(), z.string()]), text: z.string().nullish() }))
      .optional(),
    visible_options: z.number().nullish(),
  }),
});
export type Question = z.output<typeof questionSchema>;

export const metadataPropertySchema = z.object({
  name: z.string(),
  title: z.string(),
  settings: z.object({ type: z.string(), values: z.array(z.unknown()).nullish() }),
});
export type MetadataProperty = z.output<typeof metadataPropertySchema>;

export const namedSchema = z.object({ name: z.string() });
export type Named = z.output<typeof namedSchema>;

/** Values by question name. What a question of another kind holds (ranking, span) is passed through unread. */
export const valuesSchema = z.record(z.string(), z.object({ value: z.unknown() }));
export type ResponseValues = z.output<typeof valuesSchema>;

export const responseStatuses = ['draft', 'submitted', 'discarded'] as const;
export type ResponseStatus = (typeof responseStatuses)[number];

export const responseSchema = z.object({
  id,
  // A response stored without values (by another program; a fault of server 2.8.0) reads as `null`.
  values: valuesSchema.nullish().transform((values) => values ?? {}),
  status: z.enum(responseStatuses),
  record_id: id,
  user_id: id.nullish(),
  updated_at: timeSchema,
});
export type RecordResponse = z.output<typeof responseSchema>;

/** A machine's proposal for a question; what is suggested for other kinds of questions is passed through unread. */
export const suggestionSchema = z.object({
  question_id: id,
  value: z.unknown(),
  agent: z.string().nullish(),
  /** One for each of several values, where a question has them. */
  score: z.union([z.number(), z.array(z.number())]).nullish(),
  updated_at: timeSchema.nullish(),
});

export interface SuggestionUpsert {
  question_id: string;
  type: 'model';
  value: number;
  agent: string;
  /** From 0 to 1. */
  score: number | null;
}

export const recordSchema = z.object({
  id,
  status: z.string(),
  fields: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  external_id: z.string().nullish(),
  responses: z.array(responseSchema).optional(),
  suggestions: z
    .array(z.unknown())
    .transform((given) => given.flatMap((one) => suggestionSchema.safeParse(one).data ?? []))
    .optional(),
  inserted_at: timeSchema,
});
export type ArgillaRecord = z.output<typeof recordSchema>;

export interface RecordCreate {
  external_id: string;
  fields: Record<string, string>;
  metadata: Record<string, string>;
}

export interface ResponseUpsert {
  record_id: string;
  status: ResponseStatus;
  /** Never left out: server 2.8.0 stores a response without values and cannot read it afterwards. */
  values: ResponseValues;
}

/** A record that cannot be read here, with what can be said of it. */
export interface OddRecord {
  id?: string;
  external_id?: string;
  reason: string;
  /** The server failed to give it, which may pass; else what it gave is what cannot be read. */
  failed?: boolean;
}

const namesSchema = z.object({ id: z.string().optional(), external_id: z.string().nullish() });

/** One by one: a record that has something odd in it is left out and told of, and does not hide the others. */
export function parseRecords(items: readonly unknown[]): { records: ArgillaRecord[]; odd: OddRecord[] } {
  const records: ArgillaRecord[] = [];
  const odd: OddRecord[] = [];
  for (const item of items) {
    const parsed = recordSchema.safeParse(item);
    if (parsed.success) records.push(parsed.data);
    else {
      const { id, external_id } = namesSchema.safeParse(item).data ?? {};
      odd.push({ id, external_id: external_id ?? undefined, reason: oddity(parsed.error) });
    }
  }
  return { records, odd };
}

/** The first thing that is wrong, in a line. */
export function oddity({ issues: [first] }: z.ZodError): string {
  return first ? `${first.path.join('.')}: ${first.message}` : '';
}

export const recordListSchema = z.object({ items: z.array(z.unknown()), total: z.number().nullish() });

export const searchSchema = z.object({
  items: z.array(
    z.unknown().transform((item) => z.object({ record: z.unknown() }).safeParse(item).data?.record),
  ),
  total: z.number(),
});

const upsertedSchema = z.object({
  item: responseSchema.nullish(),
  error: z.object({ detail: z.unknown() }).nullish(),
});
export interface Upserted extends z.output<typeof upsertedSchema> {
  /** Why it cannot be read: whether it was stored is not known then. */
  odd?: string;
}

export const bulkResponsesSchema = z.object({
  items: z.array(
    z.unknown().transform((item): Upserted => {
      const parsed = upsertedSchema.safeParse(item);
      return parsed.success ? parsed.data : { odd: oddity(parsed.error) };
    }),
  ),
});

/** The server's own limits, from its schemas. */
export const limits = { recordsPerPage: 1000, guidelines: 10_000 } as const;

/**
 * Text as the server can store it: PostgreSQL refuses NUL characters and neither database takes half a surrogate pair,
 * and both would answer 500 for ever.
 */
export function wireText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
