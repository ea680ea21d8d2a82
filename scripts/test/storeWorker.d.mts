/** Path of the program of the store’s thread in one file, newly made. */
export function bundledStoreWorker(): Promise<string>;
