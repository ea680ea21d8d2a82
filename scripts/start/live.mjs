import path from 'node:path';
import { startArgilla, startModels } from '../../test/servers/index.mjs';
import { say } from '../../test/servers/lib/log.mjs';
import { dataHome } from './sample.mjs';

/** Starts two small language models and an Argilla that keeps its data between starts. */
export async function startLiveServers() {
  say('starting Argilla and two models; the first time this downloads about 1 GB');
  const dataDir = path.join(dataHome(), 'argilla');
  const [argilla, models] = await Promise.all([startArgilla({ fresh: false, dataDir }), startModels()]);
  const env = { ...argilla.env, ...models.env };
  const description = [
    `Argilla:  ${env.ARGILLA_API_URL} (user argilla, password 12345678)`,
    `Models:   ${env.LLM_A_MODEL} at ${env.LLM_A_URL}/v1, ${env.LLM_B_MODEL} at ${env.LLM_B_URL}/v1`,
  ].join('\n');
  return { env, description };
}
