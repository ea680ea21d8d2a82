import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Lays a fresh copy of the sample project, without what somebody may have scored in it. */
export function copySample(folder: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, '..', '..', '..', 'media', 'sample'), folder, {
    recursive: true,
    filter: (source) => !source.includes('.touchstone'),
  });
}
