import * as vscode from 'vscode';
import type { ModelProvider } from '../../models/api/provider.ts';
import { cancelled, TouchstoneError } from '../../platform/errors.ts';

/**
 * A model that another extension offers through VS Code (`vscode.lm`), named `vendor/family`, `family` or its id.
 * https://code.visualstudio.com/api/extension-guides/language-model
 */
export function languageModel(name: string): ModelProvider {
  return {
    async generate({ instruction, parameters, signal, onText }) {
      const models = await vscode.lm.selectChatModels();
      const model = models.find((m) => [m.id, m.family, m.name, `${m.vendor}/${m.family}`].includes(name));
      if (!model)
        throw new TouchstoneError(
          'model-missing',
          vscode.l10n.t('VS Code offers no model named "{0}".', name),
          {
            action: models.length
              ? vscode.l10n.t('It offers: {0}.', models.map((m) => m.id).join(', '))
              : vscode.l10n.t(
                  'Install an extension that offers models (such as GitHub Copilot), or choose another provider in touchstone.json.',
                ),
          },
        );
      const source = new vscode.CancellationTokenSource();
      const cancel = (): void => source.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) source.cancel();
      const sent = {
        temperature: parameters.temperature,
        top_p: parameters.top_p,
        max_tokens: parameters.max_new_tokens,
        seed: parameters.seed,
      };
      const modelOptions = Object.fromEntries(Object.entries(sent).filter(([, v]) => v != null));
      try {
        const answer = await model.sendRequest(
          [vscode.LanguageModelChatMessage.User(instruction)],
          { modelOptions, justification: vscode.l10n.t('Touchstone asks the models of your project.') },
          source.token,
        );
        let text = '';
        for await (const piece of answer.text) {
          if (signal.aborted) throw cancelled();
          text += piece;
          onText?.(piece);
        }
        if (!text.trim())
          throw new TouchstoneError('model-empty', vscode.l10n.t('{0} gave an empty answer.', model.name));
        return { text, sent: modelOptions, url: `vscode-lm:${model.id}` };
      } catch (error) {
        if (signal.aborted) throw cancelled();
        if (error instanceof vscode.LanguageModelError)
          throw new TouchstoneError('model-bad-request', `${model.name}: ${error.message}`, { cause: error });
        throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
        source.dispose();
      }
    },
  };
}
