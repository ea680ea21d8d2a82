import { setTimeout as pause } from 'node:timers/promises';
import { chunks, streamAnswer } from '../../servers/inference/openai.ts';
import { sendJson, startServer } from '../../servers/inference/server.ts';

/** A process of its own: a server that answers `slots` requests at once, each in `ms`, and lets the others wait. Prints its address. */
const [slots = 32, ms = 1000] = process.argv.slice(2).map(Number);
const waiting: (() => void)[] = [];
let running = 0;

async function place(): Promise<void> {
  if (running < slots) running++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}

const pieces = ['def add', '(a, b):', '\n    return a + b\n'];
const { url } = await startServer(async (request, response) => {
  if (!request.path.endsWith('/chat/completions')) return sendJson(response, 404, {});
  await place();
  try {
    await pause(ms);
    if ((request.body as { stream?: boolean }).stream)
      return await streamAnswer(response, true, pieces, request.body);
    const [first] = chunks(true, pieces) as Record<string, unknown>[];
    const message = { role: 'assistant', content: pieces.join('') };
    sendJson(response, 200, {
      ...first,
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'stop', message }],
      usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    });
  } finally {
    leave();
  }
});
console.log(url);
