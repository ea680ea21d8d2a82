import type { RunInput, Subject } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { datasetInputs } from './datasetInputs.ts';
import { inputsOf } from './taskInputs.ts';

/**
 * Whether a run's input is one that a task and these texts give: tests that the data set had before, and examples of former texts, say
 * nothing about what was judged. Inputs of annotators and models, and a program as it is, are always given.
 */
export function givenInputs(
  task: Task,
  texts: Record<Subject, string | undefined>,
): (input?: RunInput) => boolean {
  const given = new Map<RunInput['origin'], Set<string>>();
  return (input) => {
    if (input?.origin !== 'dataset' && input?.origin !== 'example') return true;
    if (!given.has(input.origin)) {
      const found = input.origin === 'dataset' ? datasetInputs(task) : inputsOf(task, texts, []);
      given.set(input.origin, new Set(found.map(({ id }) => id)));
    }
    return given.get(input.origin)?.has(input.id) ?? false;
  };
}
