import type { ResponseNumber } from '../../domain/annotation.ts';
import { sideOf } from '../../domain/sides.ts';
import type { ExportRow } from '../../store/api/store.ts';
import { snake } from './exportedJudges.ts';
import { longJudgeColumns, longJudgeValues } from './judgeColumns.ts';
import type { TableContext } from './column.ts';
import { toRecord } from './record.ts';
import type { Column } from './column.ts';

/** One annotator's judgement of one response. */
export type LongRecord = Record<string, string | number | boolean | null>;

const columns: [name: string, type: Column<LongRecord>['type']][] = [
  ...['id', 'instruction', 'language', 'source'].map((name) => [name, 'string'] as [string, 'string']),
  ['response', 'int32'],
  ['model', 'string'],
  ['text', 'string'],
  ['score', 'int32'],
];

const behindPoints: typeof columns = [
  ['is_corrected', 'bool'],
  ...[
    'which_response_corrected',
    'correction',
    'comments',
    'comments_named',
    'flag',
    'tags',
    'status',
    'annotator',
    'guidelines_version',
  ].map((name) => [name, 'string'] as [string, 'string']),
  ['shown_as', 'string'],
  ['updated_at', 'string'],
  ['draw_probability', 'double'],
  ['instruction_changed', 'int32'],
  ['inputs_tested', 'int32'],
  ['inputs_passed', 'int32'],
  ['reference_compared', 'int32'],
  ['reference_same', 'int32'],
  ['theirs', 'string'],
  ['theirs_by', 'string'],
  ['theirs_reason', 'string'],
  ['reasoning', 'string'],
  ['generation_hash', 'string'],
  ['made_for_other', 'int32'],
];

export function longColumns(context: Pick<TableContext, 'rubric' | 'judges'>): Column<LongRecord>[] {
  const { rubric } = context;
  const points = rubric.criteria.map(({ id }): (typeof columns)[number] => [`points_${snake(id)}`, 'int32']);
  return [...columns, ...points, ...behindPoints, ...longJudgeColumns(context)].map(([name, type]) => ({
    name,
    type,
    value: (record) => record[name] ?? null,
  }));
}

/** A row with an answer as one record for each response that is there. Which model wrote it is hidden as in `toRecord`. */
export function longRecords(row: ExportRow, context: TableContext): [ResponseNumber, LongRecord][] {
  const { rubric } = context;
  const r = toRecord(row, context);
  return ([1, 2] as const).flatMap((n): [ResponseNumber, LongRecord][] => {
    const text = r[`response_model_${n}`];
    if (text === null) return [];
    const points = rubric.criteria.map(({ id }) => [`points_${snake(id)}`, r[`points_${n}`]?.[id] ?? null]);
    const record: LongRecord = {
      id: r.id,
      instruction: r.instruction,
      language: r.language,
      source: r.source,
      response: n,
      model: r[`model_${n}`],
      text,
      score: r[`score_response_${n}`],
      ...(Object.fromEntries(points) as LongRecord),
      is_corrected: isCorrected(r.which_response_corrected, n),
      which_response_corrected: r.which_response_corrected,
      correction: r.correction,
      comments: r.comments,
      comments_named: r.comments_named,
      flag: r.flag,
      tags: JSON.stringify(r[`tags_${n}`]),
      status: r.status,
      annotator: r.annotator,
      guidelines_version: r.guidelines_version,
      shown_as: row.annotation ? sideOf(row.annotation.shownOrder, n) : null,
      updated_at: r.updated_at,
      draw_probability: r.draw_probability,
      instruction_changed: r.instruction_changed,
      inputs_tested: r[`inputs_tested_${n}`],
      inputs_passed: r[`inputs_passed_${n}`],
      reference_compared: r[`reference_compared_${n}`],
      reference_same: r[`reference_same_${n}`],
      theirs: r[`theirs_${n}`],
      theirs_by: r[`theirs_by_${n}`],
      theirs_reason: r[`theirs_reason_${n}`],
      reasoning: r[`generation_${n}`].reasoning,
      generation_hash: r[`generation_${n}`].hash,
      made_for_other: r[`generation_${n}`].made_for_other,
      ...longJudgeValues(r.judges ?? [], n),
    };
    return [[n, record]];
  });
}

function isCorrected(which: string | null, n: ResponseNumber): boolean | null {
  return which === null ? null : which === `Response ${n}` || which === 'Combination of both';
}
