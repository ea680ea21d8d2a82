import { foundProgram } from '../../inputs/programCache.ts';
import { truncate } from '../../platform/text.ts';
import type { ResponseNumber } from '../../domain/annotation.ts';
import type { RunInput, Verdict } from '../../domain/run.ts';
import type { Run, TaskDetail } from '../../domain/task.ts';

/** Runs that are told of one response; those with inputs that say what is expected come first. */
const most = 20;
const longest = 300;

const words: Record<Exclude<Verdict, 'stopped'>, string> = {
  passed: 'passed: it did what is expected',
  cut: 'as expected as far as its output was kept',
  ran: 'ended without an error; nothing was checked',
  differs: 'FAILED: it gave something else than expected',
  crashed: 'FAILED: it ended with an error',
  'timed-out': 'FAILED: it did not end in time',
};

/** What the runs of a response as it is showed, a line for each, without times: the same runs are told in the same words. */
export function toldRuns(
  { task, generations, runs, hiddenInputs }: TaskDetail,
  response: ResponseNumber,
): string {
  const text = generations.find((one) => one.response === response)?.text ?? '';
  const hash = foundProgram(text, task)?.hash;
  if (hash === undefined) return 'No program was found in it.';
  const shown = runs.filter(
    (run) =>
      run.response === response &&
      run.codeHash === hash &&
      run.verdict !== 'stopped' &&
      !(run.input && hiddenInputs.includes(run.input.id)),
  );
  if (shown.length === 0) return 'It was not run.';
  const lines = [...shown.filter(expects), ...shown.filter((run) => !expects(run))].map((run) =>
    line(run, response),
  );
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [`… and ${more} more runs`] : [])].join('\n');
}

function expects({ input }: Run): boolean {
  return input?.checks === true || input?.expectedValue !== undefined || input?.expectedOutput !== undefined;
}

function line(run: Run, response: ResponseNumber): string {
  const { input, verdict, value, stderr } = run;
  const what = input ? `with ${told(input)}${origin(input, response)}` : 'as it is';
  const facts = [
    input?.expectedValue === undefined ? '' : `expected ${quoted(input.expectedValue)}`,
    input?.expectedOutput === undefined ? '' : `expected output ${quoted(input.expectedOutput)}`,
    value === undefined ? '' : `gave ${quoted(value)}`,
    ...checksOf(run),
    verdict === 'crashed' ? lastLine(stderr) : '',
  ].filter(Boolean);
  const said = verdict === 'stopped' ? '' : words[verdict];
  return `- ${what}: ${said}${facts.length > 0 ? ` (${facts.join('; ')})` : ''}`;
}

/** How many checks held, and the first that did not. */
function checksOf({ evidence }: Run): string[] {
  if (!evidence || evidence.checks === 0) return [];
  const { checks, passed, failed } = evidence;
  const [first] = failed;
  const values = first && [
    first.text === undefined ? '' : quoted(first.text),
    first.got === undefined ? '' : `gave ${quoted(first.got)}`,
    first.expected === undefined ? '' : `expected ${quoted(first.expected)}`,
    first.raised === undefined ? '' : `raised ${quoted(first.raised)}`,
  ];
  const why = values?.filter(Boolean).join(', ') ?? '';
  return [`${passed} of ${checks} checks held`, why === '' ? '' : `the first that failed: ${why}`];
}

/** What was put in, in words that do not follow the editor's language. */
function told({ code, args, stdin }: RunInput): string {
  const parts = [
    code === undefined ? '' : quoted(code),
    args === undefined || args.length === 0 ? '' : `arguments ${args.map(quoted).join(' ')}`,
    stdin === undefined ? '' : `stdin ${quoted(stdin)}`,
  ];
  return parts.filter(Boolean).join(', ') || 'no input';
}

/** Of which text an example is: the other response's is not this one's own test. */
function origin({ from }: RunInput, response: ResponseNumber): string {
  if (from !== 1 && from !== 2) return '';
  return from === response ? ' (its own example)' : ' (an example out of another response)';
}

function lastLine(stderr: string): string {
  const last = stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return last === '' ? '' : `error ${quoted(last)}`;
}

function quoted(text: string): string {
  return JSON.stringify(truncate(text.trim(), longest));
}
