import { bombs } from './bombs.ts';
import { endless } from './endless.ts';
import { escapes } from './escapes.ts';
import { leftovers } from './leftovers.ts';
import { network } from './network.ts';
import { output } from './output.ts';
import { reads } from './reads.ts';
import type { HostileProgram } from './types.ts';

export type { HostileProgram, World } from './types.ts';

/** Programs that a model may write, by mistake or not. */
export const hostilePrograms: readonly HostileProgram[] = [
  ...endless,
  ...bombs,
  ...output,
  ...leftovers,
  ...reads,
  ...network,
  ...escapes,
];
