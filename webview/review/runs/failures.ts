import type { InputView, RunView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import { isOver, runsOf, subjectsOf, type Model } from '../state/model.ts';
import { gist, line, looks, titleOf } from './runText.ts';

/** A check that a program does not pass: in words what was called, what was expected and what came. */
export interface Failure {
  /** None: the program itself. */
  input?: InputView;
  subject: SubjectView;
  run: RunView;
  /** What was checked: the check that failed where it is known, else the input's name. */
  called: string;
  got: string;
  expected: string;
}

/** Whether an input is an example out of a response: what one response claims is no test of it or of the other. */
export function isOwnExample({ origin, from }: InputView): boolean {
  return origin === 'example' && (from === 'A' || from === 'B');
}

/** Whether a run shows that something is wrong. */
export function isBad({ status }: RunView): boolean {
  return status === 'differs' || status === 'crashed' || status === 'timed-out';
}

/** What was called, expected and got, each on one line; empty where it is not known. */
export function failureWords(
  input: InputView | undefined,
  run: RunView,
): Pick<Failure, 'called' | 'got' | 'expected'> {
  const [failed] = run.evidence?.failed ?? [];
  if (failed) {
    const got = failed.got ?? failed.raised ?? failed.message ?? looks[run.status].word;
    const { op, expected = '' } = failed;
    return {
      called: line(failed.text ?? failed.case ?? titleOf(input)),
      got: line(got),
      expected: line(op && op !== '==' ? `${op} ${expected}` : expected),
    };
  }
  return {
    called: titleOf(input),
    got: gist(run) || looks[run.status].word,
    expected: line(input?.expectedValue ?? ''),
  };
}

/** All that fails: tests before the responses' own examples, each in the order of the rows, and then the program itself. */
export function failuresOf(model: Model): Failure[] {
  const inputs = model.state.inputs.filter(({ contradicted }) => !contradicted);
  const order = [...inputs.filter((one) => !isOwnExample(one)), ...inputs.filter(isOwnExample)];
  const runs = subjectsOf(model).map(
    (subject) => [subject, new Map(runsOf(model, subject).map((run) => [run.inputId, run]))] as const,
  );
  return [...order, undefined].flatMap((input) =>
    runs.flatMap(([subject, of]): Failure[] => {
      const run = of.get(input?.id);
      return run && isOver(run) && !run.stale && isBad(run)
        ? [{ ...(input && { input }), subject, run, ...failureWords(input, run) }]
        : [];
    }),
  );
}

/** How a program did with some inputs, as its code is now. */
export interface CheckCount {
  passed: number;
  /** Those that expect something and are over. */
  judged: number;
  /** Those that are over. */
  ran: number;
  bad: number;
}

export function countOf(model: Model, subject: SubjectView, inputs: readonly InputView[]): CheckCount {
  const byId = new Map(inputs.map((input) => [input.id, input]));
  const count: CheckCount = { passed: 0, judged: 0, ran: 0, bad: 0 };
  for (const run of runsOf(model, subject)) {
    const input = run.inputId === undefined ? undefined : byId.get(run.inputId);
    if (!input || input.contradicted || run.stale || !isOver(run) || run.status === 'stopped') continue;
    const expects = input.checks || input.expectedValue !== undefined || input.expectedOutput !== undefined;
    count.ran += 1;
    if (run.status === 'passed') count.passed += 1;
    if (isBad(run)) count.bad += 1;
    if (expects || run.status === 'passed') count.judged += 1;
  }
  return count;
}
