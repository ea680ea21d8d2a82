import { sideOf } from '../../domain/sides.ts';
import type { ResponseNumber, ShownOrder } from '../../domain/annotation.ts';
import type { InputView, ResponseView, ReviewState, RunView } from '../../protocol/reviewMessages.ts';
import { inputTitle } from '../../inputs/inputTitle.ts';
import type { RunInput, Subject } from '../../domain/run.ts';
import type { Run, TaskDetail } from '../../store/api/store.ts';
import { shownOutput } from '../runs/liveRuns.ts';
import { foundProgram } from '../common/programCache.ts';

type Look = TaskDetail & { shownOrder: ShownOrder };

/** Inputs and runs of a task, as the panel shows them. */
export interface Evidence extends Pick<ReviewState, 'inputs' | 'hiddenInputs' | 'correctionRuns'> {
  of(response: ResponseNumber): Pick<ResponseView, 'runs' | 'tested' | 'passed'>;
}

/** `found`: all inputs of the task, hidden ones included. */
export function evidenceOf(look: Look, found: RunInput[], live: (subject: Subject) => RunView[]): Evidence {
  const inputs = found.filter((input) => !look.hiddenInputs.includes(input.id));
  const correction = look.annotation?.correction;
  const language = look.task.language;
  return {
    inputs: inputs.map((input) => inputView(input, look.shownOrder)),
    hiddenInputs: found.length - inputs.length,
    correctionRuns:
      correction === undefined
        ? undefined
        : runViews(
            look.runs,
            'correction',
            inputs,
            foundProgram(correction, language)?.hash,
            live('correction'),
          ),
    of(response) {
      const text = look.generations.find((g) => g.response === response)?.text;
      const hash = text === undefined ? undefined : foundProgram(text, language)?.hash;
      const runs = runViews(look.runs, response, inputs, hash, live(response));
      const tests = runs.filter((run) => run.inputId !== undefined && !run.stale && isOver(run));
      return { runs, tested: tests.length, passed: tests.filter((run) => run.status === 'passed').length };
    },
  };
}

function isOver(run: RunView): boolean {
  return run.status !== 'waiting' && run.status !== 'running' && run.status !== 'stopped';
}

function inputView(input: RunInput, order: ShownOrder): InputView {
  const { id, origin, code, stdin, args, expectedValue, expectedOutput } = input;
  const from = input.from === 1 || input.from === 2 ? sideOf(order, input.from) : input.from;
  return {
    id,
    origin,
    ...(from === undefined ? {} : { from }),
    title: inputTitle(input),
    code,
    stdin,
    args,
    expectedValue,
    expectedOutput,
    checks: input.checks ?? false,
  };
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
  for (const run of stored) if (run.response === subject) views.set(run.input?.id ?? '', runView(run, hash));
  for (const view of live) views.set(view.inputId ?? '', view);
  return ['', ...inputs.map((input) => input.id)]
    .map((id) => views.get(id))
    .filter((view) => view !== undefined);
}

function runView(run: Run, hash: string | undefined): RunView {
  const { id, input, verdict, value, limit, compiling, peakMemoryBytes, exitCode, signal, durationMs } = run;
  return {
    id,
    ...(input === undefined ? {} : { inputId: input.id }),
    status: verdict,
    value,
    limit,
    compiling,
    peakMemoryBytes,
    exitCode,
    signal,
    durationMs,
    stdout: run.stdout.slice(0, shownOutput),
    stderr: run.stderr.slice(0, shownOutput),
    truncatedBytes: run.truncatedBytes,
    runner: run.runner,
    sandbox: run.sandbox,
    stale: run.codeHash !== hash,
  };
}
