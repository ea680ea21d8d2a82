import { withTaken } from '../../../src/annotation/acceptSuggestions.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { strings } from '../../common/strings.ts';
import type { Actions } from '../state/actions.ts';
import { responseOf, sides, tied, type Model } from '../state/model.ts';

/** @param shown the model while its answer may be changed */
export function answerActions(
  shown: () => Model | undefined,
  change: (change: Partial<AnswerView>) => void,
): Pick<Actions, 'setPoints' | 'change' | 'unskip' | 'tie' | 'take' | 'untake'> {
  /** The answer before suggestions were taken over last. */
  let before: { taskId: string; answer: AnswerView } | undefined;
  return {
    change,
    setPoints: (side, criterion, points) => {
      const model = shown();
      if (!model || responseOf(model, side).state !== 'ready') return;
      const { [criterion]: _old, ...others } = model.answer.points[side];
      const given = points === undefined ? others : { ...others, [criterion]: points };
      const { [side]: _bare, ...scores } = model.answer.scores;
      change({ points: { ...model.answer.points, [side]: given }, scores, skipped: undefined });
    },
    unskip: () => change({ skipped: undefined }),
    tie: () => {
      const model = shown();
      if (!model || sides.some((side) => responseOf(model, side).state !== 'ready')) return;
      const same = tied(model);
      if (same) change({ ...same, skipped: undefined });
      announce(same ? strings.tied : strings.nothingToTie, !same);
    },
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
