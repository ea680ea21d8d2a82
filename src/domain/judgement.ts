import type { ResponseNumber } from './annotation.ts';
import type { ErrorCode } from './errorCode.ts';
import type { Points } from './rubric.ts';
import type { Usage } from './task.ts';

/** What the mean of several judges is called by. */
export const juryName = 'jury';

/** One response alone, or both in the order in which the judge read them. */
export const judgeQuestions = ['1', '2', '1,2', '2,1'] as const;
export type JudgeQuestion = (typeof judgeQuestions)[number];

/** The responses that a question is about, in the order in which they are read. */
export function responsesIn(question: JudgeQuestion): ResponseNumber[] {
  return question.split(',').map((n) => (n === '1' ? 1 : 2));
}

/** What was asked, and how. */
export interface JudgeProvenance {
  model: string;
  provider: string;
  /** Without user name, password or query. */
  url?: string;
  /** The parameters as sent. */
  parameters?: Record<string, unknown>;
  seed?: number;
  /** How the answer was kept to its shape: by the server, with or without bounds for texts, or by words alone. */
  structured: 'bounded' | 'schema' | 'words';
  /** SHA-256 (hex) of what was sent: the prompt with everything that is filled in. */
  sent: string;
  /** How often it was asked until the answer was valid, from 1. */
  attempts: number;
  durationMs: number;
  finishReason?: string;
  usage?: Usage;
}

/** A failure mode that a judge sees in a response, or in lines of it (first and last, from 1). */
export interface ProposedTag {
  name: string;
  lines?: [number, number];
}

/** What a judge said to one question, as it was understood. */
export interface JudgeVerdict {
  /** Of one response: for each criterion. */
  points?: Points;
  /** By criterion. */
  reasons?: Record<string, string>;
  /** How sure it says that it is, from 0 to 1. */
  confidence?: number;
  /** Of one response: failure modes, where it was asked for any. */
  tags?: ProposedTag[];
  /** Of both: the better one, 0 for neither. */
  winner?: ResponseNumber | 0;
  /** Of both. */
  reason?: string;
}

/** One valid answer of a judge. One for each task, judge, version of the prompt and question: a newer one replaces it. */
export interface Judgement {
  taskId: string;
  judge: string;
  question: JudgeQuestion;
  /** Version of the prompt, see `promptVersion`. */
  prompt: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Hashes of the texts that it is about: the task's, and both responses'; empty for one that is not asked about. */
  about: { task: string; responses: [string, string] };
  verdict: JudgeVerdict;
  provenance: JudgeProvenance;
  /** What the model wrote, as it came; reasoning apart. */
  answer: string;
  reasoning?: string;
}

/** A question that got no valid answer. One for each task, judge and question; a valid answer removes it. */
export interface JudgeFailure extends Pick<Judgement, 'taskId' | 'judge' | 'question' | 'prompt' | 'at'> {
  code: ErrorCode;
  /** In one sentence. */
  message: string;
  /** How often it was asked. */
  attempts: number;
  /** What the model wrote last, where it wrote something. */
  answer?: string;
}
