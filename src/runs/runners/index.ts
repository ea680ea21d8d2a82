export { findRunner, runners } from './find.ts';
export { programEntry, programFileName } from './places.ts';
export { parseRunnerSettings, runnerSettingsSchema, type RunnerSettings } from './settings.ts';
export type { FindOptions, FoundRunner, Runner, RunnerCommand } from './types.ts';
