import { contradictsRuns } from '../../../domain/matrix.ts';
import type { Rubric } from '../../../domain/rubric.ts';
import { worksCriterion } from '../../../project/rubricRules.ts';
import type { Store } from '../../../store/api/store.ts';
import { listPaged, taskPages } from '../../../store/api/taskPages.ts';

/** What one may go through again: all that one has submitted, a tenth of it by lot, or where points contradict the runs. */
export const passes = ['all', 'tenth', 'contradicting'] as const;
export type Pass = (typeof passes)[number];

type Read = Pick<Store, 'listTasks' | 'countTasks' | 'matrixTasks'>;

/** The submitted tasks that a pass goes through, in the order of loading; the same seed draws the same tenth of the same tasks. */
export async function passTasks(
  store: Read,
  annotator: string,
  rubric: Rubric,
  pass: Pass,
  seed: string,
): Promise<string[]> {
  const submitted = { states: ['submitted' as const] };
  if (pass === 'contradicting') return contradicting(store, annotator, rubric);
  if (pass === 'all') return (await listPaged(store, annotator, submitted)).map(({ id }) => id);
  const n = Math.ceil((await store.countTasks(annotator, submitted)) / 10);
  const drawn = await listPaged(store, annotator, {
    ...submitted,
    sort: { by: 'random', seed },
    limit: n,
  });
  return drawn.sort((a, b) => a.position - b.position).map(({ id }) => id);
}

async function contradicting(store: Read, annotator: string, rubric: Rubric): Promise<string[]> {
  const works = worksCriterion(rubric);
  const found: string[] = [];
  if (!works) return found;
  for await (const page of taskPages(store, annotator, { states: ['submitted'] })) {
    const tasks = await store.matrixTasks(annotator, { ids: page.map(({ id }) => id) });
    const odd = tasks.filter(({ responses }) =>
      responses.some(({ points, outcome }) => contradictsRuns(points?.[works.id], works.max, outcome)),
    );
    found.push(...odd.map(({ id }) => id));
  }
  return found;
}
