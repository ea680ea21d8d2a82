import type { TableContext } from './column.ts';
import { snake } from './exportedJudges.ts';
import { judgeColumns } from './judgeColumns.ts';
import { toRecord, type AnnotatedRecord, type GenerationRecord } from './record.ts';
import type { Column, Shape } from './column.ts';

export type { Column, Shape, Value } from './column.ts';

/** The table with everything that is known: one row for each task and annotation, in the order of the tasks. */
export function annotatedShape(context: TableContext): Shape<AnnotatedRecord> {
  const criteria = context.rubric.criteria.map(({ id }) => id);
  return {
    record: (row) => toRecord(row, context),
    columns: [
      ...texts('id', 'instruction', 'language', 'source'),
      text('context', (r) => json(r.context)),
      ...texts('response_model_1', 'response_model_2', 'model_1', 'model_2'),
      ...wholes('score_response_1', 'score_response_2'),
      ...criteria.map((id) => whole(`points_1_${snake(id)}`, (r) => r.points_1?.[id] ?? null)),
      ...criteria.map((id) => whole(`points_2_${snake(id)}`, (r) => r.points_2?.[id] ?? null)),
      ...texts('which_response_corrected', 'correction', 'comments', 'comments_named', 'flag', 'skipped'),
      text('tags_1', (r) => json(r.tags_1)),
      text('tags_2', (r) => json(r.tags_2)),
      text('taken', (r) => json(r.taken)),
      ...wholes('instruction_changed'),
      ...texts('status', 'annotator', 'guidelines_version'),
      text('shown_order', (r) => r.shown_order?.join(',') ?? null),
      text('updated_at', (r) => r.updated_at),
      { name: 'draw_probability', type: 'double', value: (r) => r.draw_probability },
      ...generationColumns(1, (r) => r.generation_1),
      ...generationColumns(2, (r) => r.generation_2),
      ...wholes('inputs_tested_1', 'inputs_passed_1', 'inputs_tested_2', 'inputs_passed_2'),
      ...wholes('reference_compared_1', 'reference_same_1', 'reference_compared_2', 'reference_same_2'),
      ...texts('theirs_1', 'theirs_by_1', 'theirs_reason_1', 'theirs_2', 'theirs_by_2', 'theirs_reason_2'),
      ...judgeColumns<AnnotatedRecord>(context),
      text('runs', (r) => json(r.runs)),
    ],
  };
}

function generationColumns(
  n: 1 | 2,
  of: (r: AnnotatedRecord) => GenerationRecord,
): Column<AnnotatedRecord>[] {
  return [
    text(`provider_${n}`, (r) => of(r).provider),
    text(`origin_${n}`, (r) => of(r).origin),
    text(`url_${n}`, (r) => of(r).url),
    text(`parameters_${n}`, (r) => json(of(r).parameters)),
    text(`prompt_${n}`, (r) => of(r).prompt),
    { name: `seed_${n}`, type: 'int64', value: (r) => of(r).seed },
    text(`finish_reason_${n}`, (r) => of(r).finish_reason),
    whole(`prompt_tokens_${n}`, (r) => of(r).prompt_tokens),
    whole(`completion_tokens_${n}`, (r) => of(r).completion_tokens),
    text(`generated_at_${n}`, (r) => of(r).generated_at),
    { name: `duration_ms_${n}`, type: 'double', value: (r) => of(r).duration_ms },
    text(`reasoning_${n}`, (r) => of(r).reasoning),
    whole(`reasoning_tokens_${n}`, (r) => of(r).reasoning_tokens),
    text(`generation_hash_${n}`, (r) => of(r).hash),
    whole(`made_for_other_${n}`, (r) => of(r).made_for_other),
  ];
}

const bareColumns = ['instructions', 'response_model_1', 'response_model_2'] as const;

/** The cookbook's table of responses: tasks with both responses, each once. */
export function bareShape(): Shape<Record<(typeof bareColumns)[number], string>> {
  let last: string | undefined;
  return {
    record: ({ task, generations: [one, two] }) => {
      // The rows of several annotators follow each other.
      if (one === undefined || two === undefined || task.id === last) return undefined;
      last = task.id;
      return { instructions: task.instruction, response_model_1: one.text, response_model_2: two.text };
    },
    columns: bareColumns.map((name) => ({ name, type: 'string', value: (record) => record[name] })),
  };
}

/** Fields of a record whose values are a `T` or nothing. */
type Named<T> = {
  [K in keyof AnnotatedRecord]-?: AnnotatedRecord[K] extends T | null ? K : never;
}[keyof AnnotatedRecord];

function texts(...names: Named<string>[]): Column<AnnotatedRecord>[] {
  return names.map((name) => text(name, (r) => r[name]));
}

function wholes(...names: Named<number>[]): Column<AnnotatedRecord>[] {
  return names.map((name) => whole(name, (r) => r[name]));
}

function text(name: string, value: (r: AnnotatedRecord) => string | null): Column<AnnotatedRecord> {
  return { name, type: 'string', value };
}

function whole(name: string, value: (r: AnnotatedRecord) => number | null): Column<AnnotatedRecord> {
  return { name, type: 'int32', value };
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
