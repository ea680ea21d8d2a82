import * as vscode from 'vscode';
import type { LocalServer } from '../../../models/discoverServers.ts';
import { modelSchema, parametersOf, parametersSchema, type ModelConfig } from '../../../project/config.ts';
import type { Secrets } from '../../../platform/secrets.ts';
import { askSecret, noIcons, type Ask, type Choice } from '../../common/quickPicks.ts';
import type { Services } from '../../common/services.ts';
import { isUrl, named, questionsOf, separator, type Json } from './newProjectSteps.ts';

/** With what models of a new project are asked. */
export const usualParameters = { temperature: 0.2, top_p: 0.6, max_new_tokens: 1024, seed: 42 };

interface Way {
  name?: string;
  provider: string;
  url?: string;
  api?: string;
}

/** The local servers that answer. */
export async function discover(services: Services): Promise<LocalServer[]> {
  const { discoverServers } = await import('../../connection/connectionWork.ts');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for local model servers…') },
    () => discoverServers({ http: services.http }),
  );
}

export async function askModel(
  ask: Ask,
  number: number,
  found: readonly LocalServer[],
  at: { services: Services; secrets: Secrets },
): Promise<Json> {
  const { pick, input } = questionsOf(ask, 'models');
  const way = await pick<Way>(vscode.l10n.t('Model {0} of 2', number), waysOf(found));
  const asksUrl = way.url === undefined && (way.provider === 'openai' || way.provider === 'tgi');
  const url = asksUrl
    ? await input(
        vscode.l10n.t('Address of the server'),
        way.provider === 'openai' ? 'http://127.0.0.1:8000/v1' : 'http://127.0.0.1:8080',
        isUrl,
      )
    : way.url;
  const name = way.name ?? (await askName(ask, number, way, { ...at, url }));
  return {
    name,
    provider: way.provider,
    ...(url ? { url } : {}),
    ...(way.api ? { api: way.api } : {}),
    ...(way.provider === 'tgi' || way.api ? { chatTemplate: 'auto' } : {}),
  };
}

function waysOf(found: readonly LocalServer[]): Choice<Way>[] {
  const local = found.flatMap((server) =>
    server.models.map((model) => ({
      label: `$(server) ${noIcons(model)}`,
      description: `${server.name}, ${server.url}`,
      value: { name: model, provider: 'openai', url: server.url },
    })),
  );
  return [
    ...local,
    {
      label: vscode.l10n.t('$(globe) OpenAI-compatible server'),
      description: 'OpenAI, Azure, vLLM, TGI, llama.cpp, Ollama, LM Studio',
      value: { provider: 'openai' },
    },
    {
      label: vscode.l10n.t('$(cloud) Hugging Face Inference Providers'),
      description: vscode.l10n.t('needs a token'),
      value: { provider: 'hf-inference' },
    },
    {
      label: vscode.l10n.t('$(code) OpenAI-compatible server, raw completions'),
      description: vscode.l10n.t('the prompt is rendered here with the model’s chat template'),
      value: { provider: 'openai', api: 'completions' },
    },
    {
      label: vscode.l10n.t('$(code) Text Generation Inference'),
      description: vscode.l10n.t('the prompt is rendered here with the model’s chat template'),
      value: { provider: 'tgi' },
    },
    { label: vscode.l10n.t('$(extensions) A model offered by VS Code'), value: { provider: 'vscode-lm' } },
  ];
}

/** One of those that the server lists, or another. */
async function askName(
  ask: Ask,
  number: number,
  { provider }: Way,
  { url, services, secrets }: { url: string | undefined; services: Services; secrets: Secrets },
): Promise<string> {
  const { pick, input } = questionsOf(ask, 'models');
  const names =
    provider === 'vscode-lm'
      ? (await vscode.lm.selectChatModels()).map(({ id }) => id)
      : url !== undefined && provider === 'openai' && vscode.workspace.isTrusted
        ? await namesAt(url.trim(), services, secrets)
        : [];
  const other = '';
  const chosen =
    names.length === 0
      ? other
      : await pick<string>(vscode.l10n.t('Which model is number {0}?', number), [
          ...named(names),
          separator(''),
          { label: vscode.l10n.t('$(edit) Another name…'), value: other, alwaysShow: true },
        ]);
  if (chosen !== other) return chosen;
  return input(vscode.l10n.t('Name of model {0}, as the server knows it', number), '');
}

/** What the server lists; a key that it wants is asked for once. */
async function namesAt(url: string, { http, log }: Services, secrets: Secrets): Promise<string[]> {
  const { serverFacts, openAiRoute } = await import('../../connection/connectionWork.ts');
  const look = () =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Asking the server for its models…') },
      () =>
        serverFacts(
          { http, secrets, log },
          { model: '', url: openAiRoute(url, '/models') },
          AbortSignal.timeout(10_000),
        ).catch(() => undefined),
    );
  const facts = await look();
  if (facts?.failure?.code !== 'model-unauthorized') return facts?.names ?? [];
  await secrets.allow(url);
  const known = await look();
  if (known?.failure?.code !== 'model-unauthorized') return known?.names ?? [];
  const key = await askSecret(
    vscode.l10n.t('{0} wants a key (leave empty to give it later)', new URL(url).origin),
    vscode.l10n.t('New Touchstone Project'),
  );
  if (!key?.trim()) return [];
  await secrets.saveToken(url, key.trim());
  return (await look())?.names ?? [];
}

/**
 * Tests both models, and changes what is wrong as one chooses. Resolves to the models as they are to be written.
 */
export async function testModels(
  ask: Ask,
  models: readonly Json[],
  { services, secrets }: { services: Services; secrets: Secrets },
): Promise<Json[]> {
  if (!vscode.workspace.isTrusted) return [...models];
  return ask(async () => {
    const { pickTest } = await import('../../connection/connectionWork.ts');
    let now = [...models];
    for (;;) {
      const parameters = parametersSchema.parse(usualParameters);
      const tests = now.map((one) => {
        const model: ModelConfig = modelSchema.parse(one);
        return { title: model.name, model, parameters: parametersOf(model, { parameters }) };
      });
      for (const { model } of tests) if (model.url !== undefined) await secrets.allow(model.url);
      const deps = { http: services.http, log: services.log, secrets };
      const { choice } = await pickTest(tests, deps, vscode.l10n.t('Go on'));
      if (choice === undefined) return undefined;
      if (choice === 'goOn') return now;
      if (choice === 'again') continue;
      const { way, index } = choice;
      if (way.do === 'saveKey') {
        const key = await askSecret(vscode.l10n.t('Key for {0}', new URL(way.url).origin));
        if (key?.trim()) await secrets.saveToken(way.url, key.trim());
      } else if (way.do === 'signIn') await vscode.commands.executeCommand('touchstone.signIn');
      else if (way.do === 'edit')
        now = now.map((one, i) =>
          i !== index
            ? one
            : way.field === 'max_new_tokens'
              ? { ...one, parameters: { max_new_tokens: way.value } }
              : { ...one, [way.field]: way.value },
        );
      else return now;
    }
  });
}
