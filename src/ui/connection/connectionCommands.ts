import { isSure, type Commands } from '../session/commands.ts';
import type { Projects } from '../session/projects.ts';
import type { Mending } from './testProject.ts';

/** Whether the models of the open project can be asked. `{ confirm: false }`: also where it tells whose responses are missing. */
export function connectionCommands({ projects }: { projects: Projects }, mending: Mending) {
  return {
    async testConnection(argument?: unknown) {
      const session = await projects.need();
      const { testProject } = await import('./connectionWork.ts');
      return testProject(session, mending, isSure(argument));
    },
  } satisfies Commands;
}
