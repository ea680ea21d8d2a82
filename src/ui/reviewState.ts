import * as vscode from 'vscode';
import { toView } from '../annotation/view.ts';
import type { ResponseNumber, ShownOrder } from '../annotation/types.ts';
import { maxScore } from '../project/rubric.ts';
import type { ResponseView, ReviewState, RunView, Side } from '../protocol/review.ts';
import { programOf } from '../runs/extract.ts';
import type { Run, TaskDetail } from '../store/types.ts';
import { blindAdvice, blindFailure } from './blind.ts';
import { settings } from './context.ts';
import type { Session } from './session.ts';
import { taskTitle } from './text.ts';

/** What is going on right now and not in the store. */
export interface LiveState {
  /** Text generated so far, where a model is being asked. */
  partial(taskId: string, response: ResponseNumber): string | undefined;
  /** The run that goes on, if one does. */
  running(taskId: string, response: ResponseNumber): RunView | undefined;
  /** Hash of the program that a run of this response would start. */
  codeHash(taskId: string, response: ResponseNumber, markdown: string): string | undefined;
  correctionOpen(taskId: string): boolean;
}

type Look = TaskDetail & { shownOrder: ShownOrder };

/** Output shown in the panel; the whole of it is in the store and in the terminal. */
const shownOutput = 20_000;

/** Builds the whole snapshot of one task. Names of models are in it only where they may be shown. */
export async function reviewState(
  session: Session,
  look: Look,
  live: LiveState,
  serial: number,
): Promise<ReviewState> {
  const { config, guidelines } = session.project;
  const { task, annotation, shownOrder } = look;
  const counts = await session.store.counts(session.annotator);
  const reveal = !config.blind || (annotation?.status === 'submitted' && settings.revealAfterSubmit);

  const response = (side: Side): ResponseView => {
    const number = shownOrder[side === 'A' ? 0 : 1];
    const generation = look.generations.find((g) => g.response === number);
    const failure = look.failures.find((f) => f.response === number);
    const partial = live.partial(task.id, number);
    const view: ResponseView = {
      side,
      state: partial !== undefined ? 'generating' : generation ? 'ready' : failure ? 'failed' : 'missing',
      text: partial ?? generation?.text ?? '',
    };
    if (generation && partial === undefined) view.codeLanguage = bareCode(generation.text, task.language);
    if (failure && partial === undefined && !generation)
      view.failure = reveal
        ? { message: failure.message, action: failure.action }
        : { message: blindFailure(failure.code), action: blindAdvice() };
    if (reveal) view.model = generation?.model ?? config.models[number - 1]?.name;
    const run =
      live.running(task.id, number) ??
      lastRun(look.runs, number, generation && live.codeHash(task.id, number, generation.text));
    if (run) view.run = run;
    return view;
  };

  return {
    serial,
    project: { name: config.name, blind: config.blind, folder: vscode.Uri.file(session.folder).toString() },
    task: {
      id: task.id,
      title: taskTitle(task.instruction, task.id),
      instruction: task.instruction,
      codeLanguage: bareCode(task.instruction, task.language),
      language: task.language,
      context: Object.entries(task.context ?? {}),
      source: task.source,
    },
    progress: {
      position: task.position + 1,
      judged: counts.byState.submitted + counts.byState.discarded,
      total: counts.total,
    },
    responses: [response('A'), response('B')],
    rubric: {
      criteria: config.rubric.criteria,
      max: maxScore(config.rubric),
      correctAtOrBelow: config.rubric.correctAtOrBelow,
    },
    guidelines,
    status: annotation?.status ?? 'none',
    answer: toView(annotation ?? {}, shownOrder),
    revision: annotation?.revision ?? 0,
    canRun: vscode.workspace.isTrusted,
    canGenerate: session.canGenerate && vscode.workspace.isTrusted,
    canUndo: counts.byState.submitted + counts.byState.discarded > 0,
    correctionOpen: live.correctionOpen(task.id),
  };
}

/** The language of a text that is code without a fence. */
function bareCode(text: string, taskLanguage: string | undefined): string | undefined {
  const program = programOf(text, { taskLanguage });
  return program?.blocks.length === 0 ? program.language : undefined;
}

function lastRun(runs: Run[], response: ResponseNumber, codeHash: string | undefined): RunView | undefined {
  const run = runs.filter((r) => r.response === response).at(-1);
  if (!run) return undefined;
  const status = run.timedOut
    ? 'timed-out'
    : run.stopped
      ? 'stopped'
      : run.exitCode === 0
        ? 'passed'
        : 'failed';
  return {
    id: run.id,
    status,
    input: run.input,
    exitCode: run.exitCode,
    signal: run.signal,
    durationMs: run.durationMs,
    stdout: run.stdout.slice(0, shownOutput),
    stderr: run.stderr.slice(0, shownOutput),
    truncatedBytes:
      run.truncatedBytes +
      Math.max(0, run.stdout.length - shownOutput) +
      Math.max(0, run.stderr.length - shownOutput),
    runner: run.runner,
    sandbox: run.sandbox,
    stale: codeHash !== undefined && run.codeHash !== codeHash,
  };
}
