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
export const userSchema = z.object({
  id,
  username: z.string(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  role: z.enum(roles),
});
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

export interface NewDataset {
  name: string;
  workspace_id: string;
  guidelines: string | null;
  allow_extra_metadata: boolean;
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
    options: z.array(z.object({ value: z.union([z.number(), z.string()]) })).optional(),
  }),
});
export type Question = z.output<typeof questionSchema>;

export const metadataPropertySchema = z.object({
  name: z.string(),
  title: z.string(),
  settings: z.object({ type: z.string(), values: z.array(z.unknown()).nullish() }),
});
export type MetadataProperty = z.output<typeof metadataPropertySchema>;

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

export const recordSchema = z.object({
  id,
  status: z.string(),
  fields: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  external_id: z.string().nullish(),
  responses: z.array(responseSchema).optional(),
  suggestions: z.array(suggestionSchema).optional(),
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

export const recordListSchema = z.object({ items: z.array(recordSchema), total: z.number().nullish() });

export const searchSchema = z.object({
  items: z.array(z.object({ record: recordSchema })),
  total: z.number(),
});

export const bulkResponsesSchema = z.object({
  items: z.array(
    z.object({
      item: responseSchema.nullish(),
      error: z.object({ detail: z.unknown() }).nullish(),
    }),
  ),
});

export const progressSchema = z.object({
  total: z.number(),
  completed: z.number(),
  pending: z.number(),
});
export type Progress = z.output<typeof progressSchema>;

/** The server's own limits, from its schemas. */
export const limits = {
  recordsPerBulk: 500,
  responsesPerBulk: 100,
  recordsPerPage: 1000,
  valuesPerFilter: 250,
  guidelines: 10_000,
} as const;

/**
 * Text as the server can store it: PostgreSQL refuses NUL characters and neither database takes half a surrogate pair,
 * and both would answer 500 for ever.
 */
export function wireText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
