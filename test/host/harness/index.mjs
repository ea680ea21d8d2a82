// A real VS Code for tests: `runHostTests` runs code inside its extension host, `openWorkbench` drives its window as a person would.
export { launchBrowser } from './browser.mjs';
export { runHostTests } from './host.mjs';
export { openWorkbench, runCommand, webviewFrame, workbenchReady } from './workbench.mjs';
