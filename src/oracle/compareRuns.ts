import type { OracleRun, RunInput } from '../domain/run.ts';
import type { Run } from '../domain/task.ts';

/** What a response did with an input beside what the data set's own solution did: no verdict on who is right. Pure. */
export interface Compared {
  same: boolean;
  by: 'value' | 'exception' | 'output';
  /** What the solution gave: its value, its error or what it printed; at most 300 characters. */
  reference: string;
}

type Ran = Pick<Run, 'verdict' | 'value' | 'stdout' | 'stderr' | 'exitCode' | 'evidence' | 'truncatedBytes'>;
type Asked = Pick<RunInput, 'code' | 'checks'>;

/**
 * Compares a run with that of the solution with the same input. `undefined` where that tells nothing: the program as it is (what it prints
 * by itself), tests that only say whether they held, a run that was stopped or did not end in time, output that was cut.
 */
export function comparedWith(
  run: Ran,
  input: Asked | undefined,
  reference: OracleRun | undefined,
): Compared | undefined {
  if (!input || input.checks || !reference || reference.problem !== undefined) return undefined;
  if (![run.verdict, reference.verdict].every(isOver)) return undefined;
  const mine = errorOf(run);
  const its = reference.error;
  const failed = run.verdict === 'crashed';
  if (reference.verdict === 'crashed' || failed) {
    const same = failed && reference.verdict === 'crashed' && kindOf(mine) === kindOf(its);
    return { same, by: 'exception', reference: shown(its ?? reference.value ?? reference.stdout) };
  }
  const hasCode = (input.code ?? '').trim() !== '';
  const value = reference.value ?? '';
  if (hasCode && (value !== '' || (run.value ?? '') !== '') && !bothNothing(value, run.value)) {
    const same = plainValue(run.value ?? '') === plainValue(value);
    return { same, by: 'value', reference: shown(value) };
  }
  if (run.truncatedBytes > 0) return undefined;
  const wanted = tidy(reference.stdout);
  const found = tidy(run.stdout);
  const isEnd = hasCode && wanted !== '' && found.endsWith(`\n${wanted}`);
  const isSilent = hasCode && wanted === '' && bothNothing(value, run.value);
  return { same: found === wanted || isEnd || isSilent, by: 'output', reference: shown(wanted) };
}

function isOver(verdict: string): boolean {
  return verdict !== 'stopped' && verdict !== 'timed-out' && verdict !== 'cut';
}

/** What a call gives that gives nothing: what it prints counts then. */
function bothNothing(a: string, b: string | undefined): boolean {
  return /^(?:None|undefined|null|)$/.test(a) && a === (b ?? '');
}

/** The error that ended a run, in a line; the first check that failed, where checks are counted. */
export function errorOf({
  verdict,
  stderr,
  exitCode,
  evidence,
}: Pick<Run, 'verdict' | 'stderr' | 'exitCode' | 'evidence'>): string | undefined {
  const check = evidence?.failed[0];
  if (check)
    return check.raised ?? `${check.text ?? check.case ?? ''}: ${check.got ?? check.message ?? ''}`.trim();
  if (evidence?.obstacle) return evidence.obstacle.text ?? evidence.obstacle.kind;
  if (verdict !== 'crashed') return undefined;
  const lines = stderr.slice(-20_000).split('\n');
  return lines.findLast((line) => errorName.test(line))?.trim() ?? `exit ${exitCode ?? ''}`.trim();
}

/** As Python, JavaScript, Java, Go and Rust begin what they say of an error. */
const errorName =
  /^(?:Uncaught |Exception in thread "[^"]{0,200}" )?(?:[\w.$]{1,200}(?:Error|Exception|Exit|Interrupt|Iteration|Warning)\b|panic: |thread '[^']{0,200}' )/;

/** What kind of error it is: its class, or where none is told, the whole. */
function kindOf(error: string | undefined): string {
  const [begin = ''] = errorName.exec(error ?? '') ?? [];
  const name = begin
    .replace(/^(?:Uncaught |Exception in thread "[^"]*" )/, '')
    .split('.')
    .at(-1);
  return name === undefined || name === '' ? (error ?? '') : name;
}

/** A value without where it lies in memory. */
function plainValue(value: string): string {
  return value.trim().replace(/\bat 0x[0-9a-fA-F]{1,16}\b/g, 'at 0x…');
}

function tidy(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function shown(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
