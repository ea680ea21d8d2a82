import { sha256 } from '../platform/hash.ts';
import type { Run } from '../store/api/store.ts';
import type { Program } from './program.ts';

/** SHA-256 (hex) of the program's code. */
export function codeHash(program: Program): string {
  return sha256(program.code);
}

/** Whether the response's program is another one than the run's. */
export function isStale(run: Pick<Run, 'codeHash'>, program: Program | undefined): boolean {
  return program === undefined || codeHash(program) !== run.codeHash;
}
