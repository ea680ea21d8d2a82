import type { Store } from './store.ts';
import type { Place, TaskFilter, TaskSummary } from '../../domain/queue.ts';

/** Tasks in one message from the worker: taking more apart would hold the receiving thread for too long. */
const tasksInPage = 250;

/** Tasks page by page, in order; at most `limit` of them. No list of a large project should be read in another way. */
export async function* taskPages(
  store: Pick<Store, 'listTasks'>,
  annotator: string,
  filter: Omit<TaskFilter, 'after'> = {},
  pageSize = tasksInPage,
): AsyncGenerator<TaskSummary[], void, undefined> {
  const { limit = Infinity, offset, ...rest } = filter;
  let after: number | Place | undefined;
  for (let left = limit; left > 0;) {
    const size = Math.min(left, pageSize);
    const start = after === undefined ? { offset } : { after };
    const page = await store.listTasks(annotator, { ...rest, ...start, limit: size });
    if (page.length > 0) yield page;
    if (page.length < size) return;
    left -= page.length;
    const last = page.at(-1);
    after = last?.key === undefined ? last?.position : { position: last.position, key: last.key };
  }
}

/** All of them in one list, read page by page. */
export async function listPaged(
  store: Pick<Store, 'listTasks'>,
  annotator: string,
  filter: Omit<TaskFilter, 'after'> = {},
): Promise<TaskSummary[]> {
  const tasks: TaskSummary[] = [];
  for await (const page of taskPages(store, annotator, filter)) tasks.push(...page);
  return tasks;
}
