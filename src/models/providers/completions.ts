import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { HttpResponse } from '../../platform/http.ts';
import type { Usage } from '../../domain/task.ts';
import { maxAnswerChars, type AnswerText } from '../api/streamedText.ts';
import { answerEvents } from '../api/answerEvents.ts';
import { endingOfBoth, type Ending } from '../api/endings.ts';
import { cutShort, endedError, eventError, type Asked } from '../api/modelErrors.ts';
import { isFields, serverError } from '../api/serverWords.ts';
import { partsOf, type Said } from './messageParts.ts';

export interface Completion {
  /** What the model thought, apart from its answer. */
  reasoning?: string;
  finishReason?: 'stop' | 'length';
  usage?: Usage;
}

/**
 * Takes the chunks of one answer of OpenAI's `/chat/completions` and `/completions`, whole or streamed, and what compatible servers
 * make of them: `choices` may be null or hold null, counts may be texts, the content may be a list of parts, the last chunk may say
 * all of it again as a message. What is not needed for the answer is read where it can be and left out where it cannot.
 */
export class CompletionReader {
  readonly #answer: AnswerText;
  readonly #asked: Asked;
  #reasoning = '';
  #refusal = '';
  #end: { ending: Ending; reason: string } | undefined;
  /** What the server said about the end. */
  #endWords = '';
  #usage: Usage = {};
  /** A chunk with the field `choices` came. */
  #isCompletion = false;
  #fromDeltas = false;

  constructor(answer: AnswerText, asked: Asked) {
    this.#answer = answer;
    this.#asked = asked;
  }

  /** Whether the answer is known to have ended well: what comes behind it may be damaged. */
  get finished(): boolean {
    return this.#end !== undefined && (this.#end.ending === 'stop' || this.#end.ending === 'length');
  }

  /** Throws what the server says went wrong, or `model-bad-answer` for what is no chunk at all. */
  take(value: unknown): void {
    const error = serverError(value);
    if (error) throw eventError(error, this.#asked);
    if (!isFields(value)) return;
    const { choices } = value;
    if (choices !== undefined && choices !== null) {
      if (!Array.isArray(choices)) throw this.#noCompletion(value);
      this.#isCompletion = true;
      // Whoever asks for several gets the first.
      const first: unknown = choices.find((one) => isFields(one) && (one['index'] ?? 0) === 0);
      if (isFields(first)) this.#choice(first);
    }
    for (const one of [value['usage'], isFields(value['x_groq']) ? value['x_groq']['usage'] : undefined])
      Object.assign(this.#usage, usageOf(one));
    if (this.#answer.full) this.#end = { ending: 'length', reason: 'length' };
  }

  #choice(choice: Record<string, unknown>): void {
    const error = serverError(choice);
    if (error) throw eventError(error, this.#asked);
    const delta = isFields(choice['delta']) ? partsOf(choice['delta']) : undefined;
    const message = isFields(choice['message']) ? partsOf(choice['message']) : undefined;
    const plain = typeof choice['text'] === 'string' ? choice['text'] : '';
    this.#add(delta, message, plain);
    Object.assign(this.#usage, usageOf(choice['usage']));
    const reason = choice['finish_reason'] ?? choice['stop_reason'];
    if (typeof reason !== 'string' || reason === '' || reason === 'null') return;
    const native = choice['native_finish_reason'];
    this.#end = endingOfBoth(reason, typeof native === 'string' && native !== '' ? native : undefined);
    this.#endWords = filteredFor(choice['content_filter_results']) || this.#endWords;
  }

  /** The pieces of a chunk; a message beside deltas says again what they said. */
  #add(delta: Said | undefined, message: Said | undefined, plain: string): void {
    const said = [delta, message].filter((one) => one !== undefined);
    const thought = said.find((one) => one.reasoning !== '')?.reasoning ?? '';
    if (!(delta?.reasoning === '' && this.#reasoning !== '' && thought === this.#reasoning))
      this.#think(thought);
    const refusal = said.find((one) => one.refusal !== '')?.refusal ?? '';
    if (refusal !== this.#refusal) this.#refusal = (this.#refusal + refusal).slice(0, maxAnswerChars);
    if (delta && delta.text !== '') {
      this.#fromDeltas = true;
      this.#answer.add(delta.text);
    } else if (message && message.text !== '') {
      const { text } = this.#answer;
      if (!this.#fromDeltas && !message.text.startsWith(text)) this.#answer.add(message.text);
      else if (message.text.startsWith(text)) this.#answer.add(message.text.slice(text.length));
    } else this.#answer.add(plain);
  }

  #think(thought: string): void {
    if (thought === '' || this.#reasoning.length >= maxAnswerChars) return;
    this.#reasoning += thought;
    this.#answer.thinks(thought);
  }

  /** `told`: the server has said that it is done. Errors: for an answer that the model did not end, and for one that is none. */
  result({ told }: { told: boolean }): Completion {
    if (!this.#isCompletion && !told) throw cutShort(this.#asked);
    if (!this.#isCompletion) throw this.#noCompletion({});
    if (this.#refusal.trim() !== '')
      throw endedError('refusal', this.#end?.reason ?? '', this.#refusal, this.#asked);
    const { ending, reason } = this.#end ?? { ending: told ? undefined : 'broken', reason: '' };
    if (ending === 'broken' && reason === '') throw cutShort(this.#asked);
    if (ending !== undefined && ending !== 'stop' && ending !== 'length')
      throw endedError(ending, reason, this.#endWords, this.#asked);
    const hasUsage = Object.values(this.#usage).some((count) => count !== undefined);
    return {
      ...(this.#reasoning !== '' && { reasoning: this.#reasoning }),
      ...(ending && { finishReason: ending }),
      ...(hasUsage && { usage: this.#usage }),
    };
  }

  #noCompletion(value: unknown): TouchstoneError {
    return new TouchstoneError(
      'model-bad-answer',
      l10n.t('{0} sent something that is not a completion.', new URL(this.#asked.url).origin),
      {
        detail: JSON.stringify(value).slice(0, 1000),
        action: l10n.t('Check the model’s provider and url in touchstone.json.'),
      },
    );
  }
}

/** Reads a response to its end, whether the server streams (as asked) or answers in one piece. */
export async function readCompletion(
  response: HttpResponse,
  answer: AnswerText,
  asked: Asked,
): Promise<Completion> {
  const reader = new CompletionReader(answer, asked);
  let told = false;
  const events = answerEvents(response, answer, asked, {
    finished: () => reader.finished,
    done: () => (told = true),
  });
  for await (const { value, whole } of events) {
    reader.take(value);
    told ||= whole === true && !isChunk(value);
    if (answer.full) break;
  }
  return reader.result({ told });
}

/** A piece of a stream, of which no more has come. */
function isChunk(value: unknown): boolean {
  const choices = isFields(value) && Array.isArray(value['choices']) ? (value['choices'] as unknown[]) : [];
  return choices.some((one) => isFields(one) && isFields(one['delta']) && !isFields(one['message']));
}

/** Counts as numbers or texts, under the names of OpenAI and Anthropic. */
export function usageOf(value: unknown): Usage {
  if (!isFields(value)) return {};
  const details = value['completion_tokens_details'] ?? value['output_tokens_details'];
  const counts: Usage = {
    promptTokens: count(value['prompt_tokens'] ?? value['input_tokens']),
    completionTokens: count(value['completion_tokens'] ?? value['output_tokens']),
    reasoningTokens: count(
      (isFields(details) ? details['reasoning_tokens'] : undefined) ?? value['reasoning_tokens'],
    ),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== undefined));
}

function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0
    ? Math.round(number)
    : undefined;
}

/** What Azure's filter found: `{hate: {filtered: true, severity}}`. */
function filteredFor(value: unknown): string {
  if (!isFields(value)) return '';
  return Object.entries(value)
    .filter(([, one]) => isFields(one) && one['filtered'] === true)
    .map(([name]) => name)
    .join(', ');
}
