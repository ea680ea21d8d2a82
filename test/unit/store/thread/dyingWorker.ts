import { serve } from '../../../../src/platform/workerServer.ts';
import type { StoreThread } from '../../../../src/store/thread/storeWorker.ts';

// A store's worker that opens well and dies at the first question.
serve<Pick<StoreThread, 'open' | 'counts'>>({
  open: (_, { folder: path }) => ({ methods: ['counts'], path, foreign: false, unclaimed: '' }),
  counts: () => process.exit(1),
});
