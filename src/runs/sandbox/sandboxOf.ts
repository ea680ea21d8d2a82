import { bubblewrap } from './bubblewrap.ts';
import { noSandbox } from './noSandbox.ts';
import { seatbelt } from './seatbelt.ts';
import type { Sandbox, SandboxSpec } from '../contract/sandbox.ts';

export type { ControlGroup } from './cgroups.ts';
export { findSandbox, probeSandbox, type FindOptions, type Probe } from './probeSandbox.ts';
export type {
  Command,
  RunPaths,
  Sandbox,
  SandboxSpec,
  Surroundings,
  Wrapped,
  WrappedZygote,
} from '../contract/sandbox.ts';
export { noSandbox } from './noSandbox.ts';

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
