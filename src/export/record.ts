import type { ResponseNumber } from '../annotation/types.ts';
import type { Rubric } from '../project/config.ts';
import type { ExportRow, Generation, Run } from '../store/types.ts';

/** Characters of a run's stdout and stderr that are exported; the store keeps up to 1 MB. */
const outputCharacters = 10_000;

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
  status: string | null;
  annotator: string | null;
  guidelines_version: string | null;
  shown_order: number[] | null;
  updated_at: string | null;
  generation_1: GenerationRecord;
  generation_2: GenerationRecord;
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
    status: a?.status ?? null,
    annotator: a?.annotator ?? null,
    guidelines_version: a?.guidelinesVersion ?? null,
    shown_order: a ? [...a.shownOrder] : null,
    updated_at: a?.updatedAt ?? null,
    generation_1: generationRecord(one, hidden),
    generation_2: generationRecord(two, hidden),
    runs: row.runs.map(runRecord),
  };
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

function runRecord(run: Run): { [key: string]: Json } {
  const stdout = cut(run.stdout);
  const stderr = cut(run.stderr);
  return {
    response: run.response satisfies ResponseNumber | 'correction',
    code_hash: run.codeHash,
    language: run.language,
    runner: run.runner,
    input: run.input ?? null,
    exit_code: run.exitCode ?? null,
    signal: run.signal ?? null,
    timed_out: run.timedOut,
    stopped: run.stopped,
    stdout: stdout.text,
    stderr: stderr.text,
    /** Beyond what was stored, in bytes, and beyond what is exported, in characters. */
    truncated_bytes: run.truncatedBytes,
    left_out_characters: stdout.leftOut + stderr.leftOut,
    duration_ms: Math.round(run.durationMs),
    sandbox: run.sandbox,
    started_at: run.startedAt,
  };
}

function cut(text: string): { text: string; leftOut: number } {
  if (text.length <= outputCharacters) return { text, leftOut: 0 };
  // Not between the two halves of a character outside the basic plane.
  const end = /[\ud800-\udbff]/.test(text.charAt(outputCharacters - 1))
    ? outputCharacters - 1
    : outputCharacters;
  return { text: text.slice(0, end), leftOut: text.length - end };
}
