import * as vscode from 'vscode';
import { fromView } from '../../annotation/answerView.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { answerViewSchema } from '../../protocol/reviewMessages.ts';
import { ownAnswer } from '../answers/answerEdits.ts';
import { answerText } from '../answers/answerText.ts';
import { pickFromHistory } from '../answers/historyPick.ts';
import { redoneWords, undoneWords } from '../answers/undoText.ts';
import { fromKey, taskIdOf, type App, type Commands } from '../common/commands.ts';

const noteMs = 4000;

/** Back and forth: undo, redo, the history of a task. */
export function stepCommands(app: App): Commands {
  const { projects, panel } = app;
  const note = (text: string): void => void vscode.window.setStatusBarMessage(text, noteMs);

  const step = (name: 'undo' | 'redo') => async (argument: unknown) => {
    // The page sends what is being typed first, and knows whether somebody types.
    if (fromKey(argument)) return panel.do(name, true) ? undefined : nothing(name);
    const session = await projects.need();
    await panel.settled();
    const send = session.project.config.argilla !== undefined;
    const done =
      name === 'undo'
        ? await session.store.undo(session.annotator, send)
        : await session.store.redo(session.annotator, send);
    if (!done) return nothing(name);
    app.argilla.schedule();
    await panel.show(done.taskId);
    note(name === 'undo' ? undoneWords(done) : redoneWords(done));
    return done;
  };

  const nothing = (name: 'undo' | 'redo'): undefined => {
    note(
      name === 'undo'
        ? vscode.l10n.t('There is nothing to undo.')
        : vscode.l10n.t('There is nothing to do again.'),
    );
    return undefined;
  };

  return {
    undo: step('undo'),
    redo: step('redo'),

    /** `seq`: restores that entry without asking. Resolves to the number of the entry that was restored. */
    async showHistory(argument, seq) {
      const session = await projects.need();
      const taskId = taskIdOf(app, argument);
      await panel.settled();
      const look = await session.look(taskId);
      const chosen = typeof seq === 'number' ? seq : (await pickFromHistory(session, look, app.texts))?.seq;
      if (chosen === undefined) return undefined;
      await session.store.revert(
        taskId,
        session.annotator,
        chosen,
        session.project.config.argilla !== undefined,
      );
      app.argilla.schedule();
      await panel.show(taskId);
      note(vscode.l10n.t('The earlier answer is there again; undo takes it back'));
      return chosen;
    },

    /** Called by the panel: what is written there beside what another window stored. */
    async compareAnswers(taskId, raw) {
      if (typeof taskId !== 'string')
        throw new TouchstoneError('task-missing', vscode.l10n.t('No task is open.'));
      const session = await projects.need();
      const look = await session.look(taskId);
      const { annotation, shownOrder } = look;
      const { rubric } = session.project.config;
      const mine = fromView(answerViewSchema.parse(raw), shownOrder);
      return app.texts.diff(
        {
          name: vscode.l10n.t('Theirs'),
          text: answerText(ownAnswer(look), shownOrder, annotation?.status ?? 'pending', rubric),
        },
        { name: vscode.l10n.t('Mine'), text: answerText(mine, shownOrder, 'draft', rubric) },
        vscode.l10n.t('The other window’s answer ↔ mine'),
      );
    },
  };
}
