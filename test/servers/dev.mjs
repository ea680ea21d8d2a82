// One shared set of test servers for a developer's own test runs:
//   node test/servers/dev.mjs up     starts Argilla and the models, prints KEY=VALUE lines, and leaves them running
//   node test/servers/dev.mjs env    prints the lines of the running set
//   node test/servers/dev.mjs down   stops them
// The lines are also in the file TOUCHSTONE_DEV_ENV (default: dev.env in the cache):  set -a; . that-file; set +a
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installHumanEval, logDir, startArgilla, startModels, stopAll } from './index.mjs';
import { cacheDir } from './lib/cache.mjs';
import { isAlive, startOf } from './lib/ids.mjs';
import { say } from './lib/log.mjs';
import { tailOf } from './lib/processes.mjs';

const ENV_FILE = process.env.TOUCHSTONE_DEV_ENV || cacheDir('dev.env');
const PID_FILE = cacheDir('dev.pid');

/** The process that holds the running set, if there is one. */
function keeper() {
  if (!fs.existsSync(PID_FILE)) return undefined;
  const { pid, start } = JSON.parse(fs.readFileSync(PID_FILE, 'utf8'));
  return isAlive(pid, start) ? pid : undefined;
}

async function up() {
  if (!keeper()) {
    const log = path.join(logDir(), 'dev.log');
    const out = fs.openSync(log, 'a');
    fs.rmSync(ENV_FILE, { force: true });
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'keep'], {
      detached: true,
      stdio: ['ignore', out, out],
    });
    fs.writeFileSync(PID_FILE, JSON.stringify({ pid: child.pid, start: startOf(child.pid) }));
    child.unref();
    while (!fs.existsSync(ENV_FILE)) {
      if (!keeper()) throw new Error(`the servers did not start, ${log} ends with:\n${tailOf(log, 40)}`);
      await sleep(200);
    }
  }
  process.stdout.write(fs.readFileSync(ENV_FILE, 'utf8'));
}

/** Runs in the background: starts the servers and stays until SIGTERM. */
async function keep() {
  const stopped = new Promise((resolve) =>
    ['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, resolve)),
  );
  const stay = setInterval(() => {}, 60_000);
  try {
    const [argilla, models, data] = await Promise.all([
      startArgilla(),
      startModels({ tgi: true }),
      installHumanEval(),
    ]);
    const lines = Object.entries({ ...argilla.env, ...models.env, ...data }).map(
      ([key, value]) => `${key}=${value}\n`,
    );
    fs.writeFileSync(`${ENV_FILE}.new`, lines.join(''), { mode: 0o600 });
    fs.renameSync(`${ENV_FILE}.new`, ENV_FILE);
    await stopped;
  } finally {
    clearInterval(stay);
    await stopAll();
    fs.rmSync(ENV_FILE, { force: true });
  }
}

async function down() {
  const pid = keeper();
  if (!pid) return say('nothing runs');
  process.kill(pid, 'SIGTERM');
  while (keeper()) await sleep(100);
  say('stopped');
}

const commands = { up, down, keep, env: () => process.stdout.write(fs.readFileSync(ENV_FILE, 'utf8')) };
const command = commands[process.argv[2]];
if (!command) throw new Error('usage: node test/servers/dev.mjs up | env | down');
await command();
