import * as vscode from 'vscode';
import type { ResponseNumber, ShownOrder } from '../../domain/annotation.ts';
import type { Subject } from '../../domain/run.ts';
import type { Generation, TaskDetail } from '../../domain/task.ts';
import { responseOf, sideOf } from '../../domain/sides.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { SubjectView } from '../../protocol/reviewViews.ts';

type Ordered = { shownOrder: ShownOrder };

/** Whose text it is, as it is stored. */
export function subjectOf({ shownOrder }: Ordered, shown: SubjectView): Subject {
  return shown === 'correction' ? shown : responseOf(shownOrder, shown);
}

/** The same as it is shown. */
export function shownSubject({ shownOrder }: Ordered, subject: Subject): SubjectView {
  return subject === 'correction' ? subject : sideOf(shownOrder, subject);
}

/** The markdown of a response or the correction; undefined where there is none. */
export function textOf(look: TaskDetail & Ordered, shown: SubjectView): string | undefined {
  const subject = subjectOf(look, shown);
  if (subject === 'correction') return look.annotation?.correction;
  return look.generations.find(({ response }) => response === subject)?.text;
}

/** Errors: `generation-missing`. */
export function generationOf({ generations }: TaskDetail, response: ResponseNumber): Generation {
  const found = generations.find((one) => one.response === response);
  if (found) return found;
  throw new TouchstoneError('generation-missing', vscode.l10n.t('This response is not there yet.'), {
    action: vscode.l10n.t('Generate the responses of this task first.'),
  });
}
