import { createHash } from 'node:crypto';

/** SHA-256 of UTF-8 text, lower-case hex; `length` characters of it (64 in all). */
export function sha256(text: string, length = 64): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, length);
}
