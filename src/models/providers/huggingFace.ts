import { InferenceClient, setLogger } from '@huggingface/inference';
import * as l10n from '@vscode/l10n';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError, isAbort } from '../../platform/errors.ts';
import { publicUrl } from '../../platform/http.ts';
import { hubUrl, routerUrl } from '../../platform/secrets.ts';
import { AnswerText } from '../api/streamedText.ts';
import type { ProviderDeps } from '../api/postToModel.ts';
import { CompletionReader } from './completions.ts';
import { badAnswer, statusError, type Asked } from '../api/modelErrors.ts';
import { guardedFetch } from '../api/modelFetch.ts';
import { RefusedFields } from '../api/refusedFields.ts';
import { openAiParameters, shapeOf } from '../api/parameters.ts';
import type { GenerateRequest, GenerateResult, ModelProvider } from '../api/provider.ts';

const signIn = (): string =>
  l10n.t(
    'Run "Touchstone: Sign In to Hugging Face" with a token that may make calls to inference providers.',
  );

type Arguments = Parameters<InferenceClient['chatCompletionStream']>[0];

interface Reading {
  fetch: ReturnType<typeof guardedFetch>;
  reader: CompletionReader;
  answer: AnswerText;
  request: GenerateRequest;
}

/**
 * Hugging Face's inference providers through `@huggingface/inference`. The library
 * sends its token wherever it is told to, and to a provider's own host when the token is not Hugging Face's: so it gets our
 * guarded fetch, and a token only as `Secrets` gives it for that very origin.
 */
export class HuggingFaceProvider implements ModelProvider {
  readonly #model: ModelConfig;
  readonly #deps: ProviderDeps;
  readonly #refused = new RefusedFields();

  constructor(model: ModelConfig, deps: ProviderDeps) {
    this.#model = model;
    this.#deps = deps;
    // It tells the console which provider it chose.
    const quiet = (...args: unknown[]): void => deps.log.debug(args.map(String).join(' '));
    setLogger({ debug: quiet, info: quiet, log: quiet, warn: quiet, error: quiet });
  }

  async generate(request: GenerateRequest): Promise<GenerateResult> {
    const { name, inferenceProvider, extraBody = {} } = this.#model;
    const { secrets } = this.#deps;
    const base = secrets.router;
    const token = await secrets.tokenFor(base);
    const asked: Asked = { model: name, url: base, signIn: signIn() };
    checkToken(token);
    const fetch = guardedFetch(this.#deps, {
      origins: [secrets.hub, secrets.router],
      rewrite: { [hubUrl]: secrets.hub, [routerUrl]: secrets.router },
    });
    const provider = (inferenceProvider ?? 'auto') as NonNullable<Arguments['provider']>;
    const client = new InferenceClient(token);
    const parameters = openAiParameters(request.parameters);
    for (;;) {
      const sent = this.#refused.allowed({
        ...parameters,
        stream_options: { include_usage: true },
        ...extraBody,
      });
      const question = { provider, model: name, messages: [{ role: 'user', content: request.instruction }] };
      const answer = new AnswerText(request);
      const reader = new CompletionReader(answer, asked);
      try {
        await this.#read(
          client,
          { ...question, ...sent, ...shapeOf(request) },
          { fetch, reader, answer, request },
        );
      } catch (thrown) {
        const error = asModelError(thrown, asked);
        if (!this.#refused.learn(error, sent, extraBody)) throw error;
        this.#deps.log.info(
          'A provider does not take a parameter: it is asked without, or under another name.',
        );
        continue;
      }
      const { stream_options: _, ...told } = sent;
      return {
        text: answer.text,
        // The library does not say whether `[DONE]` came.
        ...reader.result({ told: false }),
        url: publicUrl(base),
        sent: told,
        ...(request.schema && { shaped: true }),
      };
    }
  }

  async #read(
    client: InferenceClient,
    body: Arguments,
    { fetch, reader, answer, request }: Reading,
  ): Promise<void> {
    // Leaving the library's stream early does not close the connection: only the signal does.
    const stop = new AbortController();
    const signal = AbortSignal.any([request.signal, stop.signal]);
    try {
      const chunks = client.chatCompletionStream(body, { fetch, signal, retry_on_error: false });
      for await (const chunk of chunks) {
        reader.take(chunk);
        if (answer.full) break;
      }
    } finally {
      stop.abort();
    }
  }
}

function checkToken(token: string | undefined): void {
  if (token === undefined)
    throw new TouchstoneError(
      'model-unauthorized',
      l10n.t('No Hugging Face token is known, and inference providers need one.'),
      signIn(),
    );
  // The library would take it for a provider's own key and send it to that provider's host.
  if (!token.startsWith('hf_'))
    throw new TouchstoneError(
      'model-unauthorized',
      l10n.t('The Hugging Face token does not start with "hf_", so it was not sent.'),
      signIn(),
    );
}

/** The library's errors; ours, thrown inside its fetch, pass through as they are. */
function asModelError(error: unknown, asked: Asked): unknown {
  if (error instanceof TouchstoneError || isAbort(error) || !(error instanceof Error)) return error;
  const response = (error as { httpResponse?: { status: number; body: unknown } }).httpResponse;
  if (response) {
    const body = typeof response.body === 'string' ? response.body : JSON.stringify(response.body);
    return response.status >= 200 && response.status < 300
      ? badAnswer('text', asked, `${error.message}\n${body}`)
      : statusError(response.status, body, '', asked);
  }
  if (error.name === 'InputError' || error.name === 'RoutingError')
    return new TouchstoneError(
      'model-missing',
      l10n.t('{0} cannot be asked: {1}', asked.model, error.message),
      { cause: error, action: l10n.t('Check name and inferenceProvider of the model in touchstone.json.') },
    );
  return new TouchstoneError(
    'model-bad-answer',
    l10n.t('The answer for {0} could not be read: {1}', asked.model, error.message),
    { cause: error },
  );
}
