/**
 * The program of the store's thread: bundled where `npm test` has made it, since each store of a test starts a thread of its own and
 * reading its many modules takes longer than most tests; else the source.
 */
export const storeWorker: URL | string =
  process.env['TOUCHSTONE_STORE_WORKER'] ?? new URL('../src/store/thread/storeWorker.ts', import.meta.url);
