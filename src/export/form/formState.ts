import * as l10n from '@vscode/l10n';
import type { ExportState } from '../../protocol/exportMessages.ts';
import { faultsOf } from './formChoices.ts';
import { fieldsOf, type FormContext } from './formFields.ts';
import { counted, countsOf, leftOutOf } from './formWords.ts';

interface Known extends Omit<FormContext, 'name'> {
  project: string;
  busy: boolean;
  problem?: ExportState['problem'];
}

/** All that the page shows. */
export function formState({ project, busy, problem, ...context }: Known): ExportState {
  const { preview, choices } = context;
  const isSound = faultsOf(choices).length === 0;
  const isEmpty = isSound && preview?.done === true && !busy && preview.count === 0;
  const wrong = problem ?? (isEmpty ? nothingLeft(preview.tasks.seen) : undefined);
  const can = isSound && !wrong;
  return {
    title: l10n.t('Export: {0}', project),
    groups: fieldsOf({ ...context, name: project }),
    counts: preview ? countsOf(preview) : [],
    leftOut: preview ? leftOutOf(preview) : [],
    busy,
    ...(wrong && { problem: wrong }),
    preview: { columns: preview?.columns ?? [], rows: preview?.rows ?? [] },
    can: can ? ['export', 'push', 'copy'] : isSound ? ['copy'] : [],
  };
}

function nothingLeft(seen: number): NonNullable<ExportState['problem']> {
  return {
    message: l10n.t('None of {0} tasks is left for this export.', counted(seen)),
    action: l10n.t('Submit answers, or ask for less: status, scores, checks, annotators.'),
  };
}
