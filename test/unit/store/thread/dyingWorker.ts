import { parentPort } from 'node:worker_threads';

// A store's worker that opens well and dies at the first question.
parentPort?.postMessage({ type: 'ready' });
parentPort?.on('message', () => {
  throw new Error('dead');
});
