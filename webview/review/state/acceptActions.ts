import { withTaken } from '../../../src/annotation/acceptSuggestions.ts';
import type { AnswerView } from '../../../src/protocol/reviewMessages.ts';
import type { Actions } from './actions.ts';
import type { Model } from './model.ts';

/**
 * Takes suggestions over, and back.
 *
 * @param shown the model while its answer may be changed
 */
export function takingActions(
  shown: () => Model | undefined,
  change: (change: Partial<AnswerView>) => void,
): Pick<Actions, 'take' | 'untake'> {
  let before: { taskId: string; answer: AnswerView } | undefined;
  return {
    take: (suggestions) => {
      const model = shown();
      if (!model) return;
      before = { taskId: model.state.task.id, answer: model.answer };
      change(withTaken(model.answer, suggestions));
    },
    untake: () => {
      const kept = before;
      before = undefined;
      if (kept && kept.taskId === shown()?.state.task.id)
        change({ ...kept.answer, taken: kept.answer.taken ?? {} });
    },
  };
}
