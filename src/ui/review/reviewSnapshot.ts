import * as vscode from 'vscode';
import { sideOf } from '../../domain/sides.ts';
import { toView } from '../../annotation/answerView.ts';
import type { ResponseNumber } from '../../domain/annotation.ts';
import { maxScore } from '../../project/rubricRules.ts';
import type {
  DoneView,
  HintView,
  ResponseView,
  ReviewState,
  RunView,
  Side,
} from '../../protocol/reviewMessages.ts';
import type { RunInput, Subject } from '../../domain/run.ts';
import type { TaskDetail } from '../../store/api/store.ts';
import { ownAnswer } from '../answers/answerEdits.ts';
import { blindAdvice, blindFailure } from '../../generation/blindErrors.ts';
import { settings } from '../common/services.ts';
import { evidenceOf } from './runEvidence.ts';
import { foundInputs, foundProgram } from '../common/programCache.ts';
import type { QueueProgress } from '../queue/queues.ts';
import type { Look, Session } from '../session/session.ts';
import { actWords } from '../answers/undoText.ts';
import { takenView, visibleSuggestions } from '../answers/suggestionViews.ts';
import { taskTitle } from '../common/taskText.ts';

/** What is going on right now and not in the store. */
export interface LiveState {
  /** Text generated so far, where a model is being asked. */
  partial(taskId: string, response: ResponseNumber): string | undefined;
  /** Runs that go on or wait. */
  runs(taskId: string, subject: Subject): RunView[];
  /** What the code of a text shows for the criteria, as far as it is known yet. */
  hints(
    session: Session,
    look: TaskDetail,
    response: ResponseNumber,
    text: string,
    inputs: RunInput[],
  ): HintView[];
  protection(): ReviewState['sandbox'];
  /** Whether VS Code offers models. */
  offersModels(): boolean;
  correctionOpen(taskId: string): boolean;
  /** How far one is in the chosen queue; undefined where none is chosen. */
  queue(session: Session, look: Look): Promise<QueueProgress | undefined>;
  done(session: Session): Promise<DoneView>;
  pace(session: Session): Promise<string[]>;
}

/** Builds the whole snapshot of one task. Names of models are in it only where they may be shown. */
export async function reviewState(
  session: Session,
  look: Look,
  live: LiveState,
  serial: number,
): Promise<ReviewState> {
  const { config, guidelines } = session.project;
  const { task, annotation, shownOrder } = look;
  const [counts, queue, offers] = await Promise.all([
    session.store.counts(session.annotator),
    live.queue(session, look),
    session.store.stepOffers(session.annotator),
  ]);
  const reveal = !config.blind || (annotation?.status === 'submitted' && settings.revealAfterSubmit);

  const found = await foundInputs(look);
  const inputs = found.filter((input) => !look.hiddenInputs.includes(input.id));
  const evidence = evidenceOf(look, found, (subject) => live.runs(task.id, subject));
  const response = (side: Side): ResponseView => {
    const number = shownOrder[side === 'A' ? 0 : 1];
    const generation = look.generations.find((g) => g.response === number);
    const failure = look.failures.find((f) => f.response === number);
    const partial = live.partial(task.id, number);
    const view: ResponseView = {
      side,
      state: partial !== undefined ? 'generating' : generation ? 'ready' : failure ? 'failed' : 'missing',
      text: partial ?? generation?.text ?? '',
      hints: generation ? live.hints(session, look, number, generation.text, inputs) : [],
      ...evidence.of(number),
    };
    if (generation && partial === undefined) view.codeLanguage = bareCode(generation.text, task.language);
    if (failure && partial === undefined && !generation)
      view.failure = reveal
        ? { message: failure.message, action: failure.action }
        : { message: blindFailure(failure.code), action: blindAdvice() };
    if (reveal) view.model = generation?.model ?? config.models[number - 1]?.name;
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
      queue,
    },
    responses: [response('A'), response('B')],
    inputs: evidence.inputs,
    hiddenInputs: evidence.hiddenInputs,
    correctionRuns: evidence.correctionRuns,
    sandbox: live.protection(),
    rubric: {
      criteria: config.rubric.criteria,
      max: maxScore(config.rubric),
      correctAtOrBelow: config.rubric.correctAtOrBelow,
    },
    guidelines,
    older: look.older && {
      version: look.older.version,
      scores: toView(look.older, shownOrder).scores,
    },
    status: annotation?.status ?? 'none',
    answer: { ...toView(ownAnswer(look), shownOrder), taken: takenView(config, look) },
    suggestions: visibleSuggestions(config, look),
    lineComments: look.lineComments.map(({ id, response: of, startLine, endLine, quote, text }) => ({
      id,
      subject: of === 'correction' ? of : sideOf(shownOrder, of),
      startLine,
      endLine,
      quote,
      text,
    })),
    revision: annotation?.revision ?? 0,
    updatedAt: annotation?.updatedAt,
    canRun: vscode.workspace.isTrusted,
    canGenerate: session.canGenerate && vscode.workspace.isTrusted,
    canSuggest: vscode.workspace.isTrusted && (session.canGenerate || live.offersModels()),
    canUndo: offers.undo !== undefined,
    canRedo: offers.redo !== undefined,
    lastAct: offers.undo && actWords(offers.undo),
    correctionOpen: live.correctionOpen(task.id),
  };
}

/** The language of a text that is code without a fence. */
function bareCode(text: string, taskLanguage: string | undefined): string | undefined {
  const program = foundProgram(text, taskLanguage);
  return program?.blocks.length === 0 ? program.language : undefined;
}
