import type { ResponseNumber } from '../domain/annotation.ts';
import { sideOf } from '../domain/sides.ts';
import type { Overview } from '../domain/task.ts';
import type { RunInput, Subject } from '../domain/run.ts';
import { toView } from '../annotation/answerView.ts';
import { ownAnswer } from '../answers/shownAnswer.ts';
import type { ReviewTask } from '../answers/reviewTask.ts';
import { blindAdvice, blindFailure } from '../generation/blindErrors.ts';
import { foundProgram } from '../inputs/programCache.ts';
import type { Project } from '../project/loadProject.ts';
import { maxScore } from '../project/rubricRules.ts';
import type { ReviewState, Steps } from '../protocol/reviewState.ts';
import type { HintView, ResponseView, RunView, Side } from '../protocol/reviewViews.ts';
import { evidenceOf } from './runEvidence.ts';
import { textsOf } from '../store/api/shownTexts.ts';
import { takenView, visibleSuggestions } from './suggestionViews.ts';
import { taskTitle } from './taskTitle.ts';
import { actWords } from './undoText.ts';

/** What is the same for all tasks at one moment. */
export type Standing = Steps & { judged: number; total: number };

export function standingAt(overview: Overview): Standing {
  const { byState, total } = overview;
  return { ...stepsOf(overview), judged: byState.submitted + byState.discarded, total };
}

export function stepsOf({ offers: { undo, redo } }: Pick<Overview, 'offers'>): Steps {
  return { canUndo: undo !== undefined, canRedo: redo !== undefined, lastAct: undo && actWords(undo) };
}

/** What is true at one moment and not stored with the task. */
export interface Moment {
  serial: number;
  /** URI of the project's folder. */
  folder: string;
  standing: Standing;
  queue: ReviewState['progress']['queue'];
  /** All inputs that the task has, hidden ones among them. */
  found: RunInput[];
  /** Text generated so far, where a model is being asked. */
  partial: (response: ResponseNumber) => string | undefined;
  /** Runs that go on or wait. */
  runs: (subject: Subject) => RunView[];
  /** What the code of a response shows for the criteria, as far as it is known yet; `inputs`: those that are run. */
  hints: (response: ResponseNumber, text: string, inputs: RunInput[]) => HintView[];
  sandbox: ReviewState['sandbox'];
  trusted: boolean;
  /** The models of the project can be asked. */
  canGenerate: boolean;
  /** VS Code offers models. */
  offersModels: boolean;
  correctionOpen: boolean;
  /** Models are named once their task is submitted. */
  revealAfterSubmit: boolean;
}

/** The whole snapshot of one task. Names of models are in it only where they may be shown. */
export function snapshotOf(
  { config, guidelines }: Pick<Project, 'config' | 'guidelines'>,
  look: ReviewTask,
  now: Moment,
): ReviewState {
  const { task, annotation, shownOrder } = look;
  const { judged, total, ...steps } = now.standing;
  const reveal = !config.blind || (annotation?.status === 'submitted' && now.revealAfterSubmit);
  const inputs = now.found.filter((input) => !look.hiddenInputs.includes(input.id));
  const evidence = evidenceOf(look, now.found, now.runs);
  const response = (side: Side): ResponseView => {
    const number = shownOrder[side === 'A' ? 0 : 1];
    const generation = look.generations.find((g) => g.response === number);
    const failure = look.failures.find((f) => f.response === number);
    const partial = now.partial(number);
    const view: ResponseView = {
      side,
      state: partial !== undefined ? 'generating' : generation ? 'ready' : failure ? 'failed' : 'missing',
      text: partial ?? generation?.text ?? '',
      hints: generation ? now.hints(number, generation.text, inputs) : [],
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
    serial: now.serial,
    project: { name: config.name, blind: config.blind, folder: now.folder },
    task: {
      id: task.id,
      title: taskTitle(task.instruction, task.id),
      instruction: task.instruction,
      codeLanguage: bareCode(task.instruction, task.language),
      language: task.language,
      context: Object.entries(task.context ?? {}),
      source: task.source,
      withdrawn: task.withdrawn,
    },
    progress: { position: task.position + 1, judged, total, queue: now.queue },
    responses: [response('A'), response('B')],
    texts: shownTexts(look),
    exchanged:
      look.setAside && !annotation ? 'set-aside' : (annotation?.judgedOther?.[0] ?? madeForOther(look)),
    inputs: evidence.inputs,
    hiddenInputs: evidence.hiddenInputs,
    correctionRuns: evidence.correctionRuns,
    sandbox: now.sandbox,
    rubric: {
      criteria: config.rubric.criteria,
      max: maxScore(config.rubric),
      correctAtOrBelow: config.rubric.correctAtOrBelow,
    },
    guidelines,
    older: look.older && { version: look.older.version, scores: toView(look.older, shownOrder).scores },
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
    canRun: now.trusted,
    canGenerate: now.canGenerate && now.trusted,
    canSuggest: now.trusted && (now.canGenerate || now.offersModels),
    ...steps,
    correctionOpen: now.correctionOpen,
  };
}

function shownTexts(look: ReviewTask): ReviewState['texts'] {
  const { task, responses } = textsOf(look);
  const [first, second] = look.shownOrder;
  return { task, A: responses[first - 1] ?? '', B: responses[second - 1] ?? '' };
}

/** The language of a text that is code without a fence. */
function bareCode(text: string, taskLanguage: string | undefined): string | undefined {
  const program = foundProgram(text, taskLanguage);
  return program?.blocks.length === 0 ? program.language : undefined;
}

function madeForOther({ generations }: Pick<ReviewTask, 'generations'>): 'asked' | undefined {
  return generations.some(({ forOther }) => forOther) ? 'asked' : undefined;
}
