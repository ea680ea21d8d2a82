import * as vscode from 'vscode';
import type { GenerationFailure } from '../../domain/task.ts';
import { blindFailure } from '../../generation/blindErrors.ts';
import { noIcons, pickItem } from '../common/quickPicks.ts';
import { clip, plain, taskTitle } from '../common/taskText.ts';
import type { Session } from '../session/session.ts';

/** More are of no use in a list. */
const mostShown = 200;

interface Failed {
  taskId: string;
  title: string;
  failures: GenerationFailure[];
}

/** Tasks whose responses failed, with the reasons. Resolves to the task to look at, to `again` for asking anew, or to nothing. */
export async function pickFailed(session: Session): Promise<{ taskId: string } | 'again' | undefined> {
  const tasks = await session.store.listTasks(session.annotator, { state: 'failed', limit: mostShown });
  const failed = await Promise.all(
    tasks.map(async ({ id, instruction }): Promise<Failed> => {
      const { failures } = await session.store.taskDetail(id, session.annotator);
      return { taskId: id, title: taskTitle(instruction, id), failures };
    }),
  );
  if (failed.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No response has failed.'));
    return undefined;
  }
  const items = failed.map(({ taskId, title, failures }) => ({
    label: noIcons(plain(clip(title, 80))),
    detail: noIcons(plain(clip(reasonsOf(failures, session.project.config.blind), 300))),
    value: { taskId },
  }));
  const again = {
    label: vscode.l10n.t('$(refresh) Retry all that failed'),
    detail: undefined,
    value: 'again' as const,
  };
  const chosen = await pickItem([again, ...items], vscode.l10n.t('Responses that failed'));
  return chosen?.value;
}

/** Without the server's words where they would tell which model it is. */
function reasonsOf(failures: readonly GenerationFailure[], blind: boolean): string {
  return [...new Set(failures.map(({ code, message }) => (blind ? blindFailure(code) : message)))].join(
    ' · ',
  );
}
