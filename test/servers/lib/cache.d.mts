export function cacheDir(...parts: string[]): string;
export function digestOf(files: string[], ...extra: string[]): string;
export function withLock<T>(name: string, work: () => Promise<T>): Promise<T>;
export function installOnce(
  name: string,
  digest: string,
  install: (dir: string) => Promise<void>,
): Promise<string>;
