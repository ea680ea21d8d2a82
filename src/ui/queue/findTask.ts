import * as vscode from 'vscode';
import { noIcons, pickFrom } from '../common/quickPicks.ts';
import { TouchstoneError, asTouchstoneError } from '../../platform/errors.ts';
import { searchPieces } from '../../store/queue/highlights.ts';
import type { Snippet, TaskSummary } from '../../domain/queue.ts';
import { stateLabel } from './queueText.ts';
import type { Session } from '../session/session.ts';
import { clip, joined, namesakes, ownTitle, plain } from '../common/taskText.ts';
import { hitPlace, shownScores } from './taskLabels.ts';
import { stateIcon } from './treeItems.ts';

/** A screen or two: whoever sees more types another word. */
const mostFound = 50;

interface TaskChoice extends vscode.QuickPickItem {
  id: string;
}

/** Looks for tasks as one types, in ids, instructions and responses. Resolves to the id of the chosen one. */
export async function findTask(session: Session, words = ''): Promise<string | undefined> {
  if ((await session.store.listTasks(session.annotator, { limit: 1 })).length === 0)
    throw new TouchstoneError('task-missing', vscode.l10n.t('This project has no tasks yet.'), {
      action: vscode.l10n.t('Run "Touchstone: Load Tasks".'),
    });
  return pickFrom<TaskChoice, string>((pick, done) => {
    pick.placeholder = vscode.l10n.t('Which task? Type words of its instruction or responses');
    // VS Code marks what was typed itself where it stands so in the line.
    pick.matchOnDetail = true;
    pick.matchOnDescription = true;
    pick.value = words;
    let asked = 0;
    /** Enter came before the tasks for what was typed: the first is meant. */
    let accepted = false;
    const accept = (item: TaskChoice | undefined): void => {
      if (item) done(item.id);
    };
    const look = async (): Promise<void> => {
      const turn = ++asked;
      const text = pick.value.trim();
      pick.busy = true;
      const tasks = await session.store.listTasks(session.annotator, {
        text: text || undefined,
        snippets: text !== '',
        limit: mostFound,
      });
      if (turn !== asked) return; // something else was typed meanwhile
      pick.busy = false;
      const same = namesakes(tasks);
      pick.items = tasks.map((task) => itemOf(task, text, same.has(task.id)));
      if (accepted) accept(pick.items[0]);
      accepted = false;
    };
    const lookOrTell = (): void =>
      void look().catch((error: unknown) =>
        session.services.log.error(`find: ${asTouchstoneError(error).message}`),
      );
    pick.onDidChangeValue(lookOrTell);
    pick.onDidAccept(() => {
      if (pick.busy) accepted = true;
      // The window may not have told yet which of them is in front.
      else accept(pick.activeItems[0] ?? pick.items[0]);
    });
    pick.onDidHide(() => asked++);
    lookOrTell();
  });
}

function itemOf(task: TaskSummary, text: string, hasNamesake: boolean): TaskChoice {
  const { hit } = task;
  return {
    id: task.id,
    label: noIcons(plain(ownTitle(task, hasNamesake))),
    description: joined('  ', stateLabel(task.state), shownScores(task), hit && hitPlace(hit, task)),
    detail: noIcons(
      hit ? marked(hit.snippet, text) : plain(clip(task.instruction.replace(/\s+/g, ' '), 120)),
    ),
    iconPath: stateIcon(task.state),
    // The database found it: also where a word stands in another form than it was typed.
    alwaysShow: true,
  };
}

/**
 * VS Code highlights what was typed where a line holds it as one piece. Several words that stand apart it would not: they are put
 * between marks.
 */
function marked({ text, marks }: Snippet, typed: string): string {
  const line = plain(text);
  if (searchPieces(typed).length < 2 || line.toLowerCase().includes(typed.toLowerCase())) return line;
  let end = 0;
  let out = '';
  for (const mark of marks) {
    out += `${line.slice(end, mark.start)}‹${line.slice(mark.start, mark.end)}›`;
    end = mark.end;
  }
  return out + line.slice(end);
}
