import * as l10n from '@vscode/l10n';
import type { JudgeProvenance, JudgeQuestion, JudgeVerdict } from '../domain/judgement.ts';
import type { Rubric } from '../domain/rubric.ts';
import type { GenerateResult, ModelProvider } from '../models/api/provider.ts';
import { asTouchstoneError, TouchstoneError } from '../platform/errors.ts';
import { sha256 } from '../platform/hash.ts';
import { publicUrl } from '../platform/http.ts';
import { truncate } from '../platform/text.ts';
import type { JudgeConfig } from '../project/config.ts';
import { withoutBounds, type JsonSchema } from './prompt/answerShape.ts';
import type { JudgeRequest } from './prompt/judgeRequest.ts';
import { readAnswer, withoutReasoning, type AnswerFault } from './prompt/readAnswer.ts';

/** How often one question is asked until its answer is valid. */
const mostAttempts = 3;

type Structured = JudgeProvenance['structured'];
const ways: readonly Structured[] = ['bounded', 'schema', 'words'];

export interface ValidAnswer {
  verdict: JudgeVerdict;
  provenance: JudgeProvenance;
  answer: string;
  reasoning?: string;
  /** Failure modes that it proposed and that could not be used. */
  droppedTags: number;
}

/** An answer that stayed invalid. */
export interface InvalidAnswer {
  fault: string;
  attempts: number;
  answer: string;
}

/** One judge: its server, and how that keeps answers to their shape, as far as it is known. */
export class Judge {
  readonly config: JudgeConfig;
  readonly #provider: () => Promise<ModelProvider>;
  #way = 0;

  constructor(config: JudgeConfig, provider: () => Promise<ModelProvider>) {
    this.config = config;
    this.#provider = provider;
  }

  /**
   * Asks one question, and again while the answer is not valid: told what was wrong, and with another seed, since the same question may
   * get the same answer. Errors: those of `ModelProvider`.
   */
  async ask(
    request: JudgeRequest,
    question: JudgeQuestion,
    rubric: Rubric,
    signal: AbortSignal,
  ): Promise<ValidAnswer | InvalidAnswer> {
    const started = performance.now();
    let fault: AnswerFault = { fault: '', english: '' };
    let answer = '';
    for (let attempts = 1; attempts <= mostAttempts; attempts++) {
      const text = attempts === 1 ? request.text : `${request.text}\n\n${again(answer, fault.english)}`;
      const given = await this.#generate(text, request.schema, attempts, signal).catch(onlyEmpty);
      if (given instanceof TouchstoneError) {
        fault = { fault: l10n.t('The answer is empty.'), english: 'It was empty.' };
        continue;
      }
      const { result, structured } = given;
      const parts = withoutReasoning(result.text);
      const reasoning = result.reasoning ?? parts.reasoning;
      answer = parts.answer;
      const read = readAnswer(answer, question, rubric, request.lines);
      if ('verdict' in read) {
        const durationMs = Math.round(performance.now() - started);
        const provenance = {
          ...this.#provenance(result),
          structured,
          sent: sha256(request.text),
          attempts,
          durationMs,
        };
        const { verdict, droppedTags = 0 } = read;
        return { verdict, provenance, answer: result.text, droppedTags, ...(reasoning && { reasoning }) };
      }
      fault = result.finishReason === 'length' ? cutShort(read) : read;
    }
    return { fault: fault.fault, attempts: mostAttempts, answer };
  }

  /** With the strictest way that the server takes; one that is refused is not tried again, unless all are. */
  async #generate(
    instruction: string,
    schema: JsonSchema,
    attempt: number,
    signal: AbortSignal,
  ): Promise<{ result: GenerateResult; structured: Structured }> {
    const { parameters } = this.config;
    const seed = typeof parameters.seed === 'number' ? parameters.seed + attempt - 1 : parameters.seed;
    const provider = await this.#provider();
    for (let way = this.#way; ; way++) {
      const structured = ways[way] ?? 'words';
      const asked =
        structured === 'words' ? undefined : structured === 'schema' ? withoutBounds(schema) : schema;
      try {
        const result = await provider.generate({
          ...{ model: this.config, parameters: { ...parameters, seed }, instruction, signal },
          ...(asked && { schema: asked }),
        });
        this.#way = Math.max(this.#way, way);
        return { result, structured: result.shaped ? structured : 'words' };
      } catch (error) {
        const isRefused = error instanceof TouchstoneError && error.code === 'model-bad-request';
        if (!isRefused || structured === 'words') throw error;
      }
    }
  }

  #provenance({
    sent,
    finishReason,
    usage,
    url,
  }: GenerateResult): Omit<JudgeProvenance, 'structured' | 'sent' | 'attempts' | 'durationMs'> {
    const { name, provider, inferenceProvider, url: given } = this.config;
    const address = url ?? (given === undefined ? undefined : publicUrl(given));
    const { seed } = sent;
    return {
      model: name,
      provider: inferenceProvider ? `${provider}/${inferenceProvider}` : provider,
      ...(address && { url: address }),
      parameters: sent,
      ...(typeof seed === 'number' && { seed }),
      ...(finishReason !== undefined && { finishReason }),
      ...(usage && { usage }),
    };
  }
}

function cutShort({ fault, english }: AnswerFault): AnswerFault {
  const because = l10n.t('The answer ended before it was complete (max_new_tokens of the judge).');
  return { fault: `${because} ${fault}`, english: `It was too long and cut off: be brief. ${english}` };
}

/** An answer without text is an answer that is not valid. */
function onlyEmpty(error: unknown): TouchstoneError {
  const e = asTouchstoneError(error);
  if (e.code !== 'model-empty') throw e;
  return e;
}

/** What a judge is told of an answer that was not valid. Prompts are in English. */
function again(answer: string, fault: string): string {
  const said = truncate(answer.trim(), 500).replaceAll('`', "'");
  return [
    'You were asked this before, and your answer could not be used:',
    `\`\`\`\n${said}\n\`\`\``,
    `The fault: ${fault}`,
    'Answer again, with the JSON object alone.',
  ].join('\n');
}
