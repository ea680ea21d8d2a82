/** What asks for queues and looks for tasks, loaded with the first question. */
export { findTask } from './findTask.ts';
export { newSeed, pickQueue, pickSample, pickSort } from './queuePick.ts';
export { chooseReviewPass } from './pass/reviewPass.ts';
export { pickSaved } from './savedQueues.ts';
