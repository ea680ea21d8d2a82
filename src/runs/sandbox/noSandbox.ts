import * as l10n from '@vscode/l10n';
import type { Sandbox } from '../contract/sandbox.ts';

/** No protection but a separate folder, a bare environment and limits. */
export const noSandbox: Sandbox = {
  spec: { kind: 'none' },
  name: 'none',
  isolated: false,
  describe: () =>
    l10n.t(
      'Runs without a sandbox: with your rights, your files and your network, in a folder of its own, under a time limit.',
    ),
  paths: (folder) => folder,
  wrap: (command) => ({ ...command, inputs: [] }),
  controlGroup: () => undefined,
};
