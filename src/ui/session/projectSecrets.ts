import type { Secrets } from '../../platform/secrets.ts';
import type { ProjectConfig } from '../../project/config.ts';
import type { Project } from '../../project/loadProject.ts';
import { settings, type Services } from '../common/services.ts';
import { sampleIn } from './projectStore.ts';

/** Set in a workspace once its project was opened by an editor that asks which project may have a key. */
const askingKey = 'keysBelongToProjects';

/** The secrets as a project may have them. One that was open here before keys belonged to projects goes on with those that it names. */
export async function projectSecrets(services: Services, { folder, config }: Project): Promise<Secrets> {
  if (sampleIn(services, folder) || !settings.asksPerProject()) return services.secrets;
  const secrets = services.secrets.in(folder);
  const state = services.extension.workspaceState;
  if (state.get('project') === folder && !state.get(askingKey)) await allowNamed(secrets, config);
  await state.update(askingKey, true);
  return secrets;
}

/** Whoever wrote its file, or used it before, wants their keys at the servers that it names. */
export async function allowNamed(
  secrets: Secrets,
  { models, argilla }: Pick<ProjectConfig, 'models' | 'argilla'>,
): Promise<void> {
  const named = [secrets.hub, ...models.map(({ url }) => url), argilla?.url];
  for (const url of named) if (url !== undefined) await secrets.allow(url);
}
