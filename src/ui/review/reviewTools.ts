/** What is seen now and then while one judges: the end of a queue, a task's history. Loaded with the first of it. */
export { pickFromHistory } from '../answers/historyPick.ts';
export { doneNow, goOn, tellDone } from './queueDone.ts';
