import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { keyHeaders, type ProviderDeps } from '../api/postToModel.ts';
import type { GenerateRequest } from '../api/provider.ts';
import { bosForServer, type RenderedPrompt } from './bos.ts';
import { renderInThread } from './templateThread.ts';
import { hubTemplate, type TemplateSource } from './hubTemplate.ts';
import { memoizeAsync, orCancelled } from '../../platform/memoize.ts';
import { serverRoot } from '../api/urls.ts';

/** Real templates are a few kilobytes (those with tools 15). */
const maxTemplateChars = 256 * 1024;

const propsSchema = z.object({
  chat_template: z.string(),
  bos_token: z.string().default(''),
  eos_token: z.string().default(''),
});
export type ServerProps = z.output<typeof propsSchema>;

/** The templates of one project's models; what was fetched is remembered until the window closes. */
export class ChatTemplates {
  readonly #deps: ProviderDeps;
  readonly #sources = new Map<string, Promise<TemplateSource>>();
  readonly #props = new Map<string, Promise<ServerProps | undefined>>();

  constructor(deps: ProviderDeps) {
    this.#deps = deps;
  }

  /**
   * The prompt for an instruction. Errors: `template-missing`, `template-invalid`, `model-unauthorized` (gated on the Hub),
   * `network-*`, `cancelled`.
   */
  async render(model: ModelConfig, instruction: string, signal?: AbortSignal): Promise<RenderedPrompt> {
    return renderTemplate(await this.source(model, signal), instruction, { model: model.name, signal });
  }

  /** The same as a server of raw text has to get it; `root` is where its `/tokenize` is. Errors: the same. */
  async promptFor(
    root: string,
    { model, instruction, signal }: Pick<GenerateRequest, 'model' | 'instruction' | 'signal'>,
  ): Promise<string> {
    const rendered = await this.render(model, instruction, signal);
    return bosForServer(this.#deps, root, model, rendered, signal);
  }

  /** The template and its tokens. A failure is not remembered. */
  source(model: ModelConfig, signal?: AbortSignal): Promise<TemplateSource> {
    const { provider, url, name, tokenizer = name, chatTemplate } = model;
    const key = JSON.stringify([provider, url, tokenizer, chatTemplate]);
    const finding = memoizeAsync(this.#sources, key, () => this.#find(model));
    return orCancelled(finding, signal);
  }

  /** What llama.cpp's server tells of itself; undefined for any other server. */
  serverProps(
    root: string,
    { keyHeader, signal }: { keyHeader?: string; signal?: AbortSignal } = {},
  ): Promise<ServerProps | undefined> {
    const asking = memoizeAsync(this.#props, root, async () => {
      const url = `${root}/props`;
      const response = await this.#deps.http.request(url, {
        secretHeaders: await keyHeaders(this.#deps.secrets, url, keyHeader),
        timeoutMs: 10_000,
        maxBytes: 4 * 1024 * 1024,
        retries: 0,
      });
      const json = response.headers['content-type']?.includes('json') ?? false;
      if (response.status !== 200 || !json) {
        await response.discard();
        // Loading: ask again next time.
        if (response.status === 503)
          throw new TouchstoneError(
            'model-loading',
            l10n.t('{0} is still loading its model.', new URL(root).origin),
            l10n.t('Wait until it is loaded and generate again.'),
          );
        return undefined;
      }
      return propsSchema.safeParse(await response.json()).data;
    });
    return orCancelled(asking, signal);
  }

  async #find(model: ModelConfig): Promise<TemplateSource> {
    const own = model.chatTemplate === 'auto' ? undefined : model.chatTemplate;
    const source = own === undefined ? await this.#found(model) : await this.#ownWithTokens(own, model);
    if (source.template.length > maxTemplateChars)
      throw new TouchstoneError(
        'template-invalid',
        l10n.t('The chat template of {0} is too large to be one.', model.name),
        l10n.t('Put a chat template of your own into the model’s chatTemplate.'),
      );
    // Names of models: at a level that one has to ask for, since the project may be blind.
    this.#deps.log.debug(`Chat template of ${model.name}: from ${source.from}.`);
    return source;
  }

  async #found(model: ModelConfig): Promise<TemplateSource> {
    // Of the servers of raw text only llama.cpp tells its template; TGI's /info does not.
    if (model.provider === 'openai' && model.url !== undefined) {
      const props = await this.serverProps(serverRoot(model.url), model);
      if (props && props.chat_template.trim() !== '')
        return {
          template: props.chat_template,
          tokens: { bos_token: props.bos_token, eos_token: props.eos_token },
          from: new URL(model.url).origin,
        };
    }
    return hubTemplate(this.#deps, model);
  }

  async #ownWithTokens(template: string, model: ModelConfig): Promise<TemplateSource> {
    const source: TemplateSource = { template, tokens: {}, from: 'touchstone.json' };
    if (!/\b[a-z]+_token\b/.test(template)) return source;
    try {
      return { ...source, tokens: (await this.#found(model)).tokens };
    } catch (error) {
      if (!(error instanceof TouchstoneError)) throw error;
      this.#deps.log.warn(`A model's special tokens are not known and render as nothing (${error.code})`);
      this.#deps.log.debug(`Special tokens of ${model.name}: ${error.message}`);
      return source;
    }
  }
}

/**
 * Renders one user message, in a thread that is ended where it takes too long. `model`: what the messages name. Errors:
 * `template-invalid`, `cancelled`.
 */
export async function renderTemplate(
  source: TemplateSource,
  instruction: string,
  { model = source.from, signal }: { model?: string; signal?: AbortSignal } = {},
): Promise<RenderedPrompt> {
  const { template, tokens, from } = source;
  const text = await renderInThread(model, from, { template, tokens, instruction }, signal);
  if (text.trim() === '')
    throw new TouchstoneError(
      'template-invalid',
      l10n.t('The chat template from {0} renders nothing.', from),
      l10n.t('Put a chat template that works into the model’s chatTemplate.'),
    );
  const bos = tokens['bos_token'];
  // ChatML models name <|im_start|> their BOS, and their templates begin with it all the same: that one is part of the format.
  const placedBos = bos && /\bbos_token\b/.test(template) && text.startsWith(bos) ? bos : undefined;
  return { text, ...(placedBos ? { bos: placedBos } : {}) };
}
