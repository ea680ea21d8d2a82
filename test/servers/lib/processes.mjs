// Long-running processes: each leads its own process group, writes to a log file, and is ended by id together with its children.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cacheDir } from './cache.mjs';
import { isAlive, signalGroup, startOf } from './ids.mjs';
import { say } from './log.mjs';

const running = new Set();
let reaper;

function tellReaper(message) {
  if (!reaper) {
    const script = fileURLToPath(new URL('reaper.mjs', import.meta.url));
    reaper = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
    reaper.stdin.on('error', () => {});
    reaper.stdin.unref();
    reaper.unref();
  }
  reaper.stdin.write(`${JSON.stringify(message)}\n`);
}

let logFolder;
/** The folder of this process's server logs: `TOUCHSTONE_LOGS`, else a new one in the cache. */
export function logDir() {
  if (!logFolder) {
    const stamp = new Date().toISOString().replaceAll(/[-:]|\..*/g, '');
    logFolder = process.env.TOUCHSTONE_LOGS || cacheDir('logs', `${stamp}-${process.pid}`);
    fs.mkdirSync(logFolder, { recursive: true });
    dropOldLogs(path.dirname(logFolder));
  }
  return logFolder;
}

const KEPT_MS = 3 * 24 * 60 * 60 * 1000;
function dropOldLogs(folder) {
  if (process.env.TOUCHSTONE_LOGS) return;
  for (const name of fs.readdirSync(folder)) {
    const old = path.join(folder, name);
    const stat = fs.statSync(old, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > KEPT_MS) fs.rmSync(old, { recursive: true, force: true });
  }
}

/** A new temporary folder that goes away with this process at the latest. */
export function temporaryDir(name) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `touchstone-${name}-`));
  tellReaper({ temporary: folder });
  return folder;
}

/** Removes a folder made by {@link temporaryDir}. */
export function removeTemporaryDir(folder) {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  tellReaper({ removed: folder });
}

function newLog(name) {
  for (let n = 1; ; n++) {
    const log = path.join(logDir(), n === 1 ? `${name}.log` : `${name}-${n}.log`);
    try {
      return { log, out: fs.openSync(log, 'ax') };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Starts a process in a group of its own. Without `stdio` its output goes to `<log folder>/<name>.log`.
 * @returns {{ name: string, pid: number, log: string, child: import('node:child_process').ChildProcess, alive(): boolean,
 *   exited: Promise<number>, stop(graceMs?: number): Promise<void> }} `exited` gives the exit code (128 when a signal ended it)
 */
export function launch(name, command, args, { env, cwd, stdio } = {}) {
  const { log, out } = stdio ? {} : newLog(name);
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: stdio ?? ['ignore', out, out],
  });
  if (out !== undefined) fs.closeSync(out);
  const exited = new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`cannot start ${name}: ${error.message}`)));
    child.once('exit', (code) => resolve(code ?? 128));
  });
  exited.catch(() => {});
  const { pid } = child;
  let stopping;
  const start = pid === undefined ? undefined : startOf(pid);
  if (pid !== undefined) tellReaper({ started: { pid, start } });
  const handle = {
    name,
    pid,
    log,
    child,
    exited,
    alive: () =>
      pid !== undefined && child.exitCode === null && child.signalCode === null && isAlive(pid, start),
    // A signal and the end of the work may both ask for it.
    stop: (graceMs = 20_000) => (stopping ??= end(graceMs)),
  };
  const end = async (graceMs) => {
    if (pid !== undefined && handle.alive()) {
      signalGroup(pid, start, 'SIGTERM');
      await Promise.race([exited, sleep(graceMs, undefined, { ref: false })]);
      if (handle.alive()) {
        say(`${name} (${pid}) does not end by itself, killing it`);
        signalGroup(pid, start, 'SIGKILL');
        await exited;
      }
    }
    if (pid !== undefined) tellReaper({ ended: pid });
    running.delete(handle);
  };
  running.add(handle);
  return handle;
}

/** Stops everything that {@link launch} started in this process, the newest first. */
export async function stopAll() {
  for (const handle of [...running].reverse()) await handle.stop();
}

/**
 * From now on SIGINT, SIGTERM and SIGHUP end this process only after what it started has ended.
 * @param {{ exitCode?: number }} [options] the exit code then; without it the process ends by the signal itself
 */
export function stopAllOnSignals({ exitCode } = {}) {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal and npm may both send the same one: the second must not cut the first's work short.
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stopAll().finally(() => {
        if (exitCode !== undefined) process.exit(exitCode);
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      });
    });
  }
}

/** The last lines of a log file, to be shown when something failed. */
export function tailOf(file, lines = 25) {
  if (!fs.existsSync(file)) return '';
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Waits until `ready()` answers true. Fails with the end of the log when the process ends first or the time is up.
 * @param {ReturnType<typeof launch>} handle
 */
export async function waitUntil(handle, ready, timeoutMs = 180_000) {
  const end = Date.now() + timeoutMs;
  while (!(await ready().catch(() => false))) {
    const what = !handle.alive()
      ? 'ended'
      : Date.now() > end
        ? `is not ready after ${timeoutMs / 1000} s`
        : undefined;
    if (what)
      throw new Error(`${handle.name} ${what}, its log ${handle.log} ends with:\n${tailOf(handle.log)}`);
    await sleep(100);
  }
}
