import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { asTouchstoneError } from '../../platform/errors.ts';
import { execute } from '../process/execution.ts';
import { makeRunFolder, removeRunFolder } from '../process/runFolder.ts';
import type { Limits } from '../../domain/run.ts';
import type { Sandbox } from '../contract/sandbox.ts';

const limits: Limits = {
  timeoutMs: 10_000,
  memoryBytes: 2 ** 28,
  processes: 64,
  diskBytes: 2 ** 20,
  outputBytes: 10_000,
};
/** An exit code that nothing but the program gives. */
const agreed = 42;

/** Runs a small program in the sandbox. Resolves to what went wrong, in the system's words; undefined if it works. */
export async function tryOut(sandbox: Sandbox): Promise<string | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'touchstone-probe-'));
  try {
    const folder = await makeRunFolder(root, 'probe', '');
    const paths = sandbox.paths(folder);
    const command = { exe: '/bin/sh', args: ['-c', `exit ${agreed}`], cwd: paths.work, env: {} };
    const surroundings = { folder, visible: [], compiling: false, limits };
    const end = await execute(
      {
        sandbox,
        command: sandbox.wrap(command, surroundings),
        folder,
        exe: command.exe,
        limits,
        mark: '',
        reports: false,
        compiling: false,
        stdin: '',
        onOutput: undefined,
      },
      { stopped: false, ended: false, pending: [] },
    );
    if (end.exitCode === agreed) return undefined;
    return end.stderr.trim() || l10n.t('it ended with {0}', end.exitCode ?? end.signal ?? '');
  } catch (error) {
    const { message, detail } = asTouchstoneError(error);
    return detail?.split('\n')[0] ?? message;
  } finally {
    await removeRunFolder(root);
  }
}
