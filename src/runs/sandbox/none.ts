import type { Sandbox } from './types.ts';

/** No protection but a separate folder, a bare environment and limits. */
export const noSandbox: Sandbox = {
  name: 'none',
  isolated: false,
  describe: () =>
    'Runs without a sandbox: with your rights, your files and your network, in a folder of its own, under limits of time, memory and disk.',
  paths: (folder) => folder,
  wrap: (command) => ({ ...command, inputs: [] }),
};
