import * as l10n from '@vscode/l10n';
import type { Criterion, Rubric } from '../domain/rubric.ts';
import type { Run } from '../domain/task.ts';
import { codeHash, type Program, type ProgramOfAnswer } from './program.ts';
import { dedented } from './answer/repairs.ts';
import { examplesBeside } from './examplesBeside.ts';
import { factsOf, type Facts, type PythonParser } from './codeFacts.ts';
import type { RunInput } from '../domain/run.ts';

/** What the code itself shows for a criterion: never a score. */
export interface Hint {
  criterion: string;
  /** Speaks for points, against them, or neither. */
  tone: 'good' | 'bad' | 'plain';
  text: string;
}

type Evidence = NonNullable<Criterion['evidence']>;

/** Criteria that say nothing of their evidence, by the ids that people give them. */
const usual: readonly (readonly [RegExp, Evidence])[] = [
  [/^(?:documentation|docs|comments|docstrings|readability)$/, 'comments'],
  [/^(?:examples?|tests?|test-examples?|usage)$/, 'example'],
  [/^(?:correctness|correct|runs|works|functionality|execution)$/, 'runs'],
];

/**
 * Hints for the criteria that evidence is known for. `runs` are those of this response; only those of the program as it is
 * count. `python` parses Python programs (in whatever runs programs); without it a grammar does. What only the instruction gives is nothing
 * of the response's; `text`: the response, whose examples beside the program count as well.
 */
export async function hintsOf(
  program: (Program & Partial<ProgramOfAnswer>) | undefined,
  runs: Run[],
  inputs: RunInput[],
  rubric: Pick<Rubric, 'criteria'>,
  python?: PythonParser,
  text?: string,
): Promise<Hint[]> {
  const wanted = rubric.criteria.flatMap(({ id, evidence }) => {
    const found = evidence ?? usual.find(([ids]) => ids.test(id))?.[1];
    return found === undefined ? [] : [{ criterion: id, evidence: found }];
  });
  if (wanted.length === 0) return [];
  if (program === undefined)
    return wanted.map(({ criterion }) => ({ criterion, tone: 'bad', text: l10n.t('There is no code.') }));
  const reads = wanted.some(({ evidence }) => evidence !== 'runs');
  const own = { ...program, code: dedented(program.own ?? program.code) };
  const facts = reads ? await factsOf(own, python) : undefined;
  const { taken } = program;
  const beside = text === undefined || !taken ? 0 : examplesBeside(text, { ...program, taken });
  const hash = codeHash(program);
  const current = runs.filter((run) => run.codeHash === hash);
  return wanted.flatMap(({ criterion, evidence }) => {
    if (evidence === 'runs') return runHints(current, inputs).map((hint) => ({ criterion, ...hint }));
    if (facts === undefined) return [];
    return [{ criterion, ...(evidence === 'comments' ? commentHint(facts) : exampleHint(facts, beside)) }];
  });
}

type Said = Omit<Hint, 'criterion'>;

function commentHint({ codeLines, comments, functions, documented }: Facts): Said {
  const parts = [l10n.t('{0} on {1}', commentsText(comments), linesText(codeLines))];
  if (functions === 1) parts.push(l10n.t('{0} of 1 function or class explained', documented));
  if (functions > 1) parts.push(l10n.t('{0} of {1} functions and classes explained', documented, functions));
  const explained = functions === 0 ? comments * 10 >= codeLines : documented * 2 >= functions;
  const tone = comments + documented === 0 ? 'bad' : explained ? 'good' : 'plain';
  return { tone, text: `${parts.join(', ')}.` };
}

function exampleHint({ checks, doctests, calls }: Facts, beside: number): Said {
  const parts = [
    checks > 0 && (checks === 1 ? l10n.t('1 check') : l10n.t('{0} checks', checks)),
    doctests > 0 && (doctests === 1 ? l10n.t('1 doctest') : l10n.t('{0} doctests', doctests)),
    calls > 0 && (calls === 1 ? l10n.t('1 example call') : l10n.t('{0} example calls', calls)),
  ].filter((part) => part !== false);
  const shown =
    beside > 0 &&
    (beside === 1 ? l10n.t('In the text: 1 example.') : l10n.t('In the text: {0} examples.', beside));
  const said = [parts.length > 0 && l10n.t('In the code: {0}.', parts.join(', ')), shown].filter(
    (one) => one !== false,
  );
  if (said.length === 0) return { tone: 'bad', text: l10n.t('No example, check or call in the response.') };
  return { tone: 'good', text: said.join(' ') };
}

function runHints(runs: Run[], inputs: RunInput[]): Said[] {
  const hints: Said[] = [];
  const plain = runs.findLast(({ input }) => input === undefined);
  if (plain) hints.push(plainHint(plain));
  const tested = inputs.flatMap(({ id }) => runs.findLast(({ input }) => input?.id === id) ?? []);
  if (tested.length > 0) {
    const passed = tested.filter(({ verdict }) => verdict === 'passed').length;
    const ran = tested.filter(({ verdict }) => verdict === 'ran').length;
    const judged = tested.length - ran;
    const parts = [
      judged === 1 && l10n.t('{0} of 1 input passed', passed),
      judged > 1 && l10n.t('{0} of {1} inputs passed', passed, judged),
      ran === 1 && l10n.t('1 input ran without an expectation'),
      ran > 1 && l10n.t('{0} inputs ran without an expectation', ran),
    ].filter((part) => part !== false);
    const tone = judged === 0 ? 'plain' : passed === judged ? 'good' : passed === 0 ? 'bad' : 'plain';
    hints.push({ tone, text: `${parts.join(', ')}.` });
  } else if (inputs.length === 1)
    hints.push({ tone: 'plain', text: l10n.t('Not tested with its 1 input yet.') });
  else if (inputs.length > 1)
    hints.push({ tone: 'plain', text: l10n.t('Not tested with its {0} inputs yet.', inputs.length) });
  if (hints.length === 0) hints.push({ tone: 'plain', text: l10n.t('Not run yet.') });
  return hints;
}

function plainHint(run: Run): Said {
  switch (run.verdict) {
    case 'passed':
    case 'ran':
      return { tone: 'good', text: l10n.t('Runs as it is.') };
    case 'differs':
      return { tone: 'bad', text: l10n.t('Runs, with another result than expected.') };
    case 'crashed':
      if (run.compiling) return { tone: 'bad', text: l10n.t('Does not compile.') };
      return { tone: 'bad', text: run.limit === undefined ? crash(run) : atLimit(run.limit) };
    case 'timed-out':
      return { tone: 'bad', text: l10n.t('Does not end in time.') };
    case 'stopped':
      return { tone: 'plain', text: l10n.t('Was stopped.') };
    case 'cut':
      return { tone: 'plain', text: l10n.t('Runs, with more output than is kept.') };
  }
}

function atLimit(limit: NonNullable<Run['limit']>): string {
  switch (limit) {
    case 'time':
      return l10n.t('Ended at its time limit.');
    case 'memory':
      return l10n.t('Ended at its memory limit.');
    case 'processes':
      return l10n.t('Ended at its limit of processes.');
    case 'disk':
      return l10n.t('Ended at its disk limit.');
  }
}

function crash(run: Run): string {
  const why = run.signal ?? kindOfError(run);
  return why === undefined ? l10n.t('Crashes.') : l10n.t('Crashes ({0}).', why);
}

/** The kind of error that the last line of a traceback names. */
function kindOfError({ stderr }: Run): string | undefined {
  const kinds = /^(?:Uncaught )?(?:[\w.]+\.)?([A-Z]\w*(?:Error|Exception|Interrupt))\b/gm;
  return [...stderr.slice(-4000).matchAll(kinds)].at(-1)?.[1]?.slice(0, 60);
}

function commentsText(number: number): string {
  return number === 1 ? l10n.t('1 comment') : l10n.t('{0} comments', number);
}

function linesText(number: number): string {
  return number === 1 ? l10n.t('1 line of code') : l10n.t('{0} lines of code', number);
}
