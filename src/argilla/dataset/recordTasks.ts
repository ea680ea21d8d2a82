import type { TaskInput } from '../../store/api/store.ts';
import type { ArgillaClient } from '../api/argillaClient.ts';
import { generationsOf, instructionOf, taskIdOf } from './records.ts';
import { sourceProperty } from './datasetSettings.ts';
import type { Dataset } from '../api/wire.ts';

/**
 * All records of a dataset as tasks, oldest first, with their responses as recorded generations. Works for every role. The id is
 * the record's external id, else its own; the source is what its metadata says, else the dataset's name.
 */
export async function argillaTasks(
  client: ArgillaClient,
  dataset: Dataset,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<TaskInput[]> {
  const tasks: TaskInput[] = [];
  for await (const { records, total } of client.searchAll(dataset.id, { signal })) {
    for (const record of records) {
      const source = record.metadata?.[sourceProperty];
      tasks.push({
        id: taskIdOf(record),
        instruction: instructionOf(record),
        source: typeof source === 'string' && source !== '' ? source : dataset.name,
        generations: generationsOf(record),
      });
    }
    onProgress?.(tasks.length, total);
  }
  return tasks;
}
