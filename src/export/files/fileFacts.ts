import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** A file as the manifest tells of it: its path below the folder, with slashes. */
export interface FileFacts {
  path: string;
  bytes: number;
  sha256: string;
}

/** Errors: what Node's `fs` throws. */
export async function factsOf(path: string): Promise<Omit<FileFacts, 'path'>> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
