import { sweepExports } from '../../export/files/exportScratch.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';

/** Removes, when a project is opened, what exports left that were killed. */
export class ExportLeftovers extends ProjectPart {
  constructor(projects: Projects) {
    super(projects);
    this.own(
      projects.onDidChange((change) => {
        if (isOther(change) && projects.session) void this.#sweep(projects.session);
      }),
    );
  }

  /** Never rejects. */
  async #sweep({ store }: Session): Promise<void> {
    try {
      const swept = await sweepExports(store.path);
      if (swept.length > 0) this.log.info(`Removed what an export had left: ${swept.join(', ')}`);
    } catch (error) {
      this.log.warn(String(error));
    }
  }
}
