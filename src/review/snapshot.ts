import type { ResponseNumber } from '../domain/annotation.ts';
import { sideOf } from '../domain/sides.ts';
import type { TagUse } from '../domain/tags.ts';
import type { Generation, Overview } from '../domain/task.ts';
import type { RunInput, Subject } from '../domain/run.ts';
import { toView } from '../annotation/answerView.ts';
import { ownAnswer } from '../answers/shownAnswer.ts';
import type { ReviewTask } from '../answers/reviewTask.ts';
import { endingOf } from '../models/api/endings.ts';
import { blindAdvice, blindFailure } from '../generation/blindErrors.ts';
import type { ProgramTask } from '../code/answer/askedNames.ts';
import { isWhole } from '../code/text/definitions.ts';
import { canonicalLanguage } from '../code/text/languages.ts';
import { foundProgram } from '../inputs/programCache.ts';
import { blockChoices, takenLines } from './takenLines.ts';
import type { Project } from '../project/loadProject.ts';
import { maxScore } from '../project/rubricRules.ts';
import type { ReviewState, Steps } from '../protocol/reviewState.ts';
import type { HintView, ResponseView, RunView, Side, TagView } from '../protocol/reviewViews.ts';
import { contradictedOf, evidenceOf } from './runEvidence.ts';
import { datasetFaultsOf, showsReference } from './referenceText.ts';
import { suggestedTags } from './suggestedTags.ts';
import { textsOf } from '../store/api/shownTexts.ts';
import { theirVerdicts } from './theirVerdicts.ts';
import { takenView, visibleSuggestions } from './suggestionViews.ts';
import { ownTitle } from '../code/text/taskTitle.ts';
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
  /** About how many tokens that model has thought so far. */
  thought?: (response: ResponseNumber) => number;
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
  const wrong = contradictedOf(look, inputs);
  const fair = inputs.filter(({ id }) => !wrong.has(id));
  const evidence = evidenceOf(look, now.found, now.runs, showsReference(config, look));
  const response = (side: Side): ResponseView => {
    const number = shownOrder[side === 'A' ? 0 : 1];
    const generation = look.generations.find((g) => g.response === number);
    const failure = look.failures.find((f) => f.response === number);
    const partial = now.partial(number);
    const view: ResponseView = {
      side,
      state: partial !== undefined ? 'generating' : generation ? 'ready' : failure ? 'failed' : 'missing',
      text: partial ?? generation?.text ?? '',
      hints: generation ? now.hints(number, generation.text, fair) : [],
      tags: tagViews(annotation?.tags, number),
      suggestedTags: generation ? suggestedTags(config, look, number) : [],
      ...(partial === undefined ? notesOf(generation, reveal) : thinkingNote(now.thought?.(number) ?? 0)),
      ...evidence.of(number),
    };
    if (generation && partial === undefined) {
      view.codeLanguage = bareCode(generation.text, task);
      view.taken = takenLines(generation.text, task);
      Object.assign(view, blockChoices(generation.text, task));
    }
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
      title: ownTitle(task, look.namesake),
      instruction: task.instruction,
      codeLanguage: bareCode(task.instruction, { language: task.language }),
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
    failureModes: [...new Set(config.failureModes ?? [])],
    inputs: evidence.inputs,
    hiddenInputs: evidence.hiddenInputs,
    datasetFaults: datasetFaultsOf(look),
    theirs: theirVerdicts(config, look, evidence, reveal),
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

/** What is told before the text. */
function notesOf(
  generation: Generation | undefined,
  reveal: boolean,
): Pick<ResponseView, 'thoughts' | 'cutOff'> {
  const { reasoning, usage, finishReason } = generation ?? {};
  const counted = usage?.reasoningTokens || undefined;
  return {
    ...(reasoning !== undefined && {
      thoughts: {
        tokens: counted ?? Math.ceil(reasoning.length / 4),
        ...(counted === undefined && { estimated: true }),
        text: reasoning,
      },
    }),
    ...(generation && finishReason !== undefined && cutOffNote(generation, finishReason, reveal)),
  };
}

/** Where something else than the model ended the answer. */
function cutOffNote(
  { usage, durationMs }: Generation,
  finishReason: string,
  reveal: boolean,
): Pick<ResponseView, 'cutOff'> {
  const ending = endingOf(finishReason);
  if (ending === 'stop') return {};
  const by = ending === 'tool' || ending === 'broken' ? 'other' : ending;
  return {
    cutOff: {
      by,
      // Each server has words of its own: they would tell whose answer it is.
      reason: reveal ? finishReason.slice(0, 60) : by,
      ...(usage?.completionTokens !== undefined && { tokens: usage.completionTokens }),
      ...(durationMs !== undefined && { seconds: Math.round(durationMs / 100) / 10 }),
    },
  };
}

function thinkingNote(tokens: number): Pick<ResponseView, 'thoughts'> {
  return tokens > 0 ? { thoughts: { tokens } } : {};
}

function tagViews(uses: readonly TagUse[] = [], number: ResponseNumber): TagView[] {
  return uses
    .filter(({ response }) => response === number)
    .map(({ tag, name = tag, lines }) => ({ tag, name, ...(lines && { lines }) }));
}

function shownTexts(look: ReviewTask): ReviewState['texts'] {
  const { task, responses } = textsOf(look);
  const [first, second] = look.shownOrder;
  return { task, A: responses[first - 1] ?? '', B: responses[second - 1] ?? '' };
}

/**
 * The language of a text that is code as a whole, without a fence. Words that look like code of another language than the task's are so only
 * where they are a program of it without a fault: "Write a function add(a, b)" is a sentence.
 */
function bareCode(text: string, task: ProgramTask): string | undefined {
  const program = foundProgram(text, task);
  const [whole, ...others] = program?.taken ?? [];
  if (!program || !whole || program.blocks.length > 0 || others.length > 0) return undefined;
  const own = program.code.length - program.given.length;
  const isAll = whole.from === 0 && whole.to >= text.length && own >= text.trim().length * 0.9;
  if (!isAll) return undefined;
  const { language, code } = program;
  // A response that is meant to be code of the task's language may have faults.
  const isMeant = task.instruction !== undefined && canonicalLanguage(task.language ?? '') === language;
  // What a published instruction leaves to be written is open at its end.
  const isSound = ['', '\n}', '\n}\n}'].some((end) => isWhole(language, code + end) !== false);
  return isMeant || isSound ? language : undefined;
}

function madeForOther({ generations }: Pick<ReviewTask, 'generations'>): 'asked' | undefined {
  return generations.some(({ forOther }) => forOther) ? 'asked' : undefined;
}
