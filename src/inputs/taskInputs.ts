import type { StoredInput, Task } from '../domain/task.ts';
import { datasetInputs } from './datasetInputs.ts';
import { exampleInputs } from './examples.ts';
import type { RunInput } from '../domain/run.ts';

export { inputTitle } from './inputTitle.ts';

/** Inputs of one task; those that somebody wrote are kept whatever their number. */
const bound = 200;

/**
 * All inputs of a task: the dataset's, then those from examples in the instruction and the responses, then the stored ones. An
 * input is there once, at its first place.
 */
export function inputsOf(task: Task, texts: { 1?: string; 2?: string }, stored: StoredInput[]): RunInput[] {
  const found = unique([...datasetInputs(task), ...exampleInputs(task.instruction, texts, task)]);
  return unique([...found.slice(0, Math.max(0, bound - stored.length)), ...stored]);
}

function unique(inputs: RunInput[]): RunInput[] {
  const seen = new Set<string>();
  return inputs.filter(({ id }) => !seen.has(id) && seen.add(id));
}
