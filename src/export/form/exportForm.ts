// One module to load for who exports.
export { exportOf, readArguments } from '../exportArguments.ts';
export { exportRows, projectOf } from '../exportRows.ts';
export { scratchFolder, scratchName } from '../files/exportScratch.ts';
export { PreviewClient } from '../previewClient.ts';
export * from './formChoices.ts';
export { formState } from './formState.ts';
