import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { withTaken } from '../../annotation/acceptSuggestions.ts';
import { fromView, toView } from '../../annotation/answerView.ts';
import { answerOf, ownAnswer } from '../../answers/shownAnswer.ts';
import { suggestedFields } from '../../domain/annotationHistory.ts';
import { takeable, takenFields, takenView } from '../../review/suggestionViews.ts';
import { checked } from '../common/checked.ts';
import type { Session } from '../session/session.ts';

const given = z.array(
  z.strictObject({
    agent: z.string().trim().min(1).max(200),
    /** `agent`, if not given. */
    origin: z.enum(['judge', 'agent']).optional(),
    field: z.enum(suggestedFields),
    value: z.union([z.number(), z.string(), z.record(z.string(), z.number())]),
    score: z.number().min(0).max(1).optional(),
    /** By criterion. */
    reasons: z.record(z.string(), z.string()).optional(),
  }),
);

/** Keeps what another extension proposes. Errors: `answer-invalid`, `task-missing`. */
export async function suggest(session: Session, taskId: string, suggestions: unknown): Promise<void> {
  const wanted = checked(given, suggestions, 'answer-invalid', ({ path, message }) =>
    l10n.t('A suggestion cannot be kept: {0}: {1}', path, message),
  );
  const at = new Date().toISOString();
  await session.store.putSuggestions(
    taskId,
    wanted.map((one) => ({ ...one, origin: one.origin ?? 'agent', at })),
  );
}

/** Takes all suggestions over that may be seen. Resolves to how many. */
export async function takeAll(session: Session, taskId: string): Promise<number> {
  const { config } = session.project;
  let count = 0;
  await session.answers.edit(taskId, (look) => {
    const list = takeable(config, look);
    count = list.length;
    if (count === 0) return undefined;
    const view = withTaken(
      { ...toView(ownAnswer(look), look.shownOrder), taken: takenView(config, look) },
      list,
    );
    return {
      status: 'draft',
      answer: { ...answerOf(look.annotation), ...fromView(view, look.shownOrder) },
      taken: takenFields(config, look, view.taken),
    };
  });
  return count;
}
