import { ensureSystem } from '../../test/servers/lib/system.mjs';
import {
  installEvaluators,
  installHumanEval,
  installLoaders,
  installStatistics,
  installVsCode,
  startArgilla,
  startModels,
} from '../../test/servers/index.mjs';

/**
 * Starts, while the first steps run, what later ones need.
 * @param {string[]} steps the names of the chosen ones
 * @returns {{ sandbox(): Promise<unknown>, servers(): Promise<Record<string, string>>, statistics(): Promise<Record<string, string>>, loaders(): Promise<Record<string, string>>, evaluators(): Promise<Record<string, string>>, browser(): Promise<unknown>, vsCode(): Promise<unknown> }} `servers` gives the
 *   environment variables that tell where they are; a failed installation rejects where it is waited for
 */
export function makeBackground(steps) {
  const needs = (...names) => names.some((name) => steps.includes(name));
  const servers = needs('real', 'host', 'e2e') ? once(startServers) : undefined;
  const statistics = needs('real') ? once(installStatistics) : undefined;
  const loaders = needs('real') ? once(installLoaders) : undefined;
  const evaluators = needs('real') ? once(installEvaluators) : undefined;
  const browser = needs('page', 'host', 'e2e') ? once(() => ensureSystem('chromium')) : undefined;
  // Runs are tested in the sandbox that a user has, and in every language that Touchstone knows.
  const sandbox = needs('unit', 'coverage', 'real', 'host', 'e2e')
    ? once(() => ensureSystem('bubblewrap', 'compiler', 'jdk', 'go', 'rust'))
    : undefined;
  const vsCode = needs('host', 'e2e')
    ? once(() => Promise.all([browser, sandbox, installVsCode()]))
    : undefined;
  return {
    sandbox: () => sandbox,
    servers: () => servers,
    statistics: () => statistics,
    loaders: () => loaders,
    evaluators: () => evaluators,
    browser: () => browser,
    vsCode: () => vsCode,
  };
}

function once(start) {
  const promise = start();
  promise.catch(() => {}); // reported by the step that waits for it
  return promise;
}

async function startServers() {
  const [argilla, models, data] = await Promise.all([
    startArgilla(),
    startModels({ tgi: true }),
    installHumanEval(),
  ]);
  return { ...argilla.env, ...models.env, ...data };
}
