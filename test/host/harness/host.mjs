import { startVsCode } from '../../servers/vscode/start.mjs';
import { launchBrowser } from './browser.mjs';
import { hostLogs } from './logs.mjs';

const REPORT = /^\s*(TAP version|ok\b|not ok\b|#|HOST\b)/;

/**
 * Runs a compiled test file inside the extension host of a real VS Code. The file (an ES or a CommonJS module) exports
 * `run(): Promise<void>`. What it prints with `console.log` comes through the workbench's console, among the workbench's own
 * messages: `log` has all of it, `print` gets only what looks like a test's report (TAP lines and the closing `HOST …`).
 * @param {object} options
 * @param {string} options.extensionPath the folder of the extension under development (with its package.json)
 * @param {string} options.testsPath the compiled test file
 * @param {string} options.folder the workspace folder to open
 * @param {string[]} [options.standIns] folders of extensions that stand in for others, installed beside it
 * @param {boolean} [options.trust] whether workspaces are trusted (true) or open in restricted mode (false)
 * @param {Record<string, unknown>} [options.userSettings]
 * @param {Record<string, string | undefined>} [options.env] added to the extension host's environment
 * @param {(line: string) => void} [options.print]
 * @param {number} [options.timeoutMs]
 * @returns {Promise<{ code: number, log: string, extHostLog: string }>} the exit code (0: `run` resolved), what the tests
 *   printed, and VS Code's own log of the extension host
 */
export async function runHostTests({
  extensionPath,
  testsPath,
  folder,
  standIns,
  trust = true,
  userSettings,
  env,
  print = console.log,
  timeoutMs = 300_000,
}) {
  const server = await startVsCode({
    settings: userSettings,
    extensions: standIns,
    trust,
    env,
    driver: true,
  });
  let browser;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const lines = [];
    const code = await new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            new Error(`the host tests did not end within ${timeoutMs / 1000} s\n${hostLogs(server.dataDir)}`),
          ),
        timeoutMs,
      );
      const settle = (action) => (value) => {
        clearTimeout(timer);
        action(value);
      };
      const fail = settle(reject);
      page.on('crash', () => fail(new Error('the browser page crashed')));
      server.exited.then((exit) => fail(new Error(`VS Code's server ended with code ${exit}`)), fail);
      const show = (type, args) => {
        const line = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
        lines.push(line);
        if (REPORT.test(line)) print(line);
      };
      const open = async () => {
        await page.exposeFunction('codeAutomationLog', show);
        await page.exposeFunction('codeAutomationExit', settle(resolve));
        await page.goto(testUrl(server, { extensionPath, testsPath, folder }));
      };
      open().catch(fail);
    });
    return { code, log: lines.join('\n'), extHostLog: hostLogs(server.dataDir) };
  } finally {
    await browser?.close();
    await server.stop();
  }
}

function testUrl(server, { extensionPath, testsPath, folder }) {
  const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extensionPath)],
    ['extensionTestsPath', remote(testsPath)],
  ];
  return `${server.url}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) })}`;
}
