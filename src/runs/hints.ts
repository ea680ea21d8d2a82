import type { Criterion, Rubric } from '../project/config.ts';
import type { Run } from '../store/types.ts';
import { codeHash } from './codeHash.ts';
import type { Program } from './extract.ts';
import { factsOf, type Facts, type PythonParser } from './facts.ts';
import type { RunInput } from './types.ts';

export type { PythonParser } from './facts.ts';

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
 * count. `python` parses Python programs (in whatever runs programs); without it a grammar does.
 */
export async function hintsOf(
  program: Program | undefined,
  runs: Run[],
  inputs: RunInput[],
  rubric: Pick<Rubric, 'criteria'>,
  python?: PythonParser,
): Promise<Hint[]> {
  const wanted = rubric.criteria.flatMap(({ id, evidence }) => {
    const found = evidence ?? usual.find(([ids]) => ids.test(id))?.[1];
    return found === undefined ? [] : [{ criterion: id, evidence: found }];
  });
  if (wanted.length === 0) return [];
  if (program === undefined)
    return wanted.map(({ criterion }) => ({ criterion, tone: 'bad', text: 'There is no code.' }));
  const reads = wanted.some(({ evidence }) => evidence !== 'runs');
  const facts = reads ? await factsOf(program, python) : undefined;
  const hash = codeHash(program);
  const current = runs.filter((run) => run.codeHash === hash);
  return wanted.flatMap(({ criterion, evidence }) => {
    if (evidence === 'runs') return runHints(current, inputs).map((hint) => ({ criterion, ...hint }));
    if (facts === undefined) return [];
    return [{ criterion, ...(evidence === 'comments' ? commentHint(facts) : exampleHint(facts)) }];
  });
}

type Said = Omit<Hint, 'criterion'>;

function commentHint({ codeLines, comments, functions, documented }: Facts): Said {
  const parts = [`${count(comments, 'comment')} on ${count(codeLines, 'line')} of code`];
  if (functions > 0)
    parts.push(
      `${documented} of ${count(functions, 'function or class', 'functions and classes')} explained`,
    );
  const explained = functions === 0 ? comments * 10 >= codeLines : documented * 2 >= functions;
  const tone = comments + documented === 0 ? 'bad' : explained ? 'good' : 'plain';
  return { tone, text: `${parts.join(', ')}.` };
}

function exampleHint({ checks, doctests, calls }: Facts): Said {
  const parts = [
    ...(checks > 0 ? [count(checks, 'check')] : []),
    ...(doctests > 0 ? [count(doctests, 'doctest')] : []),
    ...(calls > 0 ? [count(calls, 'example call')] : []),
  ];
  if (parts.length === 0) return { tone: 'bad', text: 'No example, check or call in the code.' };
  return { tone: 'good', text: `In the code: ${parts.join(', ')}.` };
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
      ...(judged > 0 ? [`${passed} of ${count(judged, 'input')} passed`] : []),
      ...(ran > 0 ? [`${count(ran, 'input')} ran without an expectation`] : []),
    ];
    const tone = judged === 0 ? 'plain' : passed === judged ? 'good' : passed === 0 ? 'bad' : 'plain';
    hints.push({ tone, text: `${parts.join(', ')}.` });
  } else if (inputs.length > 0)
    hints.push({ tone: 'plain', text: `Not tested with its ${count(inputs.length, 'input')} yet.` });
  if (hints.length === 0) hints.push({ tone: 'plain', text: 'Not run yet.' });
  return hints;
}

function plainHint(run: Run): Said {
  switch (run.verdict) {
    case 'passed':
    case 'ran':
      return { tone: 'good', text: 'Runs as it is.' };
    case 'differs':
      return { tone: 'bad', text: 'Runs, with another result than expected.' };
    case 'crashed':
      if (run.compiling) return { tone: 'bad', text: 'Does not compile.' };
      return {
        tone: 'bad',
        text: run.limit === undefined ? `Crashes${reason(run)}.` : `Ended at its ${run.limit} limit.`,
      };
    case 'timed-out':
      return { tone: 'bad', text: 'Does not end in time.' };
    case 'stopped':
      return { tone: 'plain', text: 'Was stopped.' };
  }
}

/** The kind of error that the last line of a traceback names. */
function reason({ stderr, signal }: Run): string {
  if (signal !== undefined) return ` (${signal})`;
  const kinds = [
    ...stderr
      .slice(-4000)
      .matchAll(/^(?:Uncaught )?(?:[\w.]+\.)?([A-Z]\w*(?:Error|Exception|Interrupt))\b/gm),
  ];
  const kind = kinds.at(-1)?.[1];
  return kind === undefined ? '' : ` (${kind.slice(0, 60)})`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
