import os from 'node:os';
import { answers, freePort } from '../lib/net.mjs';
import { launch, waitUntil } from '../lib/processes.mjs';
import { here, installModels } from './install.mjs';

// Idle OpenMP workers must sleep: spinning, they make generation several times slower when anything else needs the cores.
const THREADS = { OMP_WAIT_POLICY: 'passive' };

/**
 * Starts two real language models behind OpenAI-compatible servers on the loopback: A is SmolLM2-135M-Instruct, B is Gemma 3 270M (a base
 * model, given a plain instruction template). With `tgi` also C: model A behind raw text generation (`{inputs, parameters}`).
 * @param {{ tgi?: boolean, parallel?: number, threads?: number }} [options] per server: requests answered at once (one makes
 *   answers with a seed repeatable), and threads
 * @returns {Promise<{ env: Record<string, string>, stop(): Promise<void> }>} `env`: `LLM_A_URL`, `LLM_A_MODEL` and so on
 */
export async function startModels({
  tgi = false,
  parallel = 4,
  threads = Math.min(2, os.availableParallelism()),
} = {}) {
  const { python, modelA, modelB } = await installModels({ tgi });
  const size = ['--parallel', String(parallel), '--threads', String(threads)];
  const serve = (alias, model, port, ...more) =>
    launch(
      alias,
      python,
      [here('serve.py'), '--alias', alias, '--model', model, '--port', String(port), ...size, ...more],
      { env: THREADS },
    );
  const handler = (alias, port) =>
    launch(
      alias,
      python,
      ['-m', 'uvicorn', 'hf_endpoints_emulator.emulator:app', '--host', '127.0.0.1', '--port', String(port)],
      {
        env: {
          ...THREADS,
          HANDLER_PATH: here('handler.py'),
          TOUCHSTONE_HANDLER_MODEL: modelA,
          TOUCHSTONE_HANDLER_THREADS: String(threads),
        },
      },
    );
  const kinds = [
    ['A', 'smollm2-135m-instruct', (alias, port) => serve(alias, modelA, port)],
    [
      'B',
      'gemma-3-270m',
      (alias, port) =>
        serve(alias, modelB, port, '--chat-template-file', here('templates/gemma-3-270m-base.jinja')),
    ],
    ...(tgi ? [['C', 'smollm2-tgi', handler]] : []),
  ];
  const env = {};
  const handles = [];
  const stop = async () => void (await Promise.all(handles.map((handle) => handle.stop(10_000))));
  try {
    const waits = [];
    for (const [letter, alias, start] of kinds) {
      const port = await freePort();
      const handle = start(alias, port);
      handles.push(handle);
      env[`LLM_${letter}_URL`] = `http://127.0.0.1:${port}`;
      env[`LLM_${letter}_MODEL`] = alias;
      waits.push(waitUntil(handle, () => answers(`http://127.0.0.1:${port}/health`)));
    }
    await Promise.all(waits);
    return { env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
