import type { ModelConfig } from '../../project/config.ts';
import { publicUrl, type HttpResponse } from '../../platform/http.ts';
import type { Asked } from '../api/modelErrors.ts';
import { RefusedFields } from '../api/refusedFields.ts';
import { AnswerText } from '../api/streamedText.ts';
import { postToModel, type ProviderDeps } from '../api/postToModel.ts';
import { readCompletion } from './completions.ts';
import { openAiParameters, shapeOf } from '../api/parameters.ts';
import type { ChatTemplates } from '../templates/chatTemplates.ts';
import type { GenerateRequest, GenerateResult, ModelProvider } from '../api/provider.ts';
import { openAiRoute, serverRoot } from '../api/urls.ts';

/**
 * Any OpenAI-compatible server: vLLM, TGI, llama.cpp, Ollama, LM Studio. `api: 'chat'` sends the instruction as one user
 * message, and the server applies the chat template; `api: 'completions'` renders the model's own template here and sends
 * the prompt (Ollama's `/v1/completions` would put its own template around it: use its chat). Always streamed, so that closing the
 * connection stops the server's work.
 */
export class OpenAiProvider implements ModelProvider {
  readonly #deps: ProviderDeps;
  readonly #templates: ChatTemplates;
  readonly #model: ModelConfig & { url: string };
  readonly #refused = new RefusedFields();

  constructor(model: ModelConfig & { url: string }, deps: ProviderDeps, templates: ChatTemplates) {
    this.#model = model;
    this.#deps = deps;
    this.#templates = templates;
  }

  async generate(request: GenerateRequest): Promise<GenerateResult> {
    return this.#model.api === 'completions' ? this.#completion(request) : this.#chat(request);
  }

  async #chat(request: GenerateRequest): Promise<GenerateResult> {
    const messages = [{ role: 'user', content: request.instruction }];
    const answer = await this.#ask('/chat/completions', { messages, ...shapeOf(request) }, request);
    return { ...answer, ...(request.schema && { shaped: true }) };
  }

  async #completion(request: GenerateRequest): Promise<GenerateResult> {
    const prompt = await this.#templates.promptFor(serverRoot(this.#model.url), {
      ...request,
      model: this.#model,
    });
    return { ...(await this.#ask('/completions', { prompt }, request)), prompt };
  }

  /** Asks again without what the server refuses by name; that is remembered, and what was sent in the end is told. */
  async #ask(route: string, question: object, request: GenerateRequest): Promise<GenerateResult> {
    const { name: model, url, keyHeader, extraBody = {} } = this.#model;
    const asked: Asked = { model, url: openAiRoute(url, route), ...(keyHeader && { keyHeader }) };
    const parameters = openAiParameters(request.parameters, await this.#dialect(request));
    const way = { stream: true, stream_options: { include_usage: true } };
    for (;;) {
      const sent = this.#refused.allowed({ ...parameters, ...way, ...extraBody });
      const json = { model, ...question, ...sent };
      let response: HttpResponse;
      try {
        response = await postToModel(this.#deps, asked, json, request.signal);
      } catch (error) {
        if (!this.#refused.learn(error, sent, extraBody)) throw error;
        this.#deps.log.info(
          'A server does not take a parameter: it is asked without, or under another name.',
        );
        continue;
      }
      const answer = new AnswerText(request);
      const completion = await readCompletion(response, answer, asked);
      const { stream: _, stream_options: __, ...told } = sent;
      return { text: answer.text, ...completion, url: publicUrl(asked.url), sent: told };
    }
  }

  /** Only the repetition penalty has two names; who does not set it is spared the question. */
  async #dialect(request: GenerateRequest): Promise<'openai' | 'llama.cpp'> {
    const { repetition_penalty: penalty } = request.parameters;
    if (penalty == null || penalty === 1) return 'openai';
    const { keyHeader } = this.#model;
    const props = await this.#templates.serverProps(serverRoot(this.#model.url), {
      signal: request.signal,
      ...(keyHeader && { keyHeader }),
    });
    return props ? 'llama.cpp' : 'openai';
  }
}
