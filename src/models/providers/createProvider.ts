import * as l10n from '@vscode/l10n';
import type { ModelConfig } from '../../project/config.ts';
import { TouchstoneError, cancelled } from '../../platform/errors.ts';
import type { ProviderDeps } from '../api/postToModel.ts';
import { OpenAiProvider } from './openai.ts';
import { ChatTemplates } from '../templates/chatTemplates.ts';
import { TgiProvider } from './tgi.ts';
import type { GenerateRequest, ModelProvider } from '../api/provider.ts';
import { opensThought, splitThoughts } from '../../code/answer/thoughts.ts';
import { ThoughtStream } from '../../code/answer/thoughtStream.ts';

export interface CreateProviderDeps extends ProviderDeps {
  /** One per project: what was fetched is remembered there. */
  templates?: ChatTemplates;
  /** The editor's language models, by name or family; only the editor has them. */
  languageModel?: (name: string) => ModelProvider;
}

/** The provider for a model of `touchstone.json`. The large library of Hugging Face is loaded at first use. */
export async function createProvider(model: ModelConfig, deps: CreateProviderDeps): Promise<ModelProvider> {
  return checked(model, await load(model, deps));
}

async function load(model: ModelConfig, deps: CreateProviderDeps): Promise<ModelProvider> {
  const templates = deps.templates ?? new ChatTemplates(deps);
  switch (model.provider) {
    case 'hf-inference':
      // A dedicated endpoint is a server like any other.
      if (model.url !== undefined) return new OpenAiProvider(withUrl(model), deps, templates);
      return new (await import('./huggingFace.ts')).HuggingFaceProvider(model, deps);
    case 'openai':
      return new OpenAiProvider(withUrl(model), deps, templates);
    case 'tgi':
      return new TgiProvider(withUrl(model), deps, templates);
    case 'vscode-lm':
      if (!deps.languageModel)
        throw new TouchstoneError(
          'model-missing',
          l10n.t('{0}: the editor’s language models are not available here.', model.name),
          l10n.t('Open the project in VS Code with a language model extension, or choose another provider.'),
        );
      return deps.languageModel(model.name);
    case 'recorded':
      throw new TouchstoneError(
        'config-invalid',
        l10n.t('{0} cannot be asked: its responses are recorded.', model.name),
        l10n.t('Add "provider" (and "url") to the model in touchstone.json.'),
      );
  }
}

function withUrl(model: ModelConfig): ModelConfig & { url: string } {
  if (model.url === undefined)
    throw new TouchstoneError('config-invalid', l10n.t('The model {0} needs a url.', model.name), {
      action: l10n.t('Add "url" to the model in touchstone.json.'),
    });
  return { ...model, url: model.url };
}

/**
 * What holds for every provider: who cancels gets `cancelled`, what the model thought is told apart from its answer (also where the
 * server leaves it in the text), and an answer without text is a failure.
 */
function checked(model: ModelConfig, provider: ModelProvider): ModelProvider {
  /** Its chat template opens its thoughts: the first answer that ended some without having begun any shows it. */
  let begun = false;
  return {
    async generate(request) {
      if (request.signal.aborted) throw cancelled();
      const stream = apart(request, begun);
      const onText = stream && ((delta: string): void => stream.add(delta));
      const result = await provider
        .generate({ ...request, ...(onText && { onText }) })
        .catch((error: unknown) => {
          // However a library words it.
          throw request.signal.aborted ? cancelled(error) : error;
        });
      begun = stream?.closedAlone ?? begun;
      const { answer, thoughts } = splitThoughts(result.text);
      const reasoning = [result.reasoning ?? '', thoughts ?? '']
        .filter((one) => one.trim() !== '')
        .join('\n\n');
      const isThought = answer.trim() === '' || (result.finishReason === 'length' && opensThought(answer));
      if (!isThought) return { ...result, text: answer, ...(reasoning !== '' && { reasoning }) };
      throw new TouchstoneError(
        'model-empty',
        reasoning === '' && answer.trim() === ''
          ? l10n.t('{0} answered with nothing.', model.name)
          : l10n.t('{0} thought and did not answer.', model.name),
        {
          action:
            result.finishReason === 'length'
              ? l10n.t('It used up max_new_tokens before its answer began: raise it in touchstone.json.')
              : l10n.t('Generate again; with the same seed and temperature the answer may be the same.'),
        },
      );
    },
  };
}

/** Pieces of the text as they come, with what is thought in them told as such. */
function apart({ onText, onThought, onTurn }: GenerateRequest, begun: boolean): ThoughtStream | undefined {
  if (!onText) return undefined;
  const listener = { onText, onThought: onThought ?? (() => undefined), ...(onTurn && { onTurn }) };
  return new ThoughtStream(listener, { begun });
}
