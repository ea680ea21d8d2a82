import type { Rubric } from '../../domain/rubric.ts';
import type { ExportRow } from '../../store/api/store.ts';
import type { Contaminated } from '../benchmarks/benchmarkIndex.ts';
import type { SplitName } from '../split/splitPlan.ts';
import type { Column } from '../table/column.ts';
import type { DatasetOptions } from './datasetOptions.ts';
import type { LeftOutCounts } from './leftOut.ts';
import { isOfRubric } from './ofRubric.ts';

/** What card and manifest tell of an export. */
export interface DatasetFacts {
  shape: string;
  format: string;
  options: DatasetOptions;
  rubric: Rubric;
  blind: boolean;
  columns: Pick<Column<unknown>, 'name' | 'type'>[];
  /** Rows by part and language; an empty name: the task has none. */
  rows: Partial<Record<SplitName, Record<string, number>>>;
  tasks: { seen: number; used: number };
  leftOut: LeftOutCounts;
  /** Where benchmarks were given. */
  contaminated?: Contaminated[];
  groups?: { count: number; nearCopies: number };
  sources: Sources;
  files: { path: string; bytes: number; sha256: string }[];
}

/** Where the answers in the file come from. */
export interface Sources {
  /** Answers by the version of the guidelines that they followed. */
  guidelines: Map<string, number>;
  /** Those of these answers that were given by another rubric than the present one. */
  otherRubric: number;
  annotators: Set<string>;
  /** Names of models, without who wrote what; of a blind project those of submitted answers alone. */
  models: Set<string>;
  datasets: Set<string>;
}

export function newSources(): Sources {
  return {
    guidelines: new Map(),
    otherRubric: 0,
    annotators: new Set(),
    models: new Set(),
    datasets: new Set(),
  };
}

/** Notes the rows that something in the file is made of. */
export function noteSources(
  sources: Sources,
  rows: readonly ExportRow[],
  { rubric, blind }: { rubric: Rubric; blind: boolean },
): void {
  const { guidelines, annotators, models, datasets } = sources;
  for (const row of rows) {
    const { task, annotation, generations } = row;
    datasets.add(task.source);
    if (!blind || annotation?.status === 'submitted')
      for (const one of generations) if (one) models.add(one.model);
    if (!annotation) continue;
    const { annotator, guidelinesVersion: version } = annotation;
    if (!isOfRubric({ ...row, annotation }, rubric)) sources.otherRubric++;
    annotators.add(annotator);
    guidelines.set(version, (guidelines.get(version) ?? 0) + 1);
  }
}

export function sumOf(counts: Record<string, number> | undefined): number {
  return Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
}

/** With the keys in order, so that the same export gives the same bytes. */
export function inOrder<T>(entries: Iterable<[string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
