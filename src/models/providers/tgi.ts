import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { publicUrl } from '../../platform/http.ts';
import { answerEvents } from '../api/answerEvents.ts';
import { endingOf } from '../api/endings.ts';
import { AnswerText, withoutPrompt } from '../api/streamedText.ts';
import { postIfThere, postToModel, type ProviderDeps } from '../api/postToModel.ts';
import type { Completion } from './completions.ts';
import { cutShort, endedError, eventError, type Asked } from '../api/modelErrors.ts';
import { RefusedFields } from '../api/refusedFields.ts';
import { tgiParameters } from '../api/parameters.ts';
import { isFields, serverError } from '../api/serverWords.ts';
import type { ChatTemplates } from '../templates/chatTemplates.ts';
import type { GenerateRequest, GenerateResult, ModelProvider } from '../api/provider.ts';
import { tgiBase, tgiRoute } from '../api/urls.ts';

// What nobody needs for the answer costs none.
const details = z
  .object({
    finish_reason: z.string().nullish().catch(null),
    generated_tokens: z.number().nullish().catch(null),
    input_length: z.number().nullish().catch(null),
  })
  .nullish()
  .catch(null);

/** One event of `/generate_stream`: TGI's `StreamResponse`. */
const streamEvent = z.object({
  token: z.object({ text: z.string(), special: z.boolean().default(false) }),
  generated_text: z.string().nullish(),
  details,
});

/** TGI's `POST /` answers a list, custom handlers and `/generate` an object. */
const wholeAnswer = z.object({ generated_text: z.string(), details });

interface Question {
  asked: Asked;
  body: Record<string, unknown>;
  parameters: Record<string, unknown>;
  shaped?: true;
}

/**
 * Raw text generation as Text Generation Inference speaks it (https://huggingface.github.io/text-generation-inference):
 * `{inputs, parameters}`, with the model's own chat template rendered here. `POST {url}/generate_stream` where there is such a
 * route; else `POST {url}` (custom handlers of Inference Endpoints, the old inference API), which may stream or answer in one
 * piece. Only a stream can be stopped on the server's side.
 */
export class TgiProvider implements ModelProvider {
  readonly #deps: ProviderDeps;
  readonly #templates: ChatTemplates;
  readonly #model: ModelConfig & { url: string };
  /** Set once the server has answered that it has no `/generate_stream`. */
  #plain = false;
  readonly #refused = new RefusedFields();

  constructor(model: ModelConfig & { url: string }, deps: ProviderDeps, templates: ChatTemplates) {
    this.#model = model;
    this.#deps = deps;
    this.#templates = templates;
  }

  async generate(request: GenerateRequest): Promise<GenerateResult> {
    const prompt = await this.#templates.promptFor(tgiBase(this.#model.url), {
      ...request,
      model: this.#model,
    });
    for (;;) {
      const question = this.#plain ? this.#toHandler(prompt, request) : this.#toStream(prompt, request);
      const answer = new AnswerText(request);
      try {
        const result = await this.#ask(question, { answer, prompt, signal: request.signal });
        if (result) return result;
        this.#plain = true;
      } catch (error) {
        const { parameters } = question;
        if (answer.text !== '' || !this.#refused.learn(error, parameters, this.#model.extraBody)) throw error;
        this.#deps.log.info('A server does not take a parameter: it is asked without.');
      }
    }
  }

  #toStream(prompt: string, request: GenerateRequest): Question {
    const parameters = this.#refused.allowed(tgiParameters(request.parameters, { details: true }));
    const grammar = request.schema && { grammar: { type: 'json', value: request.schema } };
    const body = { inputs: prompt, parameters: { ...parameters, ...grammar }, ...this.#model.extraBody };
    return { asked: this.#asked('/generate_stream'), body, parameters, ...(grammar && { shaped: true }) };
  }

  #toHandler(prompt: string, request: GenerateRequest): Question {
    const parameters = this.#refused.allowed(tgiParameters(request.parameters, { details: false }));
    const body = { inputs: prompt, parameters, stream: true, ...this.#model.extraBody };
    return { asked: this.#asked(''), body, parameters };
  }

  #asked(route: string): Asked {
    const { name: model, url, keyHeader } = this.#model;
    return { model, url: tgiRoute(url, route), ...(keyHeader && { keyHeader }) };
  }

  /**
   * Undefined where there is no such route. What the server refuses by name is left out the next time, and what was sent in the end is told;
   * it may say so with a status, or in the first event.
   */
  async #ask(
    { asked, body, parameters, shaped }: Question,
    { answer, prompt, signal }: { answer: AnswerText; prompt: string; signal: AbortSignal },
  ): Promise<GenerateResult | undefined> {
    const response = await (this.#plain ? postToModel : postIfThere)(this.#deps, asked, body, signal);
    if (!response) return undefined;
    const reader = new TgiReader(answer, prompt, asked);
    const events = answerEvents(response, answer, asked, { finished: () => reader.end !== undefined });
    for await (const { value } of events) {
      reader.take(value);
      if (reader.end) break;
    }
    if (!reader.end) throw cutShort(asked);
    const sent = { ...parameters, ...this.#model.extraBody };
    const common = { prompt, url: publicUrl(asked.url), sent, ...(shaped && { shaped }) };
    return { text: reader.text, ...reader.end, ...common };
  }
}

/** Takes the events of a stream, or the one value of an answer that is none. */
class TgiReader {
  /** Set once the server has said that it is done. */
  end: Completion | undefined;
  text = '';
  readonly #answer: AnswerText;
  readonly #prompt: string;
  readonly #asked: Asked;

  constructor(answer: AnswerText, prompt: string, asked: Asked) {
    this.#answer = answer;
    this.#prompt = prompt;
    this.#asked = asked;
  }

  take(value: unknown): void {
    const error = serverError(value);
    if (error) throw eventError(error, this.#asked);
    if (!isFields(value)) return;
    const answer = this.#answer;
    const token = streamEvent.safeParse(value);
    if (token.success) {
      const { text, special } = token.data.token;
      if (!special) answer.add(text);
      this.text = answer.text;
      if (answer.full) this.end = { finishReason: 'length' };
      else if (token.data.generated_text != null) {
        this.text = withoutPrompt(token.data.generated_text, this.#prompt);
        this.end = ending(token.data.details, this.#asked);
      }
      return;
    }
    const all = wholeAnswer.safeParse(value);
    if (all.success) {
      answer.add(withoutPrompt(all.data.generated_text, this.#prompt));
      this.text = answer.text;
      this.end = answer.full ? { finishReason: 'length' } : ending(all.data.details, this.#asked);
      return;
    }
    throw new TouchstoneError(
      'model-bad-answer',
      'token' in value
        ? l10n.t('{0} sent an unexpected event in its stream.', new URL(this.#asked.url).origin)
        : l10n.t('{0} answered without a generated_text.', new URL(this.#asked.url).origin),
      {
        detail: JSON.stringify(value).slice(0, 1000),
        action: l10n.t(
          'The provider "tgi" is for raw text generation; try "openai" for a server of chat completions.',
        ),
      },
    );
  }
}

/** Errors: for an answer that something else than the model ended. */
function ending(end: z.output<typeof details>, asked: Asked): Completion {
  if (!end) return {};
  const reason = end.finish_reason;
  const why = reason ? endingOf(reason) : undefined;
  if (why !== undefined && why !== 'stop' && why !== 'length') throw endedError(why, reason ?? '', '', asked);
  const usage = {
    promptTokens: end.input_length ?? undefined,
    completionTokens: end.generated_tokens ?? undefined,
  };
  return { ...(why && { finishReason: why }), usage };
}
