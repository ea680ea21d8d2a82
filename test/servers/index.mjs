// The real servers that tests, `npm start -- --live` and developers use. Each start function installs what is missing into the cache,
// listens on free ports of the loopback, and returns `{ env, stop() }`: environment variables that tell where it is, and its end.
// What was started ends with this process at the latest, however that ends.
export { startArgilla } from './argilla/start.mjs';
export { installArgilla } from './argilla/install.mjs';
export { startModels } from './llm/start.mjs';
export { installModels } from './llm/install.mjs';
export { startVsCode } from './vscode/start.mjs';
export { installVsCode } from './vscode/install.mjs';
export { installHumanEval } from './data.mjs';
export { installEvaluators } from './evaluators/install.mjs';
export { installLoaders } from './loaders/install.mjs';
export { installTrl } from './trl/install.mjs';
export { installStatistics } from './statistics/install.mjs';
export { stopAll, stopAllOnSignals, logDir } from './lib/processes.mjs';
