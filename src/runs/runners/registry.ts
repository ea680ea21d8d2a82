export { findRunner, runners } from './findRunner.ts';
export { programEntry, programFileName } from './programFile.ts';
export { parseRunnerSettings, runnerSettingsSchema, type RunnerSettings } from './runnerSettings.ts';
export type { FindOptions, FoundRunner, Runner, RunnerCommand } from '../contract/runner.ts';
