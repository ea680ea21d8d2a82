import * as vscode from 'vscode';
import type { Answer } from '../../domain/annotation.ts';
import { answerOf } from '../answers/answerEdits.ts';
import type { Session } from '../session/session.ts';
import { fromKey, taskIdOf, type App, type Commands } from '../common/commands.ts';

/** Asks for a reason: one of the usual ones, or what is typed. Undefined: cancelled. */
function askReason(
  title: string,
  usual: readonly string[],
  former: string | undefined,
): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick();
  picker.title = title;
  picker.placeholder = vscode.l10n.t('Choose a reason, or write one');
  const items = usual.map((label) => ({ label }));
  const offer = (): void => {
    const typed = picker.value.trim();
    const known = usual.some((label) => label.toLowerCase() === typed.toLowerCase());
    picker.items = typed && !known ? [{ label: typed, alwaysShow: true }, ...items] : items;
  };
  picker.value = former ?? '';
  offer();
  picker.onDidChangeValue(offer);
  return new Promise<string | undefined>((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.activeItems[0]?.label);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** Setting a task aside, and saying that something is wrong with it. */
export function asideCommands(app: App): Commands {
  const { projects, panel } = app;

  /** Changes the stored answer on top of what the page has sent. */
  const change = async (
    session: Session,
    taskId: string,
    given: Partial<Answer>,
    entry?: 'step',
  ): Promise<void> => {
    await panel.settled();
    // As it is stored: neither act judges the responses again, whatever the rubric says by now.
    const { annotation } = await session.store.taskDetail(taskId, session.annotator);
    const status = entry ? 'draft' : (annotation?.status ?? 'draft');
    await session.store.act({
      taskId,
      annotator: session.annotator,
      status,
      answer: { ...answerOf(annotation), ...given },
      guidelinesVersion: annotation?.guidelinesVersion ?? session.project.guidelines.version,
      send: status !== 'draft',
      expectedRevision: annotation?.revision ?? 0,
      entry,
    });
    app.argilla.schedule();
  };

  return {
    /** Sets the task aside: "next" comes to it when there is no other. */
    async skip(argument, reasonArgument) {
      if (fromKey(argument)) return panel.do('skip', true);
      const session = await projects.need();
      const taskId = taskIdOf(app, argument);
      const { annotation } = await session.look(taskId);
      const judged = annotation?.status === 'submitted' || annotation?.status === 'discarded';
      if (judged) {
        void vscode.window.setStatusBarMessage(
          vscode.l10n.t('This task is judged; reopen it to set it aside.'),
          4000,
        );
        return undefined;
      }
      const reason =
        typeof reasonArgument === 'string'
          ? reasonArgument
          : await askReason(
              vscode.l10n.t('Set this task aside'),
              [
                vscode.l10n.t('Needs more time'),
                vscode.l10n.t('I do not know this language or library'),
                vscode.l10n.t('I cannot decide'),
                vscode.l10n.t('I want to ask somebody first'),
              ],
              annotation?.skipped,
            );
      if (!reason?.trim()) return undefined;
      await change(session, taskId, { skipped: reason.trim() }, 'step');
      await vscode.commands.executeCommand('touchstone.afterJudged', taskId);
      return reason.trim();
    },

    /** Says what is wrong with a task; an empty reason takes the flag back. */
    async flag(argument, reasonArgument) {
      if (fromKey(argument)) return panel.do('flag', true);
      const session = await projects.need();
      const taskId = taskIdOf(app, argument);
      const { annotation } = await session.look(taskId);
      const none = vscode.l10n.t('No flag');
      const reason =
        typeof reasonArgument === 'string'
          ? reasonArgument
          : await askReason(
              vscode.l10n.t('Something is wrong with this task'),
              [
                vscode.l10n.t('Ambiguous'),
                vscode.l10n.t('Cannot be solved'),
                vscode.l10n.t('Duplicate'),
                vscode.l10n.t('Not about code'),
                ...(annotation?.flag ? [none] : []),
              ],
              undefined,
            );
      if (reason === undefined) return undefined;
      const flag = reason === none ? '' : reason.trim();
      await change(session, taskId, { flag: flag || undefined });
      return flag;
    },
  };
}
