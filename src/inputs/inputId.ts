import { sha256 } from '../platform/hash.ts';
import type { InputContent, RunInput } from '../domain/run.ts';

/** An input that was found in a text or in tests. */
export type FoundInput = Omit<RunInput, 'id' | 'origin' | 'from'>;

/**
 * The id of an input: the first 16 hex digits of the SHA-256 of its content. What means the same as leaving it out (no code, an
 * empty stdin, no arguments) counts as left out; an expected output may be empty.
 */
export function inputId(content: InputContent): string {
  const { code, stdin, args, expectedValue, expectedOutput } = content;
  const canonical = {
    code: code || undefined,
    stdin: stdin || undefined,
    args: args && args.length > 0 ? args : undefined,
    expectedValue,
    expectedOutput,
  };
  return sha256(JSON.stringify(canonical), 16);
}
