/** What the editor's part loads at first use, as one chunk of the bundle. */
export * from './dataset/connect.ts';
export * from './api/argillaErrors.ts';
export * from './dataset/datasetSettings.ts';
export * from './api/space.ts';
export * from './sync/syncDataset.ts';
export * from './dataset/records.ts';
