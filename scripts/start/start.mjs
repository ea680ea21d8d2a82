import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exec } from '../../test/servers/lib/exec.mjs';
import { say } from '../../test/servers/lib/log.mjs';
import { freePort } from '../../test/servers/lib/net.mjs';
import { node24, REPO } from '../../test/servers/lib/node.mjs';
import { stopAll, stopAllOnSignals } from '../../test/servers/lib/processes.mjs';
import { which } from '../../test/servers/lib/system.mjs';
import { startVsCode } from '../../test/servers/vscode/start.mjs';
import { connectSample, dataHome, sampleProject } from './sample.mjs';
import { startLiveServers } from './live.mjs';

/**
 * Opens the extension on the sample project. Returns when nothing has to be kept running, else when VS Code's server ends or on Ctrl+C.
 * @param {string[]} args
 */
export async function start(args) {
  const options = { live: { type: 'boolean' }, browser: { type: 'boolean' }, port: { type: 'string' } };
  const { live, browser, port } = parseArgs({ args, options }).values;
  stopAllOnSignals({ exitCode: 0 });
  try {
    const servers = live ? await startLiveServers() : undefined;
    const folder = sampleProject(live ? 'sample-live' : 'sample');
    if (servers) connectSample(folder, servers.env);
    const code = browser || port ? undefined : which('code');
    // The extension shows the first task at once, instead of leaving the person with an empty window.
    const env = { ...servers?.env, TOUCHSTONE_SHOW: '1' };
    const editor = code ? await openInVsCode(code, folder, env) : await openInBrowser(folder, env, port);
    if (servers) console.log(servers.description);
    if (editor.exited || servers) console.log('Ctrl+C stops everything.');
    // Servers without an editor of ours beside them stay until a signal ends this process.
    if (editor.exited) await editor.exited;
    else if (servers) await new Promise((resolve) => setInterval(resolve, 2 ** 31 - 1));
  } finally {
    await stopAll();
  }
}

/** In the person's own VS Code, as F5 would: the window loads the extension from this checkout. */
async function openInVsCode(code, folder, env) {
  say('building the extension');
  await exec(node24(), ['esbuild.mjs'], { cwd: REPO, name: 'build' });
  const args = ['--new-window', `--extensionDevelopmentPath=${REPO}`, folder];
  const result = spawnSync(code, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.status !== 0)
    throw new Error(`${code} failed with code ${result.status}; --browser opens code-server instead`);
  console.log(`Opened ${folder} in VS Code.`);
  return {};
}

async function openInBrowser(folder, env, port) {
  const vsix = process.env.TOUCHSTONE_VSIX || (await packageExtension());
  say('starting code-server, VS Code for the browser; the first time it is installed, which takes minutes');
  const listen = port ? Number(port) : await freePort(path.join(dataHome(), 'vscode-port'));
  const dataDir = path.join(dataHome(), 'vscode');
  // Whoever may open this address may run code as the person who started it.
  const token = randomUUID();
  const server = await startVsCode({ vsix, dataDir, port: listen, env, gallery: true, token });
  console.log(`\nTouchstone is open at ${server.url}/?${new URLSearchParams({ tkn: token, folder })}`);
  return server;
}

/** Builds what a person would install. `TOUCHSTONE_VSIX` names one that is there already. */
async function packageExtension() {
  const vsix = path.join(REPO, 'dist-test', 'start.vsix');
  say('building the extension');
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  await exec('npm', ['run', '--silent', 'package', '--', '-o', vsix], { cwd: REPO, name: 'package' });
  return vsix;
}
