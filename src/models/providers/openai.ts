import type { ModelConfig } from '../../project/config.ts';
import { publicUrl } from '../../platform/http.ts';
import { AnswerText } from '../api/streamedText.ts';
import { postToModel, type ProviderDeps } from '../api/postToModel.ts';
import { readCompletion } from './completions.ts';
import { openAiParameters } from '../api/parameters.ts';
import type { ChatTemplates } from '../templates/chatTemplates.ts';
import type { GenerateRequest, GenerateResult, ModelProvider } from '../api/provider.ts';
import { openAiBase, serverRoot } from '../api/urls.ts';

/**
 * Any OpenAI-compatible server: vLLM, TGI, llama.cpp, Ollama, LM Studio. `api: 'chat'` sends the instruction as one user
 * message, and the server applies the chat template; `api: 'completions'` renders the model's own template here and sends
 * the prompt (Ollama's `/v1/completions` would put its own template around it: use its chat). Always streamed, so that closing the
 * connection stops the server's work.
 */
export class OpenAiProvider implements ModelProvider {
  readonly #deps: ProviderDeps;
  readonly #templates: ChatTemplates;
  readonly #model: ModelConfig;
  readonly #base: string;

  constructor(model: ModelConfig & { url: string }, deps: ProviderDeps, templates: ChatTemplates) {
    this.#model = model;
    this.#deps = deps;
    this.#templates = templates;
    this.#base = openAiBase(model.url);
  }

  async generate(request: GenerateRequest): Promise<GenerateResult> {
    return this.#model.api === 'completions' ? this.#completion(request) : this.#chat(request);
  }

  async #chat(request: GenerateRequest): Promise<GenerateResult> {
    const sent = openAiParameters(request.parameters, await this.#dialect(request));
    const body = { messages: [{ role: 'user', content: request.instruction }], ...sent };
    return { ...(await this.#stream('/chat/completions', body, request)), sent };
  }

  async #completion(request: GenerateRequest): Promise<GenerateResult> {
    const prompt = await this.#templates.promptFor(serverRoot(this.#base), {
      ...request,
      model: this.#model,
    });
    const sent = openAiParameters(request.parameters, await this.#dialect(request));
    return { ...(await this.#stream('/completions', { prompt, ...sent }, request)), prompt, sent };
  }

  async #stream(
    route: string,
    body: object,
    request: GenerateRequest,
  ): Promise<Omit<GenerateResult, 'sent'>> {
    const { name: model } = this.#model;
    const asked = { model, url: `${this.#base}${route}` };
    const json = { model, ...body, stream: true, stream_options: { include_usage: true } };
    const response = await postToModel(this.#deps, asked, json, request.signal);
    const answer = new AnswerText(request.onText);
    const completion = await readCompletion(response, answer, asked);
    return { text: answer.text, ...completion, url: publicUrl(asked.url) };
  }

  /** Only the repetition penalty has two names; who does not set it is spared the question. */
  async #dialect(request: GenerateRequest): Promise<'openai' | 'llama.cpp'> {
    const { repetition_penalty: penalty } = request.parameters;
    if (penalty == null || penalty === 1) return 'openai';
    const props = await this.#templates.serverProps(serverRoot(this.#base), request.signal);
    return props ? 'llama.cpp' : 'openai';
  }
}
