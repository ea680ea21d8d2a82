import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoverServers } from '../../../src/models/discoverServers.ts';
import { startOpenAi } from '../../servers/inference/openai.ts';
import { startServer } from '../../servers/inference/server.ts';
import { serving, testDeps } from './support.ts';

test('servers that answer are listed with their models; silent, foreign, dripping and closed ones are not', async () => {
  const ollama = await serving(startOpenAi({ models: ['llama3:8b', 'qwen:7b'] }));
  const silent = await serving(startServer(() => undefined));
  const foreign = await serving(startServer((_, response) => void response.end('<html></html>')));
  const dripping = await serving(
    startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    }),
  );
  const closed = await startOpenAi();
  await closed.stop();
  const places = Object.entries({ ollama, silent, foreign, dripping, closed }).map(([name, s]) => ({
    name,
    url: `${s.url}/v1`,
  }));
  const started = performance.now();
  const found = await discoverServers({ http: testDeps().http, places, timeoutMs: 3_000 });
  assert.deepEqual(found, [{ name: 'ollama', url: `${ollama.url}/v1`, models: ['llama3:8b', 'qwen:7b'] }]);
  assert.ok(performance.now() - started < 20_000);
});
