import * as vscode from 'vscode';
import { asTouchstoneError, TouchstoneError } from '../../platform/errors.ts';
import { parametersOf, type ModelConfig } from '../../project/config.ts';
import { parseSuggestions, signatureIn, suggestPrompt } from '../../inputs/suggestInputsPrompt.ts';
import type { InputContent } from '../../domain/run.ts';
import type { TaskDetail } from '../../domain/task.ts';
import { blindError } from '../../generation/blindErrors.ts';
import { languageModel } from '../common/vscodeModel.ts';
import { foundProgram } from '../../inputs/programCache.ts';
import type { Session } from '../session/session.ts';

/**
 * Asks a model for inputs of a task: one that VS Code offers, else the project's first. It is sent the task alone. Errors:
 * `run-untrusted` (the addresses come from the project), `model-*`, `network-*`, `cancelled`; in a blind project in words that name no
 * model.
 */
export async function suggestInputs(
  session: Session,
  detail: TaskDetail,
  signal: AbortSignal,
): Promise<InputContent[]> {
  if (!vscode.workspace.isTrusted)
    throw new TouchstoneError('run-untrusted', vscode.l10n.t('Models are asked in trusted workspaces only.'));
  const { config } = session.project;
  const [offered] = await vscode.lm.selectChatModels();
  if (!offered && !session.canGenerate)
    throw new TouchstoneError('model-missing', vscode.l10n.t('There is no model to ask for inputs.'), {
      action: vscode.l10n.t('Install an extension that offers one in VS Code, or add inputs yourself.'),
    });
  try {
    const model: ModelConfig = offered ? { name: offered.id, provider: 'vscode-lm' } : config.models[0];
    const { createProvider } = await import('../../judge/modelWork.ts');
    const { secrets } = session;
    const { http, log } = session.services;
    const provider = await createProvider(model, { http, secrets, log, languageModel });
    const { text } = await provider.generate({
      model,
      parameters: {
        // A model that thinks has more of its own.
        max_new_tokens: Math.max(1024, model.parameters?.max_new_tokens ?? 0),
        temperature: parametersOf(model, config).temperature,
      },
      instruction: suggestPrompt(requestOf(detail)),
      signal,
    });
    return parseSuggestions(text);
  } catch (error) {
    throw blindError(asTouchstoneError(error), config);
  }
}

function requestOf({ task, generations }: TaskDetail): Parameters<typeof suggestPrompt>[0] {
  const programs = generations
    .map((generation) => foundProgram(generation.text, task))
    .filter((program) => program !== undefined);
  const { entryPoint } = task;
  const declared = entryPoint
    ? programs.map((program) => signatureIn(program.code, entryPoint)).find((line) => line !== undefined)
    : undefined;
  return {
    instruction: task.instruction,
    language: task.language ?? programs[0]?.language ?? 'python',
    ...(entryPoint ? { entryPoint } : {}),
    ...(declared ? { signature: declared } : {}),
  };
}
