import { fitToRubric } from '../annotation/fitToRubric.ts';
import type { TaskDetail } from '../domain/task.ts';
import type { ShownOrder } from '../domain/annotation.ts';
import type { Project } from '../project/loadProject.ts';

/** An answer that follows another version than today's, with the scores that it was given then. */
export interface OlderAnswer {
  version: string;
  score1?: number;
  score2?: number;
}

/** A task as it is judged: with its order on screen, and its answer as far as today's rubric has it. */
export type ReviewTask = TaskDetail & { shownOrder: ShownOrder; older?: OlderAnswer };

export function asJudged(
  { config, guidelines }: Pick<Project, 'config' | 'guidelines'>,
  detail: TaskDetail,
  shownOrder: ShownOrder,
): ReviewTask {
  const { annotation } = detail;
  if (!annotation) return { ...detail, shownOrder };
  const { guidelinesVersion: version, score1, score2 } = annotation;
  return {
    ...detail,
    annotation: { ...annotation, ...fitToRubric(config.rubric, annotation) },
    shownOrder,
    ...(version !== guidelines.version && { older: { version, score1, score2 } }),
  };
}
