import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';
import { noSandbox } from './sandbox/noSandbox.ts';
import { probeSandbox } from './sandbox/probeSandbox.ts';
import type { Probe } from './sandbox/probeSandbox.ts';
import { sandboxInstall, type Sandbox, type SandboxMode } from './contract/sandbox.ts';

/** Looks for this machine's sandbox. */
export type SandboxFinder = () => Promise<Probe>;

/**
 * What a run is protected with. Under `auto` without a sandbox the user decides: `mayRunBare` is told why there is none. Errors:
 * `run-no-sandbox` (required and none there), `cancelled` (the user does not want to run without one).
 */
export async function protectionFor(
  mode: SandboxMode,
  mayRunBare: (reason: string) => Promise<boolean>,
  find: SandboxFinder = probeSandbox,
): Promise<Sandbox> {
  if (mode === 'off') return noSandbox;
  const probe = await find();
  if (probe.sandbox) return probe.sandbox;
  if (mode === 'required') throw noneFound(probe.reason);
  if (await mayRunBare(probe.reason)) return noSandbox;
  throw new TouchstoneError('cancelled', l10n.t('Nothing was run: there is no sandbox.'));
}

function noneFound(reason: string): TouchstoneError {
  const install = sandboxInstall();
  return new TouchstoneError(
    'run-no-sandbox',
    l10n.t(
      'Nothing was run. The setting touchstone.run.sandbox requires a sandbox, but none is available. {0}',
      reason,
    ),
    install
      ? l10n.t('To have one: {0}. Or change the setting.', install)
      : l10n.t('Change the setting to run without one.'),
  );
}
