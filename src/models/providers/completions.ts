import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import type { HttpResponse } from '../../platform/http.ts';
import type { Usage } from '../../domain/task.ts';
import { finishReason, type AnswerText } from '../api/streamedText.ts';
import { badAnswer, cutShort, eventError, serverError, type Asked } from '../api/modelErrors.ts';
import { serverSentEvents } from '../api/sse.ts';

/**
 * The answers of OpenAI's `/chat/completions` and `/completions`, whole or as chunks of a stream, and what compatible servers
 * make of them: the first chunk's content may be null, the chunk with the usage has no choices, an error may come as an event.
 */
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        message: z.object({ content: z.string().nullish() }).nullish(),
        text: z.string().nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

export interface Completion {
  finishReason?: string;
  usage?: Usage;
}

/** Takes the chunks of one answer. */
export class CompletionReader {
  readonly result: Completion = {};
  readonly #answer: AnswerText;
  readonly #asked: Asked;

  constructor(answer: AnswerText, asked: Asked) {
    this.#answer = answer;
    this.#asked = asked;
  }

  /** Throws what the server says went wrong, or `model-bad-answer` for what is no chunk at all. */
  take(value: unknown): void {
    const error = serverError(value);
    if (error) throw eventError(error, this.#asked);
    const parsed = chunkSchema.safeParse(value);
    if (!parsed.success)
      throw new TouchstoneError(
        'model-bad-answer',
        l10n.t('{0} sent something that is not a completion.', new URL(this.#asked.url).origin),
        {
          detail: z.prettifyError(parsed.error),
          action: l10n.t('Check the model’s provider and url in touchstone.json.'),
        },
      );
    const { choices, usage } = parsed.data;
    const choice = choices[0];
    this.#answer.add(choice?.delta?.content ?? choice?.message?.content ?? choice?.text);
    if (choice?.finish_reason) this.result.finishReason = finishReason(choice.finish_reason);
    if (usage)
      this.result.usage = {
        promptTokens: usage.prompt_tokens ?? undefined,
        completionTokens: usage.completion_tokens ?? undefined,
      };
    if (this.#answer.full) this.result.finishReason = 'length';
  }
}

/** Reads a response to its end, whether the server streams (as asked) or answers in one piece. */
export async function readCompletion(
  response: HttpResponse,
  answer: AnswerText,
  asked: Asked,
): Promise<Completion> {
  const type = response.headers['content-type'] ?? '';
  const reader = new CompletionReader(answer, asked);
  if (type.includes('json')) {
    reader.take(await response.json());
    return reader.result;
  }
  if (!type.includes('event-stream')) throw badAnswer(type, asked, await beginning(response));
  for await (const event of serverSentEvents(answer.counted(response.stream()))) {
    if (event.data === '[DONE]') return reader.result;
    reader.take(eventJson(event.data, asked));
    if (answer.full) return reader.result;
  }
  // Not every server sends [DONE]; one that said why it stopped has finished.
  if (reader.result.finishReason === undefined) throw cutShort(asked);
  return reader.result;
}

/** An event's data. Throws `model-bad-answer`. */
export function eventJson(data: string, asked: Asked): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw new TouchstoneError(
      'model-bad-answer',
      l10n.t('{0} sent an event that is not JSON.', new URL(asked.url).origin),
      { cause: error, detail: data.slice(0, 500) },
    );
  }
}

/** The first few characters of a body that is not wanted, for the log. */
export async function beginning(response: HttpResponse): Promise<string> {
  for await (const bytes of response.stream()) return new TextDecoder().decode(bytes.subarray(0, 500));
  return '';
}
