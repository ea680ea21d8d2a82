import fs from 'node:fs';
import { startVsCode } from '../../servers/vscode/start.mjs';
import { launchBrowser } from './browser.mjs';
import { hostLogs } from './logs.mjs';
import { killExtensionHosts } from './kill.mjs';

/**
 * Opens the workbench of a real VS Code in a real browser, as a person who installed the extension would see it.
 * @param {object} options
 * @param {string} [options.vsix] the extension to install, into an empty extensions folder
 * @param {string} [options.folder] the folder to open
 * @param {Record<string, unknown>} [options.settings] the user's settings
 * @param {string} [options.theme] a colour theme's id, for example `Default High Contrast`
 * @param {{ width: number, height: number }} [options.viewport]
 * @param {string} [options.logLevel] of VS Code and its extensions, as `touchstone.touchstone=trace`
 * @param {boolean} [options.trust] true (default): workspace trust is off; false: VS Code asks
 * @param {Record<string, string | undefined>} [options.env] environment of the extension host; undefined removes a variable
 * @param {string} [options.dataDir] keeps user data and extensions there, to open it again later
 */
export async function openWorkbench({
  vsix,
  folder,
  settings,
  theme,
  logLevel,
  viewport = { width: 1440, height: 900 },
  trust = true,
  env,
  dataDir,
}) {
  const themed = theme ? { 'workbench.colorTheme': theme, 'window.autoDetectColorScheme': false } : {};
  const server = await startVsCode({ vsix, settings: { ...themed, ...settings }, trust, env, dataDir });
  let browser;
  const close = async () => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
    const page = await context.newPage();
    const query = new URLSearchParams({
      ...(folder && { folder }),
      ...(logLevel && { payload: JSON.stringify([['logLevel', logLevel]]) }),
    });
    const url = query.size > 0 ? `${server.url}/?${query}` : server.url;
    await page.goto(url);
    await workbenchReady(page);
    return {
      browser,
      context,
      page,
      url,
      dataDir: server.dataDir,
      serverPid: server.pid,
      /** What VS Code logged of its extension hosts up to now, output channels of extensions included. */
      extHostLog: () => `${hostLogs(server.dataDir)}\n--- server\n${fs.readFileSync(server.log, 'utf8')}`,
      /** Kills the extension host as a crash would (SIGKILL). Returns how many were killed. */
      killExtensionHost: () => killExtensionHosts(server.pid),
      close,
    };
  } catch (error) {
    const log = hostLogs(server.dataDir);
    await close();
    throw new Error(`the workbench did not open: ${error.message}\n${log}`, { cause: error });
  }
}

/** Waits until the workbench is laid out and its extension host answers (its status bar then has entries). */
export async function workbenchReady(page) {
  await page.locator('.monaco-workbench .part.activitybar .action-item').first().waitFor({ timeout: 60_000 });
  await page
    .locator('.monaco-workbench .part.statusbar .statusbar-item')
    .first()
    .waitFor({ timeout: 60_000 });
}

/**
 * The document of the webview that is shown (a webview is two nested frames). Waits for it.
 * @param {import('playwright-core').Page} page
 * @param {number} [index] which one, where several are shown
 */
export async function webviewFrame(page, index = 0) {
  const frame = page
    .locator('iframe.webview.ready:visible')
    .nth(index)
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
  await frame.locator('body').waitFor({ state: 'attached', timeout: 60_000 });
  return frame;
}

/** Runs a command of the palette by its full title, for example `Touchstone: Show Log`. */
export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  const box = page.locator('.quick-input-widget input[type="text"]').first();
  await box.waitFor();
  await box.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().click();
}
