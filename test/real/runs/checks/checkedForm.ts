import type { FailedCheck } from '../../../../src/domain/run.ts';

/** A form of tests, a program that holds in it, and what is exchanged to make it wrong. */
export interface CheckedForm {
  language: string;
  name: string;
  tests: string;
  right: string;
  wrong: [from: string, to: string][];
  /** The first check that fails in the wrong program, as far as it is told. */
  failed?: Partial<FailedCheck>;
}
