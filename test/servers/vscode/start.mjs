import fs from 'node:fs';
import path from 'node:path';
import { exec } from '../lib/exec.mjs';
import { answers, freePort } from '../lib/net.mjs';
import { launch, removeTemporaryDir, temporaryDir, waitUntil } from '../lib/processes.mjs';
import { installVsCode } from './install.mjs';

/**
 * Starts a real VS Code as a server on the loopback.
 * @param {object} [options]
 * @param {string} [options.vsix] an extension to install first
 * @param {string[]} [options.extensions] folders of further extensions, as they are
 * @param {Record<string, unknown>} [options.settings] the user's settings
 * @param {boolean} [options.trust] false: folders open untrusted, as VS Code asks; true (default): workspace trust is off
 * @param {string} [options.dataDir] where user data and extensions live; without it a temporary folder that goes with `stop()`
 * @param {number} [options.port]
 * @param {boolean} [options.gallery] whether VS Code may look for extensions in its public gallery (false)
 * @param {string} [options.token] what an address must carry (`?tkn=`) to be let in; without it everybody on this machine is
 * @param {boolean} [options.driver] whether tests are to run inside the extension host (false)
 * @param {Record<string, string | undefined>} [options.env] environment of the extension host and its terminals
 * @returns {Promise<{ env: {}, url: string, port: number, pid: number, dataDir: string, log: string, exited: Promise<number>, stop(): Promise<void> }>}
 */
export async function startVsCode({
  vsix,
  extensions = [],
  settings,
  trust = true,
  dataDir,
  port,
  env,
  gallery = false,
  driver = false,
  token,
} = {}) {
  const { cli, server, node } = await installVsCode();
  const data = dataDir ?? temporaryDir('vscode');
  const dirs = {
    user: path.join(data, 'user'),
    server: path.join(data, 'server'),
    extensions: path.join(data, 'extensions'),
  };
  writeSettings(dirs.user, settings);
  for (const folder of extensions) {
    const { publisher, name, version } = JSON.parse(
      fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    fs.cpSync(folder, path.join(dirs.extensions, `${publisher}.${name}-${version}`), { recursive: true });
  }
  if (vsix) {
    const args = [
      '--install-extension',
      path.resolve(vsix),
      '--force',
      '--user-data-dir',
      dirs.user,
      '--extensions-dir',
      dirs.extensions,
    ];
    await exec(node, [cli, ...args], { env: { ...env, SHELL: '/bin/bash' }, name: 'install-extension' });
  }
  const listen = port ?? (await freePort());
  const args = [
    server,
    // Needed to run tests inside; it also keeps notifications from popping up.
    ...(driver ? ['--enable-smoke-test-driver'] : []),
    ...(token ? ['--connection-token-file', tokenFile(data, token)] : ['--without-connection-token']),
    '--accept-server-license-terms',
    ...['--host', '127.0.0.1', '--port', String(listen)],
    ...['--user-data-dir', dirs.user, '--server-data-dir', dirs.server, '--extensions-dir', dirs.extensions],
    ...['--telemetry-level', 'off'],
    ...(trust ? ['--disable-workspace-trust'] : []),
  ];
  const handle = launch('vscode', node, args, { env: gallery ? env : { EXTENSIONS_GALLERY: '{}', ...env } });
  const url = `http://127.0.0.1:${listen}`;
  await waitUntil(handle, () => answers(`${url}/version`), 60_000);
  return {
    env: {},
    url,
    port: listen,
    pid: handle.pid,
    dataDir: data,
    log: handle.log,
    exited: handle.exited,
    async stop() {
      await handle.stop(5000);
      if (!dataDir) removeTemporaryDir(data);
    },
  };
}

// In a file, since other users of the machine can read a process's arguments.
function tokenFile(data, token) {
  const file = path.join(data, 'connection-token');
  fs.mkdirSync(data, { recursive: true });
  fs.writeFileSync(file, token, { mode: 0o600 });
  return file;
}

// Quiet defaults: nothing that asks, fetches or opens by itself.
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  // Nothing runs that a test has not asked for.
  'touchstone.run.checkDataset': false,
};

function writeSettings(userDir, settings) {
  const file = path.join(userDir, 'User', 'settings.json');
  if (fs.existsSync(file) && !settings) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify({ ...QUIET, ...settings }, null, 2)}\n`);
}
