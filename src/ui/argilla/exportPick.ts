import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ExportArguments } from '../../export/exportArguments.ts';
import type { ExportResult } from '../../export/exportProtocol.ts';
import { pickItem } from '../common/quickPicks.ts';

/** What to export, in which format and where to; undefined where nothing was chosen. */
export async function askExport(folder: string): Promise<ExportArguments | undefined> {
  const shape = await pickItem(shapes(), vscode.l10n.t('What do you want to export?'));
  if (!shape) return undefined;
  const formats = [
    { label: 'CSV', value: 'csv' as const },
    { label: 'JSON Lines', value: 'jsonl' as const },
    { label: 'Parquet', value: 'parquet' as const },
    { label: 'JSON', value: 'json' as const },
  ];
  const format = await pickItem(
    formats.filter(({ value }) => !shape.hasMessages || value !== 'csv'),
    vscode.l10n.t('In which format?'),
  );
  if (!format) return undefined;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, `${shape.file}.${format.value}`)),
  });
  return uri && { format: format.value, path: uri.fsPath, shape: shape.value };
}

function shapes() {
  return [
    {
      label: vscode.l10n.t('Annotated table'),
      description: vscode.l10n.t('responses, scores, corrections, runs, provenance'),
      value: 'annotated' as const,
      file: 'annotations',
      hasMessages: false,
    },
    {
      label: vscode.l10n.t('Responses only'),
      description: 'instructions, response_model_1, response_model_2',
      value: 'bare' as const,
      file: 'responses',
      hasMessages: false,
    },
    {
      label: vscode.l10n.t('One row per annotator and response'),
      description: 'id, response, score, points_…, annotator',
      value: 'long' as const,
      file: 'judgements',
      hasMessages: false,
    },
    ...training(vscode.l10n.t('Fine-tuning (SFT)'), 'messages', 'sft'),
    ...training(vscode.l10n.t('Preference pairs (DPO, ORPO, CPO)'), 'prompt, chosen, rejected', 'dpo'),
    ...training(vscode.l10n.t('Good and bad answers (KTO)'), 'prompt, completion, label', 'kto'),
    ...training(vscode.l10n.t('Reward model'), 'chosen, rejected, margin', 'reward'),
  ];
}

function training<T extends string>(label: string, description: string, value: T) {
  return [{ label, description, value, file: value, hasMessages: true }];
}

/** What an export left out, where that was counted; else nothing. */
export function leftOutText({ dataset }: ExportResult): string {
  const [answers, tasks, rows] = (['answers', 'tasks', 'rows'] as const).map((unit) =>
    Object.values<number>(dataset?.leftOut[unit] ?? {}).reduce((sum, count) => sum + count, 0),
  );
  if (!answers && !tasks && !rows) return '';
  return vscode.l10n.t('Left out: {0} answers, {1} tasks, {2} rows.', answers ?? 0, tasks ?? 0, rows ?? 0);
}
