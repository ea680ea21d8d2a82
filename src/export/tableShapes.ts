import type { ExportRow } from '../store/api/store.ts';
import { annotatedShape, bareShape } from './table/exportColumns.ts';
import type { ExportJob } from './exportProtocol.ts';
import { longColumns, longRecords } from './table/longShape.ts';
import { checksPassed } from './training/checksPassed.ts';
import type { Filters } from './training/datasetOptions.ts';
import { answersOf, answersThatCount, hasTag, isFlagged, type AnsweredRow } from './training/judgedTask.ts';
import type { LeftOut, Reason } from './training/leftOut.ts';
import type { TaskShape } from './training/trainingShape.ts';

type Given = Pick<ExportJob, 'rubric' | 'blind' | 'judges'> & { filters: Filters; leftOut: LeftOut };

interface Context extends Given {
  /** Something is asked of the scores: it speaks of the present rubric's. */
  asksOfScores: boolean;
}

/** The tables whose rows are single answers, filtered. */
export function tableShape(shape: 'annotated' | 'bare' | 'long', given: Given): TaskShape<object> {
  const { minScore, minGap } = given.filters;
  const context = { ...given, asksOfScores: minScore !== undefined || minGap !== undefined };
  if (shape === 'long') return longShape(context) as TaskShape<object>;
  const table = shape === 'bare' ? bareShape() : annotatedShape(context);
  const recordOf = table.record as (row: ExportRow) => object | undefined;
  return {
    columns: table.columns as TaskShape<object>['columns'],
    isFlat: shape === 'bare',
    records(rows) {
      const kept = filtered(rows, context);
      const records = kept.flatMap((row) => recordOf(row) ?? []);
      return { instruction: instructionOf(rows), records, from: kept };
    },
  };
}

function longShape(context: Context): TaskShape<ReturnType<typeof longRecords>[number][1]> {
  const { filters, leftOut } = context;
  return {
    columns: longColumns(context),
    isFlat: true,
    records(rows) {
      // What one response lacks does not keep the other one out.
      const kept = filtered(rows, {
        ...context,
        filters: { ...filters, minScore: undefined, checks: undefined },
      });
      const records = kept
        .filter(({ annotation }) => annotation)
        .flatMap((row) =>
          longRecords(row, context).flatMap(([response, record]) => {
            const { score, text } = record;
            const reason =
              filters.minScore !== undefined && !(typeof score === 'number' && score >= filters.minScore)
                ? 'score'
                : filters.checks && !checksPassed(row, response, String(text))
                  ? 'checks'
                  : filters.tags && row.annotation && !hasTag(row.annotation, filters.tags, response)
                    ? 'tags'
                    : undefined;
            if (reason) leftOut.add('rows', reason);
            return reason ? [] : [record];
          }),
        );
      return { instruction: instructionOf(rows), records, from: kept };
    },
  };
}

/** The rows whose answers pass; those without an answer where nothing is asked of it. */
function filtered(
  rows: readonly ExportRow[],
  { filters, asksOfScores, rubric, leftOut }: Context,
): readonly ExportRow[] {
  if (!asksOfScores && Object.values(filters).every((filter) => filter === undefined || filter === false))
    return rows;
  if (filters.withoutFlagged && isFlagged(rows)) {
    leftOut.add('tasks', 'flagged');
    return [];
  }
  const counting = answersThatCount(rows, filters, leftOut);
  const answers = asksOfScores ? answersOf(rubric, counting, leftOut) : counting;
  if (answers.length === 0) leftOut.add('tasks', 'unanswered');
  return answers.filter((row) => {
    const reason = against(row, filters);
    if (reason) leftOut.add('answers', reason);
    return !reason;
  });
}

function against(row: AnsweredRow, { minScore, minGap, checks }: Filters): Reason<'answers'> | undefined {
  const { score1, score2, correction = '' } = row.annotation;
  if (minScore !== undefined && !(Math.max(score1 ?? -1, score2 ?? -1) >= minScore)) return 'score';
  if (minGap !== undefined && !(Math.abs((score1 ?? NaN) - (score2 ?? NaN)) >= minGap)) return 'gap';
  if (checks === undefined) return undefined;
  const [one, two] = row.generations;
  const passes =
    checksPassed(row, 1, one?.text ?? '') ||
    checksPassed(row, 2, two?.text ?? '') ||
    checksPassed(row, 'correction', correction);
  return passes ? undefined : 'checks';
}

function instructionOf(rows: readonly ExportRow[]): string {
  return rows.find(({ task }) => task.instruction !== '')?.task.instruction ?? '';
}
