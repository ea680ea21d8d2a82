/** What asks for queues and looks for tasks, loaded with the first question. */
export { findTask } from './findTask.ts';
export { newSeed, pickQueue, pickSample, pickSort } from './queuePick.ts';
export { pickSaved } from './savedQueues.ts';
