import * as l10n from '@vscode/l10n';
import type { ReviewTask } from '../answers/reviewTask.ts';
import type { OracleFault } from '../domain/run.ts';
import type { ProjectConfig } from '../project/config.ts';

/** Whether the annotator may see by now how runs compare with the data set's own solution. */
export function showsReference(
  { reference }: Pick<ProjectConfig, 'reference'>,
  { annotation }: Pick<ReviewTask, 'annotation'>,
): boolean {
  const scored = annotation?.score1 !== undefined && annotation.score2 !== undefined;
  return reference === 'before' || (reference === 'after' && scored);
}

/** What is wrong with the data set's own tests of a task, in sentences. */
export function datasetFaultsOf({ oracle = [] }: Pick<ReviewTask, 'oracle'>): string[] {
  const tests = oracle.filter(({ origin }) => origin === 'dataset');
  const failed = tests.filter(
    ({ subject, verdict }) =>
      subject === 'reference' && (verdict === 'differs' || verdict === 'crashed' || verdict === 'timed-out'),
  );
  const vacuous = tests.filter(({ subject, verdict }) => subject === 'stub' && verdict === 'passed');
  const [first] = failed;
  return [
    ...(first ? [faultText({ subject: 'reference', count: failed.length, error: first.error })] : []),
    ...(vacuous.length > 0 ? [faultText({ subject: 'stub', count: vacuous.length })] : []),
  ];
}

/** One fault of a data set, in a sentence. */
export function faultText({ subject, count, error }: Omit<OracleFault, 'taskId'>): string {
  if (subject === 'stub')
    return count === 1
      ? l10n.t('A test of the dataset passes with a program that only raises an error: it proves nothing.')
      : l10n.t(
          '{0} tests of the dataset pass with a program that only raises an error: they prove nothing.',
          count,
        );
  const why = error === undefined ? '' : ` (${error.slice(0, 200)})`;
  return l10n.t('The dataset’s own solution fails its tests{0}: do not count on them.', why);
}
