import { responsesIn, type JudgeQuestion } from '../../domain/judgement.ts';
import type { ResponseNumber } from '../../domain/annotation.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { ExportRow } from '../../store/api/store.ts';
import type { Column, TableContext } from './column.ts';
import { snake, type ExportedJudge } from './exportedJudges.ts';

/** What a judge says of the responses in a row. */
export interface JudgeRecord {
  judge: string;
  /** Sums; null where a criterion lacks its points, or the rubric of today has others. */
  score_1: number | null;
  score_2: number | null;
  points_1: Record<string, number> | null;
  points_2: Record<string, number> | null;
  /** By criterion. */
  reasons_1: Record<string, string> | null;
  reasons_2: Record<string, string> | null;
  /** How sure it says that it is of the points of each. */
  confidence_1: number | null;
  confidence_2: number | null;
  /** `Response 1`, `Response 2` or `tie`, whichever it reads first; `order`: that depends on what it reads first; null: not asked in both orders. */
  prefers: string | null;
  /** What it said in each order: `first` was read first, `winner` is 0 for neither. */
  preferences: { first: ResponseNumber; winner: ResponseNumber | 0; reason: string | null }[] | null;
}

/** Of each judge, in the project's order. `hidden`: what it says is not to be known yet. */
export function judgeRecords(
  { judged = [] }: Pick<ExportRow, 'judged'>,
  { judges, rubric }: { judges: readonly ExportedJudge[]; rubric: Rubric },
  hidden: boolean,
): JudgeRecord[] {
  return judges.map(({ id, column }) => {
    const said = (question: JudgeQuestion) =>
      hidden ? undefined : judged.find((one) => one.judge === id && one.question === question)?.verdict;
    const [one, two] = [said('1'), said('2')];
    const orders = (['1,2', '2,1'] satisfies JudgeQuestion[]).flatMap((question) => {
      const { winner, reason = null } = said(question) ?? {};
      const [first] = responsesIn(question);
      return winner === undefined || first === undefined ? [] : [{ first, winner, reason }];
    });
    const points = [fitting(one?.points, rubric), fitting(two?.points, rubric)] as const;
    return {
      judge: column,
      score_1: sumOf(points[0], rubric),
      score_2: sumOf(points[1], rubric),
      points_1: points[0],
      points_2: points[1],
      reasons_1: one?.reasons ?? null,
      reasons_2: two?.reasons ?? null,
      confidence_1: one?.confidence ?? null,
      confidence_2: two?.confidence ?? null,
      prefers: preferenceOf(orders.map(({ winner }) => winner)),
      preferences: orders.length > 0 ? orders : null,
    };
  });
}

function preferenceOf([there, back]: readonly (ResponseNumber | 0)[]): JudgeRecord['prefers'] {
  if (there === undefined || back === undefined) return null;
  if (there !== back) return 'order';
  return there === 0 ? 'tie' : `Response ${there}`;
}

/** Points that the rubric of today can hold. */
function fitting(points: Record<string, number> | undefined, { criteria }: Rubric): JudgeRecord['points_1'] {
  if (!points) return null;
  const fit = criteria.flatMap(({ id, max }): [string, number][] => {
    const value = points[id];
    return value !== undefined && Number.isInteger(value) && value >= 0 && value <= max ? [[id, value]] : [];
  });
  return Object.fromEntries(fit);
}

function sumOf(points: JudgeRecord['points_1'], { criteria }: Rubric): number | null {
  const values = points === null ? [] : Object.values(points);
  return points !== null && values.length === criteria.length ? values.reduce((a, b) => a + b, 0) : null;
}

/** Columns of the annotated table: `judge_<what>_<response>_<judge>`, as `points_1_<criterion>`. */
export function judgeColumns<T extends { judges?: JudgeRecord[] }>({
  judges = [],
  rubric: { criteria },
}: Pick<TableContext, 'judges' | 'rubric'>): Column<T>[] {
  return judges.flatMap(({ column }, i) => {
    const of = (record: T): JudgeRecord | undefined => record.judges?.[i];
    const both = [1, 2] as const;
    return [
      ...both.map((n) => whole<T>(`judge_score_${n}_${column}`, (r) => of(r)?.[`score_${n}`])),
      ...both.flatMap((n) =>
        criteria.map(({ id }) =>
          whole<T>(`judge_points_${n}_${column}_${snake(id)}`, (r) => of(r)?.[`points_${n}`]?.[id]),
        ),
      ),
      ...both.map((n) => text<T>(`judge_reasons_${n}_${column}`, (r) => json(of(r)?.[`reasons_${n}`]))),
      ...both.map((n): Column<T> => ({
        name: `judge_confidence_${n}_${column}`,
        type: 'double',
        value: (r) => of(r)?.[`confidence_${n}`] ?? null,
      })),
      text<T>(`judge_prefers_${column}`, (r) => of(r)?.prefers),
      text<T>(`judge_preferences_${column}`, (r) => json(of(r)?.preferences)),
    ];
  });
}

/** The columns of a row that is about one response: `judge_<what>_<judge>`. */
export function longJudgeColumns({
  judges = [],
  rubric: { criteria },
}: Pick<TableContext, 'judges' | 'rubric'>): [name: string, type: 'string' | 'int32' | 'double'][] {
  return judges.flatMap(({ column }): [string, 'string' | 'int32' | 'double'][] => [
    [`judge_score_${column}`, 'int32'],
    ...criteria.map(({ id }): [string, 'int32'] => [`judge_points_${column}_${snake(id)}`, 'int32']),
    [`judge_reasons_${column}`, 'string'],
    [`judge_confidence_${column}`, 'double'],
    [`judge_prefers_${column}`, 'string'],
  ]);
}

/** What these hold for one response. */
export function longJudgeValues(
  records: readonly JudgeRecord[],
  n: ResponseNumber,
): Record<string, string | number | null> {
  return Object.fromEntries(
    records.flatMap((record): [string, string | number | null][] => {
      const { judge } = record;
      const points = Object.entries(record[`points_${n}`] ?? {});
      return [
        [`judge_score_${judge}`, record[`score_${n}`]],
        ...points.map(([id, value]): [string, number] => [`judge_points_${judge}_${snake(id)}`, value]),
        [`judge_reasons_${judge}`, json(record[`reasons_${n}`])],
        [`judge_confidence_${judge}`, record[`confidence_${n}`]],
        [`judge_prefers_${judge}`, record.prefers],
      ];
    }),
  );
}

function whole<T>(name: string, of: (record: T) => number | null | undefined): Column<T> {
  return { name, type: 'int32', value: (record) => of(record) ?? null };
}

function text<T>(name: string, of: (record: T) => string | null | undefined): Column<T> {
  return { name, type: 'string', value: (record) => of(record) ?? null };
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
