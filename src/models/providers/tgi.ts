import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { publicUrl, type HttpResponse } from '../../platform/http.ts';
import { AnswerText, finishReason, withoutPrompt } from '../api/streamedText.ts';
import { postIfThere, postToModel, type ProviderDeps } from '../api/postToModel.ts';
import { beginning, eventJson, type Completion } from './completions.ts';
import { badAnswer, cutShort, eventError, serverError, type Asked } from '../api/modelErrors.ts';
import { tgiParameters } from '../api/parameters.ts';
import { serverSentEvents } from '../api/sse.ts';
import type { ChatTemplates } from '../templates/chatTemplates.ts';
import type { GenerateRequest, GenerateResult, ModelProvider } from '../api/provider.ts';
import { tgiBase } from '../api/urls.ts';

const details = z
  .object({
    finish_reason: z.string().nullish(),
    generated_tokens: z.number().nullish(),
    input_length: z.number().nullish(),
    seed: z.number().nullish(),
  })
  .nullish();

/** One event of `/generate_stream`: TGI's `StreamResponse`. */
const streamEvent = z.object({
  token: z.object({ text: z.string(), special: z.boolean().default(false) }),
  generated_text: z.string().nullish(),
  details,
});

/** TGI's `POST /` answers a list, custom handlers and `/generate` an object. */
const whole = z.object({ generated_text: z.string(), details });
const wholeAnswer = z.union([whole, z.array(whole).min(1)]).transform((a) => (Array.isArray(a) ? a[0] : a));

interface Posted {
  response: HttpResponse;
  asked: Asked;
  sent: Record<string, unknown>;
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
  readonly #model: ModelConfig;
  readonly #base: string;
  /** Set once the server has answered that it has no `/generate_stream`. */
  #plain = false;

  constructor(model: ModelConfig & { url: string }, deps: ProviderDeps, templates: ChatTemplates) {
    this.#model = model;
    this.#deps = deps;
    this.#templates = templates;
    this.#base = tgiBase(model.url);
  }

  async generate(request: GenerateRequest): Promise<GenerateResult> {
    const prompt = await this.#templates.promptFor(this.#base, { ...request, model: this.#model });
    const answer = await this.#post(prompt, request);
    return this.#read(answer, prompt, request);
  }

  async #post(prompt: string, request: GenerateRequest): Promise<Posted> {
    if (!this.#plain) {
      const sent = tgiParameters(request.parameters, { details: true });
      const asked = this.#asked('/generate_stream');
      const body = { inputs: prompt, parameters: sent };
      const response = await postIfThere(this.#deps, asked, body, request.signal);
      if (response) return { response, asked, sent };
      this.#plain = true;
    }
    const sent = tgiParameters(request.parameters, { details: false });
    const asked = this.#asked('');
    const body = { inputs: prompt, parameters: sent, stream: true };
    return { response: await postToModel(this.#deps, asked, body, request.signal), asked, sent };
  }

  #asked(route: string): Asked {
    return { model: this.#model.name, url: `${this.#base}${route}` };
  }

  async #read(
    { response, asked, sent }: Posted,
    prompt: string,
    request: GenerateRequest,
  ): Promise<GenerateResult> {
    const type = response.headers['content-type'] ?? '';
    const answer = new AnswerText(request.onText);
    const common = { prompt, url: publicUrl(asked.url), sent };
    if (type.includes('event-stream'))
      return { ...(await readStream(response, answer, prompt, asked)), ...common };
    if (!type.includes('json')) throw badAnswer(type, asked, await beginning(response));
    const value = await response.json();
    const error = serverError(Array.isArray(value) ? value[0] : value);
    if (error) throw eventError(error, asked);
    const parsed = wholeAnswer.safeParse(value);
    if (!parsed.success || !parsed.data)
      throw new TouchstoneError(
        'model-bad-answer',
        l10n.t('{0} answered without a generated_text.', new URL(asked.url).origin),
        {
          detail: JSON.stringify(value).slice(0, 1000),
          action: l10n.t(
            'The provider "tgi" is for raw text generation; try "openai" for a server of chat completions.',
          ),
        },
      );
    answer.add(withoutPrompt(parsed.data.generated_text, prompt));
    return { text: answer.text, ...ending(parsed.data.details, answer), ...common };
  }
}

async function readStream(
  response: HttpResponse,
  answer: AnswerText,
  prompt: string,
  asked: Asked,
): Promise<{ text: string } & Completion> {
  for await (const event of serverSentEvents(answer.counted(response.stream()))) {
    if (event.data === '[DONE]') break;
    const value = eventJson(event.data, asked);
    const error = serverError(value);
    if (error) throw eventError(error, asked);
    const parsed = streamEvent.safeParse(value);
    if (!parsed.success)
      throw new TouchstoneError(
        'model-bad-answer',
        l10n.t('{0} sent an event that is no token.', new URL(asked.url).origin),
        {
          detail: z.prettifyError(parsed.error),
          action: l10n.t('Check the model’s provider and url in touchstone.json.'),
        },
      );
    const { token, generated_text: all, details: end } = parsed.data;
    if (!token.special) answer.add(token.text);
    if (answer.full) return { text: answer.text, finishReason: 'length' };
    if (all != null) return { text: withoutPrompt(all, prompt), ...ending(end, answer) };
  }
  throw cutShort(asked);
}

function ending(end: z.output<typeof details>, answer: AnswerText): Completion {
  if (answer.full) return { finishReason: 'length' };
  if (!end) return {};
  return {
    finishReason: finishReason(end.finish_reason),
    usage: {
      promptTokens: end.input_length ?? undefined,
      completionTokens: end.generated_tokens ?? undefined,
    },
  };
}
