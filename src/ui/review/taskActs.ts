import * as vscode from 'vscode';
import { fromView } from '../../annotation/answerView.ts';
import { answerOf, ownAnswer } from '../../answers/shownAnswer.ts';
import type { ShownTexts } from '../../domain/annotationHistory.ts';
import type { AnswerView } from '../../protocol/reviewViews.ts';
import { redoneWords, undoneWords } from '../../review/undoText.ts';
import { answerText } from '../answers/answerText.ts';
import { flash } from '../common/notifications.ts';
import { pickFrom } from '../common/quickPicks.ts';
import type { TextDocuments } from '../common/textDocuments.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import type { CommandParts } from '../session/commands.ts';
import type { TaskNavigator } from './taskNavigator.ts';

interface ActsParts extends Pick<CommandParts, 'projects' | 'panel'> {
  texts: TextDocuments;
  editors: AnswerEditors;
  navigator: TaskNavigator;
}

export type TaskActs = ReturnType<typeof taskActs>;

/** What is done with a task's answer, by commands, the page and picks: judging, setting aside, going back and forth. */
export function taskActs({ projects, panel, texts, editors, navigator }: ActsParts) {
  return {
    /** Submits or discards what is stored, and goes on where the task is in front. `shown`: what that was seen with. */
    async judge(taskId: string, status: 'submitted' | 'discarded', shown?: ShownTexts): Promise<void> {
      const session = await projects.need();
      await panel.settled();
      await session.answers.edit(taskId, ({ annotation }) => ({
        status,
        answer: answerOf(annotation),
        ...(shown && { shown }),
      }));
      if (taskId !== panel.taskId && taskId === editors.current?.taskId)
        await navigator.judgedInEditor(taskId);
      else await navigator.judged(taskId);
    },

    /** Sets the task aside: "next" comes to it when there is no other. */
    async skip(taskId: string, given?: string): Promise<string | undefined> {
      const { session, look } = await projects.look(taskId);
      const { annotation } = look;
      if (annotation?.status === 'submitted' || annotation?.status === 'discarded')
        return flash(vscode.l10n.t('This task is judged. Reopen it to skip it.'));
      const reason =
        given ??
        (await askReason(
          vscode.l10n.t('Skip this task'),
          [
            vscode.l10n.t('Needs more time'),
            vscode.l10n.t('I do not know this language or library'),
            vscode.l10n.t('I cannot decide'),
            vscode.l10n.t('I want to ask somebody first'),
          ],
          annotation?.skipped,
        ));
      if (!reason?.trim()) return undefined;
      await panel.settled();
      await session.answers.remark(taskId, { fields: { skipped: reason.trim() }, step: true });
      await navigator.judged(taskId);
      return reason.trim();
    },

    /** Says what is wrong with a task; an empty reason takes the flag back. */
    async flag(taskId: string, given?: string): Promise<string | undefined> {
      const { session, look } = await projects.look(taskId);
      const none = vscode.l10n.t('No flag');
      const reason =
        given ??
        (await askReason(vscode.l10n.t('Something is wrong with this task'), [
          vscode.l10n.t('Ambiguous'),
          vscode.l10n.t('Cannot be solved'),
          vscode.l10n.t('Duplicate'),
          vscode.l10n.t('Not about code'),
          ...(look.annotation?.flag ? [none] : []),
        ]));
      if (reason === undefined) return undefined;
      const flag = reason === none ? '' : reason.trim();
      await panel.settled();
      await session.answers.remark(taskId, { fields: { flag: flag || undefined } });
      return flag;
    },

    /** Resolves to what was undone or done again; undefined where there was nothing. */
    async step(name: 'undo' | 'redo') {
      const session = await projects.need();
      await panel.settled();
      const done = await session.answers.step(name);
      if (!done) return tellNothing(name);
      if (done.taskId !== undefined) await panel.show(done.taskId);
      flash(name === 'undo' ? undoneWords(done) : redoneWords(done));
      return done;
    },

    /** `seq`: restores that entry without asking. Resolves to the number of the entry that was restored. */
    async showHistory(taskId: string, seq?: number): Promise<number | undefined> {
      const session = await projects.need();
      await panel.settled();
      const look = await session.look(taskId);
      const asked = async () => (await import('./reviewTools.ts')).pickFromHistory(session, look, texts);
      const chosen = seq ?? (await asked())?.seq;
      if (chosen === undefined) return undefined;
      await session.answers.revert(taskId, chosen);
      await panel.show(taskId);
      flash(vscode.l10n.t('Earlier answer restored. Undo brings back the newer one.'));
      return chosen;
    },

    /** What is written in the page beside what another window stored. */
    async compareAnswers(taskId: string, view: AnswerView) {
      const { session, look } = await projects.look(taskId);
      const { annotation, shownOrder } = look;
      const { rubric } = session.project.config;
      const mine = fromView(view, shownOrder);
      return texts.diff(
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

export function tellNothing(name: 'undo' | 'redo'): undefined {
  return flash(
    name === 'undo' ? vscode.l10n.t('There is nothing to undo.') : vscode.l10n.t('There is nothing to redo.'),
  );
}

/** Asks for a reason: one of the usual ones, or what is typed. Undefined: cancelled. */
function askReason(title: string, usual: readonly string[], former?: string): Promise<string | undefined> {
  return pickFrom<vscode.QuickPickItem, string>((pick, done) => {
    pick.title = title;
    pick.placeholder = vscode.l10n.t('Choose a reason, or write one');
    const items = usual.map((label) => ({ label }));
    const offer = (): void => {
      const typed = pick.value.trim();
      const known = usual.some((label) => label.toLowerCase() === typed.toLowerCase());
      pick.items = typed && !known ? [{ label: typed, alwaysShow: true }, ...items] : items;
    };
    pick.value = former ?? '';
    offer();
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => done(pick.activeItems[0]?.label));
  });
}
