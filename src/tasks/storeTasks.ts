import type { LoadResult } from '../domain/task.ts';
import type { ProjectConfig } from '../project/config.ts';
import type { Store } from '../store/api/store.ts';
import type { LoadedTasks } from './mapping/collectTasks.ts';

/**
 * Writes what was read of a source. An interrupted load is known as such afterwards (`Store.unfinishedLoad`): to load again then brings
 * the rest, and nothing twice. What the source does not hold any more is withdrawn, where all of it could be read.
 */
export async function storeTasks(
  store: Pick<Store, 'beginLoad' | 'upsertTasks' | 'endLoad'>,
  { tasks, leftOut }: Pick<LoadedTasks, 'tasks' | 'leftOut'>,
  source: string,
  models: [string, string],
): Promise<LoadResult> {
  const ids = tasks.map(({ id }) => id);
  const load = await store.beginLoad(source, ids);
  const result: LoadResult = { ...(await store.upsertTasks(tasks, models, load)), withdrawn: 0, kept: 0 };
  const whole = leftOut === 0 && tasks.length > 0;
  for (let more = true; more;) {
    const end = await store.endLoad(load, whole);
    result.withdrawn += end.withdrawn;
    result.kept += end.kept;
    more = end.more;
  }
  return result;
}

/**
 * Whether tasks are loaded when a project is opened: those that lie on this machine where there are none, and what an interrupted load has
 * left. A dataset on the Hub is asked for only to go on with what its user began here (`isOwn`), and Argilla needs its connection: those
 * are told of.
 */
export function loadAtStart(
  source: ProjectConfig['tasks']['source'],
  { total, begun, isOwn }: { total: number; begun: boolean; isOwn: boolean },
): 'load' | 'tell' | undefined {
  if (source === 'sample' || source === 'file') return begun || total === 0 ? 'load' : undefined;
  if (!begun) return undefined;
  return source === 'hub' && isOwn ? 'load' : 'tell';
}
