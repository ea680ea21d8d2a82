import { sideOf } from '../domain/sides.ts';
import type { ResponseNumber, ShownOrder } from '../domain/annotation.ts';
import type { ReviewState } from '../protocol/reviewState.ts';
import type { InputView, ResponseView, RunView } from '../protocol/reviewViews.ts';
import { inputTitle } from '../inputs/inputTitle.ts';
import type { RunInput, Subject } from '../domain/run.ts';
import type { Run } from '../domain/task.ts';
import type { ReviewTask } from '../answers/reviewTask.ts';
import { runViewOf } from './runViews.ts';
import { foundProgram, type FoundProgram } from '../inputs/programCache.ts';
import { linesOfProgram } from './programLines.ts';
import { contradicted } from '../inputs/contradicted.ts';
import { comparedWith } from '../oracle/compareRuns.ts';

/** Inputs and runs of a task, as the panel shows them. */
export interface Evidence extends Pick<ReviewState, 'inputs' | 'hiddenInputs' | 'correctionRuns'> {
  of(response: ResponseNumber): Pick<ResponseView, 'runs' | 'tested' | 'passed'>;
}

/** `found`: all inputs of the task, hidden ones included. */
export function evidenceOf(
  look: ReviewTask,
  found: RunInput[],
  live: (subject: Subject) => RunView[],
  showsReference = false,
): Evidence {
  const inputs = found.filter((input) => !look.hiddenInputs.includes(input.id));
  const correction = look.annotation?.correction;
  const wrong = contradictedOf(look, inputs);
  const runsOf = (subject: Subject, text: string): RunView[] => {
    const program = foundProgram(text, look.task);
    const views = runViews(look.runs, subject, inputs, program?.hash, live(subject)).map((view) =>
      program ? withTextLine(view, text, program) : view,
    );
    return showsReference ? views.map((view) => besideReference(look, inputs, view)) : views;
  };
  return {
    inputs: inputs.map((input) => ({
      ...inputView(input, look.shownOrder),
      ...(wrong.has(input.id) && { contradicted: true }),
    })),
    hiddenInputs: found.length - inputs.length,
    correctionRuns: correction === undefined ? undefined : runsOf('correction', correction),
    of(response) {
      const runs = runsOf(response, look.generations.find((g) => g.response === response)?.text ?? '');
      const tests = runs.filter(
        ({ inputId, ...run }) => inputId !== undefined && !wrong.has(inputId) && !run.stale && isOver(run),
      );
      return { runs, tested: tests.length, passed: tests.filter((run) => run.status === 'passed').length };
    },
  };
}

function withTextLine(view: RunView, text: string, program: FoundProgram): RunView {
  const { failed, obstacle } = view.evidence ?? {};
  const line = failed?.[0]?.programLine ?? obstacle?.programLine;
  const textLine = line === undefined || view.stale ? undefined : linesOfProgram(text, program)[line - 1];
  return textLine === undefined ? view : { ...view, textLine };
}

/** With what the data set's own solution did with the same input. */
function besideReference(look: ReviewTask, inputs: readonly RunInput[], view: RunView): RunView {
  const run = look.runs.find(({ id }) => id === view.id);
  const own = look.oracle?.find(
    ({ subject, inputId }) => subject === 'reference' && inputId !== '' && inputId === view.inputId,
  );
  const input = inputs.find(({ id }) => id === view.inputId);
  const reference = run && comparedWith(run, input, own);
  return reference ? { ...view, reference } : view;
}

/** Of what the responses are now. */
export function contradictedOf(look: ReviewTask, inputs: readonly RunInput[]): Set<string> {
  const hashes = new Map(
    look.generations.map(({ response, text }) => [response, foundProgram(text, look.task)?.hash]),
  );
  return contradicted(
    inputs,
    look.runs.filter(
      ({ response, codeHash }) => response !== 'correction' && hashes.get(response) === codeHash,
    ),
  );
}

function isOver(run: Pick<RunView, 'status'>): boolean {
  return run.status !== 'waiting' && run.status !== 'running' && run.status !== 'stopped';
}

function inputView(input: RunInput, order: ShownOrder): InputView {
  const { from: _, ...content } = input;
  const from = input.from === 1 || input.from === 2 ? sideOf(order, input.from) : input.from;
  const said = { title: inputTitle(input), checks: input.checks ?? false };
  return { ...content, ...(from === undefined ? {} : { from }), ...said };
}

/** The newest run of the program as it is and of each input, in the order of the inputs; what goes on now takes the place of what was. */
function runViews(
  stored: Run[],
  subject: Subject,
  inputs: RunInput[],
  hash: string | undefined,
  live: RunView[],
): RunView[] {
  const views = new Map<string, RunView>();
  for (const run of stored)
    if (run.response === subject) views.set(run.input?.id ?? '', runViewOf(run, hash));
  for (const view of live) views.set(view.inputId ?? '', view);
  return ['', ...inputs.map((input) => input.id)]
    .map((id) => views.get(id))
    .filter((view) => view !== undefined);
}
