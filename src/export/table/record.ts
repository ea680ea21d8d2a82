import { withLegend } from '../../annotation/answerView.ts';
import { codeHash, programOf } from '../../code/program.ts';
import type { Answer, ResponseNumber } from '../../domain/annotation.ts';
import type { FailedCheck, Obstacle, RunInput, Subject } from '../../domain/run.ts';
import { contradicted } from '../../inputs/contradicted.ts';
import { comparedWith, type Compared } from '../../oracle/compareRuns.ts';
import { givenInputs } from '../../inputs/givenInputs.ts';
import type { ExportRow } from '../../store/api/store.ts';
import type { Generation, LogVerdict, Run } from '../../domain/task.ts';
import type { TableContext } from './column.ts';
import { judgeRecords } from './judgeColumns.ts';

/** One task with one annotation (or none), as JSON and JSONL hold it and the tables are made from. */
export type AnnotatedRecord = ReturnType<typeof toRecord>;
/** How one generation came about. */
export type GenerationRecord = ReturnType<typeof generationRecord>;

/**
 * A row of the store as a record with the columns' names.
 *
 * In a blind project everything that tells which model wrote what (its name, provider, URL, prompt, parameters, times) is
 * null until the row's annotation is submitted: an export must not be the way around the blind. So is what judges say, which nobody is to read
 * before.
 */
export function toRecord(
  row: ExportRow,
  { blind, rubric, judges = [] }: Pick<TableContext, 'blind'> & Partial<TableContext>,
) {
  const { task, annotation: a } = row;
  const hidden = blind && a?.status !== 'submitted';
  const [one, two] = row.generations;
  const runs = withAge(row);
  return {
    id: task.id,
    instruction: task.instruction,
    language: task.language ?? null,
    source: task.source,
    context: task.context ?? null,
    response_model_1: one?.text ?? null,
    response_model_2: two?.text ?? null,
    model_1: hidden ? null : (one?.model ?? null),
    model_2: hidden ? null : (two?.model ?? null),
    score_response_1: a?.score1 ?? null,
    score_response_2: a?.score2 ?? null,
    points_1: a?.points1 ?? null,
    points_2: a?.points2 ?? null,
    which_response_corrected: a?.corrected ?? null,
    correction: a?.correction ?? null,
    comments: a?.comments ?? null,
    /** With what A and B were, where they name them. */
    comments_named: a?.comments === undefined ? null : withLegend(a.comments, a.shownOrder),
    flag: a?.flag ?? null,
    /** Failure modes of each response; null: nobody has answered. */
    tags_1: tagsOf(a, 1),
    tags_2: tagsOf(a, 2),
    skipped: a?.skipped ?? null,
    /** Fields (`points1.<criterion>` for one criterion) that are a suggestion's, unchanged, with whose. */
    taken: a?.taken ?? null,
    /** The data set has another instruction or other tests by now: those in this row were judged. */
    instruction_changed: a ? Number(a.judgedOther?.includes('task') ?? false) : null,
    status: a?.status ?? null,
    annotator: row.annotatorName ?? a?.annotator ?? null,
    guidelines_version: a?.guidelinesVersion ?? null,
    shown_order: a ? [...a.shownOrder] : null,
    updated_at: a?.updatedAt ?? null,
    /** With which the task was drawn, where tasks came by chances. */
    draw_probability: row.drawChance ?? null,
    generation_1: generationRecord(one, hidden),
    generation_2: generationRecord(two, hidden),
    /** Different inputs that the response's code ran with, as the code is in this row. */
    inputs_tested_1: countInputs(runs, 1),
    /** Of these, the ones that showed what was expected. */
    inputs_passed_1: countInputs(runs, 1, 'passed'),
    inputs_tested_2: countInputs(runs, 2),
    inputs_passed_2: countInputs(runs, 2, 'passed'),
    /** Of the inputs with which a comparison tells something: those with which the code did as the data set's own solution. */
    reference_compared_1: countCompared(runs, 1),
    reference_same_1: countCompared(runs, 1, true),
    reference_compared_2: countCompared(runs, 2),
    reference_same_2: countCompared(runs, 2, true),
    ...theirsRecord(row, hidden),
    /** Where the project has any. */
    ...(rubric && judges.length > 0 && { judges: judgeRecords(row, { judges, rubric }, hidden) }),
    runs: runs.map(runRecord),
  };
}

/** What logs of other programs say of the texts in the row; scorers and reasons may tell which model it was. */
function theirsRecord({ theirs = [], generations }: ExportRow, hidden: boolean) {
  const of = (n: ResponseNumber) =>
    theirs.find(({ response, hash }) => response === n && hash === generations[n - 1]?.hash);
  const said = (v: LogVerdict | undefined): string | null =>
    v?.passed === undefined ? (v?.value ?? null) : v.passed ? 'passed' : 'failed';
  const isOne = theirs.every(({ tool }) => tool === theirs[0]?.tool);
  const by = (v: LogVerdict | undefined): string | null =>
    v && (!hidden || isOne)
      ? [v.tool, hidden ? undefined : v.by].filter((one) => one !== undefined).join(': ')
      : null;
  const why = (v: LogVerdict | undefined): string | null => (hidden ? null : (v?.reason ?? null));
  const [one, two] = [of(1), of(2)];
  return {
    /** `passed`, `failed`, or the value as the log has it. */
    theirs_1: said(one),
    theirs_by_1: by(one),
    theirs_reason_1: why(one),
    theirs_2: said(two),
    theirs_by_2: by(two),
    theirs_reason_2: why(two),
  };
}

function tagsOf(answer: Answer | undefined, n: ResponseNumber) {
  if (!answer) return null;
  const uses = (answer.tags ?? []).filter(({ response }) => response === n);
  return uses.map(({ tag, name = tag, lines }) => ({ name, lines: lines ? [...lines] : null }));
}

interface AgedRun extends Run {
  /** It ran another program than the one in this row, or with an input that the row's texts do not give. */
  stale: boolean;
  /** Beside what the data set's own solution did, where that tells something. */
  compared: Compared | undefined;
  /** With an example of the task that both responses contradict alike. */
  contradicted: boolean;
}

function withAge({ task, generations: [one, two], annotation, runs, oracle = [] }: ExportRow): AgedRun[] {
  // What it did belongs to the task that is there now.
  const own = annotation?.judgedOther?.includes('task') ? [] : oracle;
  const texts: Record<Subject, string | undefined> = {
    1: one?.text,
    2: two?.text,
    correction: annotation?.correction,
  };
  const hashes = new Map<Subject, string | undefined>();
  const hashOf = (subject: Subject): string | undefined => {
    if (!hashes.has(subject)) {
      const program = programOf(texts[subject] ?? '', { task });
      hashes.set(subject, program && codeHash(program));
    }
    return hashes.get(subject);
  };
  const isGiven = givenInputs(task, texts);
  const current = runs.filter((run) => hashOf(run.response) === run.codeHash);
  const wrong = contradicted(
    current.flatMap(({ input }) => input ?? []),
    current,
  );
  return runs.map((run) => {
    const stale = hashOf(run.response) !== run.codeHash || !isGiven(run.input);
    const reference = own.find(
      ({ subject, inputId }) => subject === 'reference' && inputId === run.input?.id,
    );
    return {
      ...run,
      stale,
      contradicted: wrong.has(run.input?.id ?? ''),
      compared: comparedWith(run, run.input, reference),
    };
  });
}

/** How many inputs the code as it is ran with to an end, with this verdict or any. */
function countInputs(runs: AgedRun[], of: 1 | 2, wanted?: Run['verdict']): number {
  const ids = runs.flatMap(({ response, input, stale, verdict, contradicted: isWrong }) => {
    const counts =
      response === of && !stale && !isWrong && verdict !== 'stopped' && verdict === (wanted ?? verdict);
    return counts && input ? [input.id] : [];
  });
  return new Set(ids).size;
}

/** With how many inputs the code as it is can be compared with the data set's own solution, or did the same. */
function countCompared(runs: AgedRun[], of: 1 | 2, same?: true): number {
  const ids = runs.flatMap(({ response, input, stale, compared }) => {
    const counts =
      response === of && !stale && compared !== undefined && (same ?? compared.same) === compared.same;
    return counts && input ? [input.id] : [];
  });
  return new Set(ids).size;
}

function generationRecord(g: Generation | undefined, hidden: boolean) {
  const shown = hidden ? undefined : g;
  return {
    provider: shown?.provider ?? null,
    origin: shown?.origin ?? null,
    url: shown?.url ?? null,
    /** As sent. */
    parameters: shown?.parameters ?? null,
    prompt: shown?.prompt ?? null,
    seed: shown?.seed ?? null,
    finish_reason: shown?.finishReason ?? null,
    prompt_tokens: shown?.usage?.promptTokens ?? null,
    completion_tokens: shown?.usage?.completionTokens ?? null,
    generated_at: shown?.startedAt ?? null,
    duration_ms: shown?.durationMs ?? null,
    /** What the model thought: no part of the response. */
    reasoning: g?.reasoning ?? null,
    reasoning_tokens: shown?.usage?.reasoningTokens ?? null,
    hash: g?.hash ?? null,
    /** A model was asked with another instruction, or its own is not the one in this row. */
    made_for_other: g ? Number(g.forOther ?? false) : null,
  };
}

function failedRecord(check: FailedCheck) {
  return {
    n: check.n,
    case: check.case ?? null,
    line: check.line ?? null,
    text: check.text ?? null,
    expected: check.expected ?? null,
    got: check.got ?? null,
    raised: check.raised ?? null,
    message: check.message ?? null,
    program_line: check.programLine ?? null,
  };
}

function obstacleRecord({ kind, text, programLine }: Obstacle) {
  return { why: kind, text: text ?? null, program_line: programLine ?? null };
}

function runRecord(run: AgedRun) {
  return {
    response: run.response,
    input: run.input ? inputRecord(run.input) : null,
    verdict: run.verdict,
    /** Checks that ran to their end; null where the language's harness does not count. */
    checks: run.evidence?.checks ?? null,
    checks_passed: run.evidence?.passed ?? null,
    checks_failed: run.evidence ? run.evidence.failed.map(failedRecord) : null,
    marks: run.evidence?.marks ?? null,
    not_checked: run.evidence?.obstacle ? obstacleRecord(run.evidence.obstacle) : null,
    /** Whether the data set's own solution did the same, by what that was seen, and what it gave; null: nothing to compare. */
    reference: run.compared
      ? { same: run.compared.same, by: run.compared.by, gave: run.compared.reference }
      : null,
    value: run.value ?? null,
    limit: run.limit ?? null,
    compiling: run.compiling ?? false,
    code_hash: run.codeHash,
    /** Which block of the response's code somebody chose as the program, from 1; null: it was found by itself. */
    block: run.block === undefined ? null : run.block + 1,
    stale: run.stale,
    language: run.language,
    runner: run.runner,
    sandbox: run.sandbox,
    exit_code: run.exitCode ?? null,
    signal: run.signal ?? null,
    timed_out: run.timedOut,
    stopped: run.stopped,
    stdout: run.stdout,
    stderr: run.stderr,
    /** Of both outputs, all that is not in them. */
    truncated_bytes: run.truncatedBytes,
    duration_ms: Math.round(run.durationMs),
    peak_memory_bytes: run.peakMemoryBytes ?? null,
    started_at: run.startedAt,
  };
}

function inputRecord(input: RunInput) {
  return {
    id: input.id,
    origin: input.origin,
    from: input.from ?? null,
    code: input.code ?? null,
    stdin: input.stdin ?? null,
    args: input.args ?? null,
    expected_value: input.expectedValue ?? null,
    expected_output: input.expectedOutput ?? null,
    checks: input.checks ?? false,
  };
}
