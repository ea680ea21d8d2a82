import type { ReviewToHost } from '../../protocol/reviewMessages.ts';

/** What the panel does itself. */
type Own =
  | 'ready'
  | 'draft'
  | 'submit'
  | 'discard'
  | 'takeTheirs'
  | 'next'
  | 'openLink'
  | 'copy'
  | 'typing'
  | 'focus'
  | 'error';

export type CommandMessage = Exclude<ReviewToHost, { type: Own }>;

/** The command that does what the page asks for, without its prefix, and its arguments. */
export function commandOf(message: CommandMessage): [command: string, ...args: unknown[]] {
  switch (message.type) {
    case 'undo':
    case 'redo':
    case 'openGuidelines':
    case 'changeKeys':
      return [message.type];
    case 'previous':
      return ['previousTask'];
    case 'reopen':
    case 'skip':
    case 'showHistory':
    case 'compareGuidelines':
    case 'generate':
    case 'stopGenerating':
    case 'suggestInputs':
      return [message.type, message.taskId];
    case 'compareAnswers':
      return ['compareAnswers', message.taskId, message.answer];
    case 'run':
      return ['runSides', message.taskId, message.subjects, message.inputId];
    case 'stopRun':
      return ['stopRuns', message.taskId, message.subject];
    case 'putInput': {
      const { taskId, input, replaces, origin } = message;
      // The page asks for its run once it is stored: not twice.
      return ['putInput', taskId, input, { replaces, origin, run: false }];
    }
    case 'removeInput':
    case 'restoreInputs':
    case 'diffOutputs':
      return [message.type, message.taskId, message.inputId];
    case 'goOn':
      return ['goOn', message.way];
    case 'openLineComment':
    case 'removeLineComment':
      return [message.type, message.taskId, message.id];
    case 'openOutput':
      return ['openOutput', message.taskId, message.runId];
    case 'correct':
    case 'openResponse':
    case 'openShell':
      return [message.type, message.taskId, message.side];
    case 'diffEditor':
      return ['compareInDiffEditor', message.taskId];
  }
}
