import { fromKey, type CommandParts, type Commands } from '../session/commands.ts';
import { tellNothing, type TaskActs } from './taskActs.ts';
import type { TaskNavigator } from './taskNavigator.ts';

interface ReviewParts extends CommandParts {
  navigator: TaskNavigator;
  acts: TaskActs;
}

/** Opening and judging tasks, setting them aside, going back and forth. */
export function reviewCommands({ projects, panel, navigator, acts, inFront }: ReviewParts) {
  const submitOrDiscard =
    (action: 'submit' | 'discard') =>
    async (argument: unknown): Promise<unknown> => {
      const taskId = inFront.task(argument);
      // The page holds the newest answer and knows whether somebody is typing. Who calls the command otherwise has left the page,
      // which has sent what was typed.
      if (isBinding(argument)) return panel.do(action, fromKey(argument)) ? taskId : undefined;
      await acts.judge(taskId, action === 'submit' ? 'submitted' : 'discarded');
      return taskId;
    };

  const setAside =
    (name: 'skip' | 'flag') =>
    (argument: unknown, reason: unknown): unknown =>
      fromKey(argument)
        ? panel.do(name, true)
        : acts[name](inFront.task(argument), typeof reason === 'string' ? reason : undefined);

  const step = (name: 'undo' | 'redo') => (argument: unknown) => {
    // The page sends what is being typed first, and knows whether somebody types.
    if (fromKey(argument)) return panel.do(name, true) ? undefined : tellNothing(name);
    return acts.step(name);
  };

  return {
    async openTask(argument) {
      const session = await projects.need();
      const taskId =
        typeof argument === 'string' || isNode(argument)
          ? inFront.task(argument)
          : await (await import('../queue/queueTools.ts')).findTask(session);
      if (taskId === undefined) return undefined;
      await panel.show(taskId);
      return taskId;
    },

    nextTask: () => navigator.step('next'),
    previousTask: () => navigator.step('previous'),

    submit: submitOrDiscard('submit'),
    discard: submitOrDiscard('discard'),

    skip: setAside('skip'),
    flag: setAside('flag'),
    undo: step('undo'),
    redo: step('redo'),
    showHistory: (argument, seq) =>
      acts.showHistory(inFront.task(argument), typeof seq === 'number' ? seq : undefined),

    focusResponse1: (argument) => panel.do('focusA', fromKey(argument)),
    focusResponse2: (argument) => panel.do('focusB', fromKey(argument)),

    /** Both equal: one key for a tie. */
    tie: (argument) => panel.do('tie', fromKey(argument)),

    comment: (argument) => panel.do('comment', fromKey(argument)),
    changeView: (argument) => panel.do('view', fromKey(argument)),
  } satisfies Commands;
}

/** What a keybinding passes, also Ctrl+Enter, which works while somebody is typing: the page has the focus and the newest answer. */
function isBinding(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && !isNode(argument);
}

function isNode(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'task' in argument;
}
