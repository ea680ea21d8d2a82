import { bubblewrap } from './bubblewrap.ts';
import { noSandbox } from './noSandbox.ts';
import { seatbelt } from './seatbelt.ts';
import type { Sandbox, SandboxSpec } from '../contract/sandbox.ts';

export { findSandbox } from './probeSandbox.ts';

/** The sandbox that plain data describes: how it comes to another thread. */
export function sandboxOf(spec: SandboxSpec): Sandbox {
  switch (spec.kind) {
    case 'none':
      return noSandbox;
    case 'bubblewrap':
      return bubblewrap(spec);
    case 'seatbelt':
      return seatbelt(spec);
  }
}
