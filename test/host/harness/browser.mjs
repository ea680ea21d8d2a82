import { chromium } from 'playwright-core';
import { chromiumPath, ensureSystem } from '../../servers/lib/system.mjs';

/** Starts the system's Chromium without a window. It reaches nothing but the loopback by itself. */
export async function launchBrowser() {
  await ensureSystem('chromium');
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The workbench looks for its gallery and for experiments: let that fail at once.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}
