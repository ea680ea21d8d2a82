import { TouchstoneError } from '../platform/errors.ts';
import { findSandbox, noSandbox, type Sandbox } from './sandbox/index.ts';
import { sandboxInstall, type SandboxMode } from './sandboxMode.ts';

/** Finds this machine's sandbox; undefined where there is none. */
export type SandboxFinder = () => Promise<Sandbox | undefined>;

/**
 * What a run is protected with. Under `auto` without a sandbox the user decides (`mayRunBare`). Errors: `run-no-sandbox` (required and
 * none there), `cancelled` (the user does not want to run without one).
 */
export async function protectionFor(
  mode: SandboxMode,
  mayRunBare: () => Promise<boolean>,
  find: SandboxFinder = findSandbox,
): Promise<Sandbox> {
  if (mode === 'off') return noSandbox;
  const sandbox = await find();
  if (sandbox) return sandbox;
  if (mode === 'required') throw noneFound();
  if (await mayRunBare()) return noSandbox;
  throw new TouchstoneError('cancelled', 'Nothing was run: there is no sandbox.');
}

function noneFound(): TouchstoneError {
  const install = sandboxInstall();
  return new TouchstoneError(
    'run-no-sandbox',
    'Nothing was run: the setting touchstone.run.sandbox asks for a sandbox, and none works on this machine.',
    {
      action: install
        ? `Install one with: ${install} (it needs user namespaces), or change the setting.`
        : 'Change the setting to run without one.',
    },
  );
}
