import type { HintView, InputView, RunView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import { visibleControls } from '../../common/visibleText.ts';
import { isOver } from '../state/model.ts';
import { decimal, format, strings } from '../../common/strings.ts';
import { evidenceText, markWords } from './evidenceText.ts';

export type Tone = HintView['tone'] | 'warn';

export interface Look {
  /** Name of a codicon. */
  icon: string;
  tone: Tone;
  word: string;
}

export const looks: Record<RunView['status'], Look> = {
  waiting: { icon: 'ellipsis', tone: 'plain', word: strings.waiting },
  running: { icon: 'loading', tone: 'plain', word: strings.running },
  passed: { icon: 'pass', tone: 'good', word: strings.passed },
  ran: { icon: 'play-circle', tone: 'plain', word: strings.ran },
  differs: { icon: 'diff', tone: 'bad', word: strings.differs },
  crashed: { icon: 'error', tone: 'bad', word: strings.crashed },
  'timed-out': { icon: 'watch', tone: 'bad', word: strings.timedOut },
  stopped: { icon: 'circle-slash', tone: 'warn', word: strings.runStopped },
  cut: { icon: 'fold', tone: 'warn', word: strings.cut },
};

export function subjectName(subject: SubjectView): string {
  return subject === 'correction' ? strings.correction : format('response', subject);
}

/** What the head of a column of runs says. */
export function subjectLabel(subject: SubjectView): string {
  return subject === 'correction' ? strings.correction : subject;
}

/** `3 checks`. */
export function checksWord(count: number): string {
  return count === 1 ? strings.checksOne : format('checksMany', count);
}

export function originOf({ origin, from }: InputView): { icon: string; word: string } {
  if (origin === 'annotator') return { icon: 'person', word: strings.originYours };
  if (origin === 'dataset') return { icon: 'database', word: strings.originDataset };
  if (origin === 'model') return { icon: 'sparkle', word: strings.originModel };
  if (from === undefined) return { icon: 'quote', word: strings.originExample };
  return {
    icon: 'quote',
    word: from === 'instruction' ? strings.originTask : format('originResponse', from),
  };
}

/** An input's name on one line. */
export function titleOf(input: InputView | undefined): string {
  return input ? line(input.title) || strings.unnamedInput : strings.asWritten;
}

/** What a glance at a run needs beside its status: the value, the error, the last line of the output. */
export function gist(run: RunView): string {
  if (!isOver(run)) return '';
  if (run.status === 'timed-out' || run.status === 'stopped') return '';
  if (run.status === 'crashed') {
    if (run.limit) return limitWords[run.limit];
    if (run.evidence) return line(evidenceText(run.evidence));
    if (run.compiling) return strings.notCompiled;
    return lastLine(run.stderr) || (run.signal ? format('signal', line(run.signal)) : lastLine(run.stdout));
  }
  if (run.evidence && !run.value) return line(evidenceText(run.evidence));
  // Statements have none: an empty one.
  if (run.value || (run.value === '' && run.status !== 'differs')) return line(run.value);
  return run.status === 'differs' ? lastLine(run.stderr) || lastLine(run.stdout) : lastLine(run.stdout);
}

const limitWords = {
  time: strings.limitTime,
  memory: strings.limitMemory,
  processes: strings.limitProcesses,
  disk: strings.limitDisk,
};

/** How a run ended, in as many words as the details have room for. */
export function ending(run: RunView): string[] {
  const words: string[] = [];
  if (run.compiling && run.status === 'crashed') words.push(strings.notCompiled);
  if (run.limit && run.status !== 'timed-out') words.push(limitWords[run.limit]);
  if (run.signal && !run.limit) words.push(format('signal', line(run.signal)));
  else if (run.exitCode !== undefined) words.push(format('exitCode', run.exitCode));
  else if (run.status === 'crashed' && words.length === 0) words.push(strings.runFailed);
  return words;
}

/** Duration, memory, runner and sandbox of a run. */
export function factsOf(run: RunView): string[] {
  const facts: string[] = [];
  if (run.durationMs !== undefined) facts.push(duration(run.durationMs));
  if (run.peakMemoryBytes !== undefined) facts.push(format('memory', bytes(run.peakMemoryBytes)));
  if (run.evidence) facts.push(...markWords(run.evidence));
  if (run.runner) facts.push(line(run.runner));
  const sandbox = line(run.sandbox);
  if (sandbox) facts.push(sandbox === 'none' ? strings.noSandbox : sandbox);
  return facts;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${decimal(ms / 1000, 1)} s`;
}

function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  const [unit, size] = count < 1024 * 1024 ? ['kB', 1024] : ['MB', 1024 * 1024];
  return `${decimal(count / size, count < 10 * size ? 1 : 0)} ${unit}`;
}

/** How a program did with its inputs, as its code is now. */
export interface Tally {
  tested: number;
  passed: number;
  /** Of the tested inputs those that expect something: only they can be passed. */
  judged: number;
  text: string;
  tone: Tone;
  /** There are runs with inputs, and all of them of older code. */
  stale: boolean;
}

/** Ids of the inputs that expect something. */
export function expecting(inputs: readonly InputView[]): ReadonlySet<string> {
  const wanted = inputs.filter(
    ({ expectedValue, expectedOutput, checks }) =>
      checks || expectedValue !== undefined || expectedOutput !== undefined,
  );
  return new Set(wanted.map(({ id }) => id));
}

/** Counts the runs with inputs that are over and not stale. */
export function tally(
  runs: readonly RunView[],
  told?: { tested: number; passed: number },
  expects?: ReadonlySet<string>,
): Tally {
  const current = runs.filter((run) => run.inputId !== undefined && !run.stale && isOver(run));
  const count = (status: RunView['status']) => current.filter((run) => run.status === status).length;
  const tested = told?.tested ?? current.length;
  const passed = told?.passed ?? count('passed');
  const parts: string[] = [];
  if (passed > 0 || count('ran') + count('cut') < tested) parts.push(format('nPassed', passed));
  if (count('ran') > 0) parts.push(format('nRan', count('ran')));
  if (count('differs') > 0) parts.push(format('nDifferent', count('differs')));
  if (count('crashed') > 0) parts.push(format('nCrashed', count('crashed')));
  if (count('timed-out') > 0) parts.push(format('nTimedOut', count('timed-out')));
  if (count('stopped') > 0) parts.push(format('nStopped', count('stopped')));
  if (count('cut') > 0) parts.push(format('nCut', count('cut')));
  const bad = count('differs') + count('crashed') + count('timed-out');
  return {
    tested,
    passed,
    judged: Math.max(passed, current.filter(({ inputId = '' }) => expects?.has(inputId) ?? true).length),
    stale: tested === 0 && runs.some((run) => run.inputId !== undefined && run.stale),
    text: tested === 0 ? '' : `${checksWord(tested)}: ${parts.join(', ')}`,
    tone: bad > 0 ? 'bad' : tested > 0 && passed === tested ? 'good' : 'plain',
  };
}

/** Text on one line, its controls made visible, cut to what a line can show. */
export function line(text: string): string {
  return visibleControls(text.slice(0, 1000)).replace(/\s+/g, ' ').trim().slice(0, 300);
}

function lastLine(text: string): string {
  return line(text.slice(-4000).trimEnd().split('\n').at(-1) ?? '');
}
