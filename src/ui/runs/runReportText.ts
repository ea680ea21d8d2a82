import * as vscode from 'vscode';
import { decimal } from '../../platform/displayLanguage.ts';
import { neutralise } from '../../runs/process/neutralise.ts';
import { inputTitle } from '../../inputs/inputTitle.ts';
import type { LimitName, RunInput } from '../../domain/run.ts';
import type { Run } from '../../domain/task.ts';
import type { RunTerminal } from './runTerminal.ts';
import { clip, plain } from '../common/taskText.ts';

/** One line that names an input; `undefined` is the program as it is. */
export function inputName(input: RunInput | undefined, length = 100): string {
  if (input === undefined) return vscode.l10n.t('as written');
  return plain(clip(inputTitle(input).replace(/\s+/g, ' '), length));
}

/** The line above an input's output. */
export function heading(terminal: RunTerminal, input: RunInput | undefined): void {
  terminal.note(`── ${neutralise(inputName(input))} ──`);
}

/** The lines below it: what came of it. */
export function verdictLines(terminal: RunTerminal, run: Run): void {
  const seconds = `${decimal(run.durationMs / 1000, 2)} s`;
  if (run.truncatedBytes > 0)
    terminal.note(vscode.l10n.t('{0} more bytes are not shown', run.truncatedBytes));
  // Statements have none: an empty one.
  if (run.value) terminal.note(vscode.l10n.t('value: {0}', oneLine(run.value)));
  const good = run.verdict === 'passed' || run.verdict === 'ran';
  terminal.note(verdictText(run, seconds), good ? 'good' : 'bad');
}

function verdictText(run: Run, seconds: string): string {
  switch (run.verdict) {
    case 'passed':
      return vscode.l10n.t('passed after {0}', seconds);
    case 'ran':
      return vscode.l10n.t('exit code 0 after {0}', seconds);
    case 'differs':
      return run.input?.expectedValue === undefined
        ? vscode.l10n.t('differs from what is expected, after {0}', seconds)
        : vscode.l10n.t('differs, expected: {0}; after {1}', oneLine(run.input.expectedValue), seconds);
    case 'timed-out':
      return vscode.l10n.t('stopped after {0}: time limit', seconds);
    case 'stopped':
      return vscode.l10n.t('stopped after {0}', seconds);
    case 'crashed':
      return crashText(run, seconds);
    case 'cut':
      return vscode.l10n.t('the output was cut, after {0}', seconds);
  }
}

function crashText(run: Run, seconds: string): string {
  if (run.limit) return vscode.l10n.t('stopped after {0}: {1}', seconds, limitText(run.limit));
  if (run.compiling) return vscode.l10n.t('does not compile');
  if (run.signal) return vscode.l10n.t('ended by {0} after {1}', run.signal, seconds);
  return vscode.l10n.t('exit code {0} after {1}', run.exitCode ?? '?', seconds);
}

function limitText(limit: LimitName): string {
  const words: Record<LimitName, string> = {
    time: vscode.l10n.t('time limit'),
    memory: vscode.l10n.t('memory limit'),
    processes: vscode.l10n.t('limit of processes'),
    disk: vscode.l10n.t('disk limit'),
  };
  return words[limit];
}

function oneLine(text: string): string {
  return neutralise(clip(text.replace(/\s*\n\s*/g, ' '), 200));
}
