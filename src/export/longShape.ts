import type { ResponseNumber } from '../domain/annotation.ts';
import { sideOf } from '../domain/sides.ts';
import type { ExportRow } from '../store/api/store.ts';
import { snake } from './exportColumns.ts';
import type { ExportJob } from './exportProtocol.ts';
import { toRecord } from './record.ts';
import type { Column } from './table/column.ts';

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
    'flag',
    'status',
    'annotator',
    'guidelines_version',
  ].map((name) => [name, 'string'] as [string, 'string']),
  ['shown_as', 'string'],
  ['updated_at', 'string'],
  ['instruction_changed', 'int32'],
  ['inputs_tested', 'int32'],
  ['inputs_passed', 'int32'],
  ['generation_hash', 'string'],
];

export function longColumns({ rubric }: Pick<ExportJob, 'rubric'>): Column<LongRecord>[] {
  const points = rubric.criteria.map(({ id }): (typeof columns)[number] => [`points_${snake(id)}`, 'int32']);
  return [...columns, ...points, ...behindPoints].map(([name, type]) => ({
    name,
    type,
    value: (record) => record[name] ?? null,
  }));
}

/** A row with an answer as one record for each response that is there. Which model wrote it is hidden as in `toRecord`. */
export function longRecords(
  row: ExportRow,
  { rubric, blind }: Pick<ExportJob, 'rubric' | 'blind'>,
): [ResponseNumber, LongRecord][] {
  const r = toRecord(row, { blind });
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
      flag: r.flag,
      status: r.status,
      annotator: r.annotator,
      guidelines_version: r.guidelines_version,
      shown_as: row.annotation ? sideOf(row.annotation.shownOrder, n) : null,
      updated_at: r.updated_at,
      instruction_changed: r.instruction_changed,
      inputs_tested: r[`inputs_tested_${n}`],
      inputs_passed: r[`inputs_passed_${n}`],
      generation_hash: r[`generation_${n}`].hash,
    };
    return [[n, record]];
  });
}

function isCorrected(which: string | null, n: ResponseNumber): boolean | null {
  return which === null ? null : which === `Response ${n}` || which === 'Combination of both';
}
