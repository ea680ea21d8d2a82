import { countable } from '../../domain/unseenTasks.ts';
import type { Comparison } from '../../stats/ranking/comparisons.ts';
import type { ComparedProject, ComparedTask } from './comparedProject.ts';
import { ModelNames } from './modelNames.ts';

/** What one project says of one task. */
export interface Match extends Comparison {
  /** The task, where the open project has it too. */
  ownId?: string;
}

/** Of each task, whichever projects have it, what they say. */
export interface Matches {
  tasks: Match[][];
  /** How many tasks more than one project judged. */
  shared: number;
}

/** Tasks are the same where id and instruction are. @param ownId the open project's task that is the same as one of another project */
export function matchesOf(
  projects: readonly ComparedProject[],
  ownId: (task: Pick<ComparedTask, 'id' | 'instruction'>) => string | undefined,
): Matches {
  const names = new ModelNames(projects);
  const tasks = new Map<string, { matches: Match[]; projects: number }>();
  for (const project of projects) {
    const [first, second] = names.of(project);
    // Two answers of one model say nothing of models.
    if (first === second) continue;
    for (const task of countable(project.tasks, ({ isUnseen }) => isUnseen)) {
      const key = JSON.stringify([task.id, task.instruction]);
      const known = tasks.get(key) ?? { matches: [], projects: 0 };
      tasks.set(key, known);
      const own = ownId(task);
      const score = task.lead > 0 ? 1 : task.lead < 0 ? 0 : 0.5;
      known.matches.push({ first, second, score, ...(own !== undefined && { ownId: own }) });
      known.projects++;
    }
  }
  const all = [...tasks.values()];
  return {
    tasks: all.map(({ matches }) => matches),
    shared: all.filter((task) => task.projects > 1).length,
  };
}
