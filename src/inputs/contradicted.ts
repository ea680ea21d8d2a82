import type { Run } from '../domain/task.ts';
import type { RunInput } from '../domain/run.ts';

type Ran = Pick<Run, 'response' | 'verdict' | 'value' | 'stdout' | 'input'>;
type Example = Pick<RunInput, 'id' | 'origin' | 'from' | 'expectedValue' | 'expectedOutput'>;

/**
 * Examples of the task's own text that both responses contradict alike: both gave the same, and it is not what the text says. Published
 * instructions have examples that are wrong; whoever is right does not lose by them. Tests of the data set are none of these.
 */
export function contradicted(inputs: readonly Example[], runs: readonly Ran[]): Set<string> {
  const examples = inputs.filter(
    ({ origin, from, expectedValue, expectedOutput }) =>
      origin === 'example' &&
      from === 'instruction' &&
      (expectedValue !== undefined || expectedOutput !== undefined),
  );
  const alike = examples.filter(({ id }) => {
    const [one, two] = ([1, 2] as const).map((response) =>
      runs.findLast((run) => run.response === response && run.input?.id === id),
    );
    return one?.verdict === 'differs' && two?.verdict === 'differs' && gaveOf(one) === gaveOf(two);
  });
  return new Set(alike.map(({ id }) => id));
}

/** A value says it all; without one it is what was printed. */
function gaveOf({ value, stdout }: Ran): string {
  return value === undefined ? `printed ${stdout.trimEnd()}` : `value ${value}`;
}
