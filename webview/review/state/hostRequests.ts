import type { Actions } from './actions.ts';
import type { Channel } from './hostChannel.ts';

/** The actions that only ask the host, which knows or does the rest. */
export function postingActions(
  post: Channel['post'],
  withTask: (act: (taskId: string) => void) => void,
): Pick<
  Actions,
  | 'suggestInputs'
  | 'openOutput'
  | 'diffOutputs'
  | 'openShell'
  | 'generate'
  | 'stopGenerating'
  | 'openResponse'
  | 'openDiffEditor'
  | 'goOn'
  | 'openLineComment'
  | 'removeLineComment'
  | 'openGuidelines'
  | 'changeKeys'
  | 'compareGuidelines'
  | 'openLink'
  | 'copy'
> {
  return {
    suggestInputs: () => withTask((taskId) => post({ type: 'suggestInputs', taskId })),
    openOutput: (runId) => withTask((taskId) => post({ type: 'openOutput', taskId, runId })),
    diffOutputs: (inputId) =>
      withTask((taskId) =>
        post({ type: 'diffOutputs', taskId, ...(inputId === undefined ? {} : { inputId }) }),
      ),
    openShell: (side) => withTask((taskId) => post({ type: 'openShell', taskId, side })),
    generate: () => withTask((taskId) => post({ type: 'generate', taskId })),
    stopGenerating: () => withTask((taskId) => post({ type: 'stopGenerating', taskId })),
    openResponse: (side) => withTask((taskId) => post({ type: 'openResponse', taskId, side })),
    openDiffEditor: () => withTask((taskId) => post({ type: 'diffEditor', taskId })),
    goOn: (way) => post({ type: 'goOn', way }),
    openLineComment: (id) => withTask((taskId) => post({ type: 'openLineComment', taskId, id })),
    removeLineComment: (id) => withTask((taskId) => post({ type: 'removeLineComment', taskId, id })),
    openGuidelines: () => post({ type: 'openGuidelines' }),
    changeKeys: () => post({ type: 'changeKeys' }),
    openLink: (href) => post({ type: 'openLink', href }),
    compareGuidelines: () => withTask((taskId) => post({ type: 'compareGuidelines', taskId })),
    copy: (text) => post({ type: 'copy', text }),
  };
}
