import { codeHash, programOf } from '../code/program.ts';
import type { RunInput, Subject } from '../domain/run.ts';
import { givenInputs } from '../inputs/givenInputs.ts';
import type { ExportRow } from '../store/api/store.ts';
import type { Generation, Run } from '../domain/task.ts';
import type { ExportJob } from './exportProtocol.ts';

/** One task with one annotation (or none), as JSON and JSONL hold it and the tables are made from. */
export type AnnotatedRecord = ReturnType<typeof toRecord>;
/** How one generation came about. */
export type GenerationRecord = ReturnType<typeof generationRecord>;

/**
 * A row of the store as a record with the columns' names.
 *
 * In a blind project everything that tells which model wrote what (its name, provider, URL, prompt, parameters, times) is
 * null until the row's annotation is submitted: an export must not be the way around the blind.
 */
export function toRecord(row: ExportRow, { blind }: Pick<ExportJob, 'blind'>) {
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
    flag: a?.flag ?? null,
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
    generation_1: generationRecord(one, hidden),
    generation_2: generationRecord(two, hidden),
    /** Different inputs that the response's code ran with, as the code is in this row. */
    inputs_tested_1: countInputs(runs, 1),
    /** Of these, the ones that showed what was expected. */
    inputs_passed_1: countInputs(runs, 1, 'passed'),
    inputs_tested_2: countInputs(runs, 2),
    inputs_passed_2: countInputs(runs, 2, 'passed'),
    runs: runs.map(runRecord),
  };
}

interface AgedRun extends Run {
  /** It ran another program than the one in this row, or with an input that the row's texts do not give. */
  stale: boolean;
}

function withAge({ task, generations: [one, two], annotation, runs }: ExportRow): AgedRun[] {
  const texts: Record<Subject, string | undefined> = {
    1: one?.text,
    2: two?.text,
    correction: annotation?.correction,
  };
  const hashes = new Map<Subject, string | undefined>();
  const hashOf = (subject: Subject): string | undefined => {
    if (!hashes.has(subject)) {
      const program = programOf(texts[subject] ?? '', { taskLanguage: task.language });
      hashes.set(subject, program && codeHash(program));
    }
    return hashes.get(subject);
  };
  const isGiven = givenInputs(task, texts);
  return runs.map((run) => {
    const stale = hashOf(run.response) !== run.codeHash || !isGiven(run.input);
    return { ...run, stale };
  });
}

/** How many inputs the code as it is ran with to an end, with this verdict or any. */
function countInputs(runs: AgedRun[], of: 1 | 2, wanted?: Run['verdict']): number {
  const ids = runs.flatMap(({ response, input, stale, verdict }) => {
    const counts = response === of && !stale && verdict !== 'stopped' && verdict === (wanted ?? verdict);
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
    hash: g?.hash ?? null,
  };
}

function runRecord(run: AgedRun) {
  return {
    response: run.response,
    input: run.input ? inputRecord(run.input) : null,
    verdict: run.verdict,
    value: run.value ?? null,
    limit: run.limit ?? null,
    compiling: run.compiling ?? false,
    code_hash: run.codeHash,
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
