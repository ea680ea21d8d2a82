import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { bearer, type ProviderDeps } from '../api/postToModel.ts';
import { hubTemplate } from './hubTemplate.ts';
import { orCancelled, remembered } from '../../platform/memoize.ts';
import { serverRoot } from '../api/urls.ts';

/**
 * A model's own chat template, rendered by `@huggingface/jinja` for one user message with `add_generation_prompt`. Where it
 * comes from, first to last: the text in `touchstone.json`; the server, where it tells (llama.cpp's `GET /props`); the Hub's
 * `chat_template.jinja` or `tokenizer_config.json` of `tokenizer` (else `name`). The special tokens (`bos_token`, …) come from
 * the same place; a template in `touchstone.json` that uses them gets the server's or the Hub's.
 */
export interface TemplateSource {
  template: string;
  /** `bos_token`, `eos_token` and the like. */
  tokens: Record<string, string>;
  /** For the log. */
  from: string;
}

export interface RenderedPrompt {
  text: string;
  /** The BOS token that the template put at the very beginning, if it did. */
  bos?: string;
}

/** Real templates are a few kilobytes (those with tools 15); a render cannot be interrupted, so the size is bounded. */
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
    const source = await this.source(model, signal);
    return renderTemplate(source, instruction);
  }

  /** The template and its tokens. A failure is not remembered. */
  source(model: ModelConfig, signal?: AbortSignal): Promise<TemplateSource> {
    const key = JSON.stringify([
      model.provider,
      model.url,
      model.tokenizer ?? model.name,
      model.chatTemplate,
    ]);
    return orCancelled(
      remembered(this.#sources, key, () => this.#find(model)),
      signal,
    );
  }

  /** What llama.cpp's server tells of itself; undefined for any other server. */
  serverProps(root: string, signal?: AbortSignal): Promise<ServerProps | undefined> {
    const asking = remembered(this.#props, root, async () => {
      const url = `${root}/props`;
      const response = await this.#deps.http.request(url, {
        secretHeaders: await bearer(this.#deps.secrets, url),
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
            {
              action: l10n.t('Wait until it is loaded and generate again.'),
            },
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
        {
          action: l10n.t('Put a chat template of your own into the model’s chatTemplate.'),
        },
      );
    // Names of models: at a level that one has to ask for, since the project may be blind.
    this.#deps.log.debug(`Chat template of ${model.name}: from ${source.from}.`);
    return source;
  }

  async #found(model: ModelConfig): Promise<TemplateSource> {
    // Of the servers of raw text only llama.cpp tells its template; TGI's /info does not.
    if (model.provider === 'openai' && model.url !== undefined) {
      const props = await this.serverProps(serverRoot(model.url));
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

/** Renders one user message. Errors: `template-invalid`. */
export async function renderTemplate(source: TemplateSource, instruction: string): Promise<RenderedPrompt> {
  const { Template } = await import('@huggingface/jinja');
  let text: unknown;
  try {
    text = new Template(source.template).render({
      messages: [{ role: 'user', content: instruction }],
      add_generation_prompt: true,
      ...source.tokens,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TouchstoneError(
      'template-invalid',
      l10n.t('The chat template from {0} cannot be rendered: {1}', source.from, reason),
      {
        cause: error,
        action: l10n.t(
          'Put a chat template that works into the model’s chatTemplate, or use chat completions (provider "openai").',
        ),
      },
    );
  }
  if (typeof text !== 'string' || text.trim() === '')
    throw new TouchstoneError(
      'template-invalid',
      l10n.t('The chat template from {0} renders nothing.', source.from),
      {
        action: l10n.t('Put a chat template that works into the model’s chatTemplate.'),
      },
    );
  const bos = source.tokens['bos_token'];
  // ChatML models name <|im_start|> their BOS, and their templates begin with it all the same: that one is part of the format.
  const placedBos = bos && /\bbos_token\b/.test(source.template) && text.startsWith(bos) ? bos : undefined;
  return { text, ...(placedBos ? { bos: placedBos } : {}) };
}
