import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { keyHeaders, type ProviderDeps } from '../api/postToModel.ts';

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

/**
 * A chat template from the Hugging Face Hub: `chat_template.jinja` (since transformers 4.51), else the `chat_template` of
 * `tokenizer_config.json`, which is one text or a list of named ones. The special tokens are in `tokenizer_config.json`, in
 * older repositories in `special_tokens_map.json`; each is a text or an object with `content`.
 */
const token = z.union([z.string(), z.object({ content: z.string() }).transform((t) => t.content)]);

const tokenizerConfig = z.looseObject({
  chat_template: z
    .union([
      z.string(),
      z
        .array(z.object({ name: z.string(), template: z.string() }))
        .transform((all) => (all.find((t) => t.name === 'default') ?? all[0])?.template),
    ])
    .nullish(),
});

const modelId = /^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/;

/** Errors: `template-missing`, `template-invalid`, `model-unauthorized`, `network-*`. */
export async function hubTemplate(deps: ProviderDeps, model: ModelConfig): Promise<TemplateSource> {
  const id = model.tokenizer ?? model.name;
  if (!modelId.test(id)) throw missing(id, l10n.t('that is not the name of a model on the Hub'));
  const read = (file: string): Promise<string | undefined> => hubFile(deps, id, file);
  const [jinja, configText] = await Promise.all([read('chat_template.jinja'), read('tokenizer_config.json')]);
  const config = configText === undefined ? {} : parsedConfig(configText, id);
  const template = jinja ?? config.chat_template;
  if (template == null)
    throw missing(
      id,
      configText === undefined
        ? l10n.t('there is no such model, or it has no tokenizer')
        : l10n.t('the model has none (a base model?)'),
    );
  let tokens = specialTokens(config);
  if (tokens['bos_token'] === undefined && /\bbos_token\b/.test(template)) {
    const map = await read('special_tokens_map.json');
    tokens = { ...(map === undefined ? {} : specialTokens(parsedConfig(map, id))), ...tokens };
  }
  return { template, tokens, from: `${new URL(deps.secrets.hub).host}/${id}` };
}

async function hubFile(deps: ProviderDeps, id: string, file: string): Promise<string | undefined> {
  const url = `${deps.secrets.hub}/${id}/resolve/main/${file}`;
  const response = await deps.http.request(url, {
    secretHeaders: await keyHeaders(deps.secrets, url),
    maxBytes: 32 * 1024 * 1024,
  });
  if (response.status === 200) return response.text();
  await response.discard();
  if (response.status === 404) return undefined;
  if (response.status === 401 || response.status === 403)
    throw new TouchstoneError(
      'model-unauthorized',
      l10n.t(
        'The chat template of {0} is not open to you: the model does not exist, or is private or gated.',
        id,
      ),
      {
        status: response.status,
        action: l10n.t(
          'Accept the model’s terms at {0}/{1} and run "Touchstone: Sign In to Hugging Face", or put its template into "chatTemplate".',
          deps.secrets.hub,
          id,
        ),
      },
    );
  throw new TouchstoneError(
    'template-missing',
    l10n.t('The Hub answered {0} for the chat template of {1}.', response.status, id),
    {
      status: response.status,
      action: l10n.t('Try again, or put a template into the model’s chatTemplate in touchstone.json.'),
    },
  );
}

function parsedConfig(text: string, id: string): z.output<typeof tokenizerConfig> {
  try {
    return tokenizerConfig.parse(JSON.parse(text));
  } catch (error) {
    throw new TouchstoneError(
      'template-invalid',
      l10n.t('The tokenizer configuration of {0} cannot be read.', id),
      { cause: error, action: l10n.t('Put a template into the model’s chatTemplate in touchstone.json.') },
    );
  }
}

function specialTokens(config: Record<string, unknown>): Record<string, string> {
  const tokens: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    const parsed = key.endsWith('_token') ? token.safeParse(value) : undefined;
    if (parsed?.success) tokens[key] = parsed.data;
  }
  return tokens;
}

function missing(id: string, why: string): TouchstoneError {
  return new TouchstoneError(
    'template-missing',
    l10n.t('No chat template was found for {0}: {1}.', id, why),
    l10n.t(
      'Name the model on the Hub whose template fits in "tokenizer", put a template into "chatTemplate", or use chat completions (provider "openai").',
    ),
  );
}
