import * as vscode from 'vscode';
import { fitToRubric } from '../../annotation/fitToRubric.ts';
import type { AnnotationStatus } from '../../domain/annotation.ts';
import { fromView } from '../../annotation/answerView.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { AnswerView } from '../../protocol/reviewMessages.ts';
import type { Act } from '../../store/api/store.ts';
import { checkShown } from '../answers/answerEdits.ts';
import type { Revisions } from './answerRevisions.ts';
import type { Session } from '../session/session.ts';
import { takenFields } from '../answers/suggestionViews.ts';

/** An answer as the page sends it; sides are those that it shows. */
export interface SentAnswer {
  folder?: string;
  taskId: string;
  /** The one that it goes on from. */
  revision: number;
  answer: AnswerView;
}

/**
 * Stores what the page sent. `keep` decides where another window changed the same task. Resolves to the stored revision. Errors:
 * `project-missing` (it belongs to a project that is not open), those of `checkShown` and of the store.
 */
export async function storeAnswer(
  session: Session,
  revisions: Revisions,
  { folder, taskId, revision, answer: view }: SentAnswer,
  status: AnnotationStatus,
  keep?: 'mine' | 'theirs',
): Promise<number> {
  if (folder !== undefined && folder !== vscode.Uri.file(session.folder).toString())
    throw new TouchstoneError(
      'project-missing',
      vscode.l10n.t('This answer belongs to a project that is not open any more.'),
      {
        action: vscode.l10n.t('Open that project again: what you typed is kept there.'),
      },
    );
  const look = await session.look(taskId);
  const { rubric } = session.project.config;
  // The rubric may have been edited since the page heard of it.
  const given = fitToRubric(rubric, fromView(view, look.shownOrder));
  const act: Act = {
    taskId,
    annotator: session.annotator,
    status,
    answer: checkShown(rubric, given, status, look),
    guidelinesVersion: session.project.guidelines.version,
    send: status !== 'draft',
    // Theirs stays, whatever it is by now.
    expectedRevision: keep === 'theirs' ? undefined : revisions.expected(taskId, revision),
    taken: takenFields(session.project.config, look, view.taken),
  };
  const stored = await (keep ? session.store.settle(act, keep) : session.store.act(act));
  if (stored) revisions.wrote(taskId, stored.revision);
  return stored?.revision ?? 0;
}
