import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { exec } from '../lib/exec.mjs';
import { answers, freePort, replies } from '../lib/net.mjs';
import { launch, removeTemporaryDir, temporaryDir, waitUntil } from '../lib/processes.mjs';
import { which } from '../lib/system.mjs';
import { installArgilla } from './install.mjs';

/**
 * Starts a real Argilla on the loopback: its server with SQLite, OpenSearch and Redis. One user, `argilla` (owner, password
 * `12345678`), with the workspace `argilla`.
 * @param {object} [options]
 * @param {boolean} [options.fresh] true (default): an empty database in a temporary folder that goes with `stop()`, and an API key of its
 *   own; false: keeps data and key in `dataDir`
 * @param {string} [options.dataDir]
 * @returns {Promise<{ env: { ARGILLA_API_URL: string, ARGILLA_API_KEY: string, TOUCHSTONE_ARGILLA_PYTHON: string }, stop(): Promise<void> }>}
 *   the last is a Python that has the `argilla` SDK and `datasets`
 */
export async function startArgilla({ fresh = true, dataDir } = {}) {
  const { python, classPath } = await installArgilla();
  if (!fresh && !dataDir) throw new Error('startArgilla: without fresh, a dataDir is needed');
  const data = fresh ? temporaryDir('argilla') : path.resolve(dataDir);
  const apiKey = keptKey(data);
  const [redisPort, searchPort, transportPort] = [await freePort(), await freePort(), await freePort()];
  // The address belongs to what others remember of a server, so kept data keeps it where possible.
  const port = await freePort(path.join(data, 'port'));
  const handles = [];
  const start = (...args) => {
    handles.push(launch(...args));
    return handles.at(-1);
  };
  const stop = async () => {
    // The server first: it talks to the others to its end.
    for (const handle of [...handles].reverse()) await handle.stop();
    if (fresh) removeTemporaryDir(data);
  };
  try {
    const redis = start('argilla-redis', which('redis-server'), redisArgs(redisPort, data));
    const search = start('argilla-search', 'java', searchArgs(classPath, data, searchPort, transportPort));
    const env = serverEnv(data, redisPort, searchPort);
    await migrate(python, env, apiKey);
    await waitUntil(redis, () => replies(redisPort, 'PING\r\n', '+PONG'));
    await waitUntil(search, () =>
      answers(`http://127.0.0.1:${searchPort}/_cluster/health?wait_for_status=yellow&timeout=2s`),
    );
    const server = start(
      'argilla-server',
      python,
      ['-m', 'argilla_server', 'start', '--host', '127.0.0.1', '--port', String(port)],
      { env },
    );
    const url = `http://127.0.0.1:${port}`;
    await waitUntil(server, () => answers(`${url}/api/v1/me`, { 'X-Argilla-Api-Key': apiKey }));
    return {
      env: { ARGILLA_API_URL: url, ARGILLA_API_KEY: apiKey, TOUCHSTONE_ARGILLA_PYTHON: python },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

// A key of its own for every database lets a test look for it in places where no key may be.
function keptKey(data) {
  const file = path.join(data, 'api-key');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(data, { recursive: true });
    fs.writeFileSync(file, `argilla.${randomBytes(12).toString('hex')}`, { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8');
}

function redisArgs(port, data) {
  fs.mkdirSync(path.join(data, 'redis'), { recursive: true });
  return [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    path.join(data, 'redis'),
    '--save',
    '',
    '--appendonly',
    'no',
    '--daemonize',
    'no',
  ];
}

function searchArgs(classPath, data, port, transportPort) {
  // The first compiler tier alone: in a short life the second costs more than it brings.
  const jvm = ['-Xms512m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  return [
    ...jvm,
    '-cp',
    classPath,
    'SearchNode',
    path.join(data, 'search'),
    String(port),
    String(transportPort),
  ];
}

function serverEnv(data, redisPort, searchPort) {
  const home = path.join(data, 'server');
  fs.mkdirSync(home, { recursive: true });
  return {
    ARGILLA_HOME_PATH: home,
    ARGILLA_DATABASE_URL: `sqlite+aiosqlite:///${path.join(home, 'argilla.db')}?check_same_thread=False`,
    // Seconds; the default of 5 gives "database is locked" when several clients write.
    ARGILLA_DATABASE_SQLITE_TIMEOUT: '30',
    ARGILLA_SEARCH_ENGINE: 'opensearch',
    ARGILLA_ELASTICSEARCH: `http://127.0.0.1:${searchPort}`,
    ARGILLA_REDIS_URL: `redis://127.0.0.1:${redisPort}/0`,
    ARGILLA_AUTH_SECRET_KEY: 'touchstone-test-server',
    // Also turns its telemetry off.
    HF_HUB_OFFLINE: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
    HF_HOME: path.join(data, 'huggingface'),
    PYTHONUNBUFFERED: '1',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    WEB_CONCURRENCY: '1',
  };
}

async function migrate(python, env, apiKey) {
  const stamp = path.join(env.ARGILLA_HOME_PATH, '.migrated');
  if (fs.existsSync(stamp)) return;
  const database = (...args) =>
    exec(python, ['-m', 'argilla_server', 'database', ...args], { env, name: 'argilla-database' });
  await database('migrate');
  await database('users', 'create_default', '--api-key', apiKey, '--password', '12345678', '--quiet');
  fs.writeFileSync(stamp, '');
}
