import type { Rubric } from '../project/config.ts';
import { codeHash } from '../code/codeHash.ts';
import { programOf } from '../code/program.ts';
import type { RunInput, Subject } from '../domain/run.ts';
import type { ExportRow, Generation, Run } from '../store/api/store.ts';

export interface RecordContext {
  rubric: Rubric;
  /** Leave out what tells the models of tasks that are not submitted. */
  blind: boolean;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** How one generation came about. */
export interface GenerationRecord {
  provider: string | null;
  origin: string | null;
  url: string | null;
  /** As sent. */
  parameters: Record<string, Json> | null;
  prompt: string | null;
  seed: number | null;
  finish_reason: string | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  generated_at: string | null;
  duration_ms: number | null;
  hash: string | null;
}

/** One task with one annotation (or none), as JSON and JSONL hold it and the tables are made from. */
export interface AnnotatedRecord {
  id: string;
  instruction: string;
  language: string | null;
  source: string;
  context: Record<string, string> | null;
  response_model_1: string | null;
  response_model_2: string | null;
  model_1: string | null;
  model_2: string | null;
  score_response_1: number | null;
  score_response_2: number | null;
  points_1: Record<string, number> | null;
  points_2: Record<string, number> | null;
  which_response_corrected: string | null;
  correction: string | null;
  comments: string | null;
  flag: string | null;
  skipped: string | null;
  /** Fields (`points1.<criterion>` for one criterion) that are a suggestion's, unchanged, with whose. */
  taken: Record<string, { agent: string; origin: string }> | null;
  status: string | null;
  annotator: string | null;
  guidelines_version: string | null;
  shown_order: number[] | null;
  updated_at: string | null;
  generation_1: GenerationRecord;
  generation_2: GenerationRecord;
  /** Different inputs that the response's code ran with, as the code is in this row. */
  inputs_tested_1: number;
  /** Of these, the ones that showed what was expected. */
  inputs_passed_1: number;
  inputs_tested_2: number;
  inputs_passed_2: number;
  runs: { [key: string]: Json }[];
}

/**
 * A row of the store as a record with the columns' names.
 *
 * In a blind project everything that tells which model wrote what (its name, provider, URL, prompt, parameters, times) is
 * null until the row's annotation is submitted: an export must not be the way around the blind.
 */
export function toRecord(row: ExportRow, { blind }: RecordContext): AnnotatedRecord {
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
    taken: (a?.taken as AnnotatedRecord['taken'] | undefined) ?? null,
    status: a?.status ?? null,
    annotator: a?.annotator ?? null,
    guidelines_version: a?.guidelinesVersion ?? null,
    shown_order: a ? [...a.shownOrder] : null,
    updated_at: a?.updatedAt ?? null,
    generation_1: generationRecord(one, hidden),
    generation_2: generationRecord(two, hidden),
    inputs_tested_1: inputsOf(runs, 1).length,
    inputs_passed_1: inputsOf(runs, 1, 'passed').length,
    inputs_tested_2: inputsOf(runs, 2).length,
    inputs_passed_2: inputsOf(runs, 2, 'passed').length,
    runs: runs.map(runRecord),
  };
}

interface AgedRun extends Run {
  /** It ran another program than the one in this row. */
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
  return runs.map((run) => ({ ...run, stale: hashOf(run.response) !== run.codeHash }));
}

/** Ids of the inputs that the code as it is ran with to an end, with this verdict or any. */
function inputsOf(runs: AgedRun[], response: 1 | 2, verdict?: Run['verdict']): string[] {
  const counted = runs.filter(
    (run) =>
      run.response === response &&
      run.input !== undefined &&
      !run.stale &&
      run.verdict !== 'stopped' &&
      (verdict === undefined || run.verdict === verdict),
  );
  return [...new Set(counted.map((run) => run.input?.id ?? ''))];
}

function generationRecord(g: Generation | undefined, hidden: boolean): GenerationRecord {
  const shown = hidden ? undefined : g;
  return {
    provider: shown?.provider ?? null,
    origin: shown?.origin ?? null,
    url: shown?.url ?? null,
    parameters: (shown?.parameters as Record<string, Json> | undefined) ?? null,
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

function runRecord(run: AgedRun): { [key: string]: Json } {
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

function inputRecord(input: RunInput): { [key: string]: Json } {
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
