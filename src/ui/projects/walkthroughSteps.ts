import type { Run } from '../../domain/task.ts';
import type { StoredAnnotation } from '../../domain/annotationHistory.ts';

/** The steps of "Get started with Touchstone", by the ids that `package.json` gives them. */
export const walkthroughSteps = ['open', 'score', 'run', 'correct', 'insights', 'share'] as const;
export type WalkthroughStep = (typeof walkthroughSteps)[number];

/** What of a task's details tells that a step was done. */
export interface JudgedTask {
  annotation?: Pick<StoredAnnotation, 'status' | 'correction'>;
  runs: Pick<Run, 'response' | 'input'>[];
}

/** The steps that show in a task: submitted scores, both responses run with an input, a correction. */
export function stepsIn({ annotation, runs }: JudgedTask): WalkthroughStep[] {
  const ran = (response: 1 | 2): boolean =>
    runs.some((run) => run.response === response && run.input !== undefined);
  return [
    ...(annotation?.status === 'submitted' ? (['score'] as const) : []),
    ...(ran(1) && ran(2) ? (['run'] as const) : []),
    ...(annotation?.correction?.trim() ? (['correct'] as const) : []),
  ];
}
