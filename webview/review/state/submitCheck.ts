import { RequestError } from '../../../src/protocol/channel.ts';
import type { Side } from '../../../src/protocol/reviewViews.ts';
import { keyName } from './keyLabels.ts';
import { lacksCorrection, openCriteria, responseOf, sides, type Model, type Refusal } from './model.ts';
import { format, strings } from '../../common/strings.ts';

/** Why an answer is not submitted yet, and where the page goes for it. */
export interface Hindrance {
  refusal: Refusal;
  /** The response of which points are missing. */
  open?: Side;
  /** It is not chosen yet which response is corrected. */
  choose?: boolean;
}

/** What stays as it is until the user does something. */
const lasting = new Set([
  'argilla-conflict',
  'answer-invalid',
  'bad-request',
  'generation-missing',
  'project-missing',
  'task-missing',
  'texts-changed',
]);

/** Why the host did not take an answer. `passes`: it may take the same a moment later. */
export function refusalOf(error: unknown): Refusal & { passes?: boolean } {
  if (!(error instanceof RequestError)) return { message: String(error), passes: true };
  const { code, message, action } = error;
  if (code === 'timeout' || code === 'cancelled') return { message: strings.notSaved, passes: true };
  return {
    message,
    ...(action === undefined ? {} : { action }),
    ...(code === 'argilla-conflict' ? { conflict: true } : {}),
    ...(code === 'texts-changed' ? { exchanged: true } : {}),
    ...(lasting.has(code) ? {} : { passes: true }),
  };
}

/** @param asked whether the question for a correction was put already: it is put once */
export function hindranceOf(model: Model, asked: boolean): Hindrance | undefined {
  const absent = sides.find((side) => responseOf(model, side).state !== 'ready');
  if (absent) return { refusal: { message: format('missingResponse', absent) } };

  const open = sides.flatMap((side) => openCriteria(model, side).map((criterion) => ({ side, criterion })));
  if (open[0]) {
    const names = open.map(({ side, criterion }) => `${side}: ${criterion.title}`).join(', ');
    return {
      refusal: { message: format('missingPoints', names), judging: true, lacking: true },
      open: open[0].side,
    };
  }

  if (!lacksCorrection(model) || asked) return undefined;
  const choose = model.answer.corrected === undefined;
  return {
    refusal: {
      judging: true,
      asking: true,
      message: format('correctionWanted', model.state.rubric.correctAtOrBelow ?? 0),
      action: choose ? strings.correctionChoose : format('correctionEmpty', keyName('correct')),
    },
    choose,
  };
}
