import { basename } from 'node:path';
import { maxScore } from '../../project/rubricRules.ts';
import { contaminatedFrom, type Contaminated } from '../benchmarks/benchmarkIndex.ts';
import { permutations, shingleWords } from '../split/minHash.ts';
import { alikeFrom, bands } from '../split/nearCopies.ts';
import { inOrder, sumOf, type DatasetFacts } from './datasetFacts.ts';
import { goodRule } from './pickExamples.ts';
import { isTraining } from './trainingShape.ts';

/** Which benchmarks were compared with, and the tasks that are like one of theirs. */
function benchmarksOf({ options: { benchmarks } }: DatasetFacts, tasks: Contaminated[]): object {
  const names = benchmarks?.paths.map((path) => basename(path)).sort();
  return { compared: names, alike_from: contaminatedFrom, left_out: benchmarks?.leaveOut, tasks };
}

/**
 * `manifest.json`: what the data is, how it was chosen and divided, and the SHA-256 of each file. Nothing of when or where it was made: the
 * same project and options give the same bytes.
 */
export function manifestOf(facts: DatasetFacts): string {
  const { options, rubric, sources, groups } = facts;
  const { about, filters, examples, split } = options;
  const { systemPrompt, separator, corrections, seed } = examples;
  const manifest = {
    manifest_version: 1,
    name: about.name,
    project: about.project,
    ...(about.license && { license: about.license }),
    made_by: { extension: 'touchstone', version: about.extensionVersion },
    shape: facts.shape,
    format: facts.format,
    columns: facts.columns.map(({ name, type }) => ({ name, type })),
    blind: facts.blind,
    guidelines: { now: about.guidelinesVersion, answers: inOrder(sources.guidelines) },
    rubric: {
      max: maxScore(rubric),
      criteria: rubric.criteria.map(({ id, title, max }) => ({ id, title, max })),
    },
    models: [...sources.models].sort(),
    sources: [...sources.datasets].sort(),
    annotators: sources.annotators.size,
    filters: {
      annotators: filters.annotators ? 'chosen' : 'all',
      statuses: filters.statuses ?? 'all',
      min_score: filters.minScore ?? null,
      ...(filters.tags && { tags: filters.tags }),
      min_gap: filters.minGap ?? null,
      checks: filters.checks ?? null,
      without_flagged: filters.withoutFlagged ?? false,
      queue: filters.tasks ? filters.tasks.length : null,
    },
    ...(isTraining(facts.shape) && {
      examples: {
        system_prompt: systemPrompt ?? null,
        ...(facts.shape.endsWith('-standard') && { separator }),
        corrections,
        ...(facts.shape.startsWith('kto') && { good: goodRule({ rubric, options: examples }) }),
        seed,
      },
    }),
    split: split && {
      shares: { train: split.train, validation: split.validation, test: split.test },
      seed: split.seed,
      stratified_by: 'language',
      near_copies: { words: shingleWords, permutations, bands, alike_from: alikeFrom },
      groups: groups?.count,
      joined_by_near_copies: groups?.nearCopies,
    },
    tasks: facts.tasks,
    rows: Object.fromEntries(
      Object.entries(facts.rows).map(([part, languages]) => [
        part,
        { all: sumOf(languages), languages: inOrder(Object.entries(languages)) },
      ]),
    ),
    left_out: facts.leftOut,
    ...(facts.contaminated && { benchmarks: benchmarksOf(facts, facts.contaminated) }),
    files: facts.files,
  };
  return JSON.stringify(manifest, undefined, 2) + '\n';
}
