/** What the editor's part loads at first use, as one chunk of the bundle. */
export * from './connect.ts';
export * from './errors.ts';
export * from './settings.ts';
export * from './space.ts';
export * from './sync.ts';
export * from './tasks.ts';
