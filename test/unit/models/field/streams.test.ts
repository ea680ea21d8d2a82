import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asks, answer, chunk, comes, done, head, isTold, sends, stop, stream, tail, whole } from './asked.ts';

/** Inputs as users of other tools have reported them: each kind with several of it. */
const open = (data: object): string => `data: ${JSON.stringify(data)}`;
const text = [chunk({ role: 'assistant', content: '' }), chunk({ content: head }), chunk({ content: tail })];
const usage = (given: unknown): object => ({ id: 'c1', choices: [], usage: given });
const thinking = (words: unknown): object => ({ type: 'thinking', thinking: words });
const part = (words: string): object => ({ type: 'text', text: words });

const wholeAnswers: Record<string, Record<string, [body: string | object, type?: string]>> = {
  'the end of a stream': {
    'one line break behind the last event': [stream(...text, `${open(stop)}\n`)],
    none: [stream(...text, open(stop))],
    'the last words in the last event': [
      stream(chunk({ content: head }), open(chunk({ content: tail }, 'stop'))),
    ],
    '[DONE] alone, without a line break': [stream(...text, 'data: [DONE]')],
    'a carriage return alone': [stream(...text, `${open(stop)}\r`)],
    'no [DONE], and a usage behind the end': [stream(...text, stop, usage({ prompt_tokens: 1 }))],
    'a usage cut off behind the end': [stream(...text, stop, 'data: {"choices":[],"usa')],
    'line breaks of Windows': [stream(...text, stop, done).replaceAll('\n', '\r\n')],
    'a byte order mark before it': [`\uFEFF${stream(...text, stop, done)}`],
  },
  'events with nothing in them': {
    'no data': [stream('data:\n\n', text[1] ?? '', 'data: \n\n', text[2] ?? '', stop, done)],
    null: [stream('data: null\n\n', ...text, stop, done)],
    'a ping with the time': [stream('event: ping\ndata: 2026-03-01T10:00:00Z\n\n', ...text, stop, done)],
    'a ping in JSON': [stream('event: ping\ndata: {"type": "ping"}\n\n', ...text, stop, done)],
    'words without a name': [
      stream('data: keep-alive\n\n', ...text, 'data: : OPENROUTER PROCESSING\n\n', stop, done),
    ],
    'an empty text, an empty object, an empty list': [
      stream('data: ""\n\ndata: {}\n\ndata: []\n\n', ...text, stop, done),
    ],
    comments: [stream(': waiting\n\n', ...text, ':\n\n', stop, done)],
    'an event with a name and a comment in it': [stream('event: heartbeat\n: x\n\n', ...text, stop, done)],
    '[DONE] with blanks around': [stream(...text, 'data:   [DONE] \n\n')],
    'done in small letters': [stream(...text, 'data: [done]\n\n')],
  },
  'what the body is': {
    'a stream called text/plain': [stream(...text, stop, done), 'text/plain; charset=utf-8'],
    'a stream called nothing': [stream(...text, stop, done), ''],
    'a stream called application/json': [stream(...text, stop, done), 'application/json'],
    'a stream in capital letters': [stream(...text, stop, done), 'Text/Event-Stream; charset=UTF-8'],
    'a stream that begins with a comment': [
      stream(': hello\n\n', ...text, stop, done),
      'application/octet-stream',
    ],
    'a stream that begins with a name': [stream('event: message\n', ...text, stop, done), 'text/html'],
    'a JSON text called text/plain': [whole(answer), 'text/plain'],
    'a JSON text called a stream': [whole(answer), 'text/event-stream'],
    'a JSON text with indentation': [JSON.stringify(whole(answer), undefined, 2), 'text/event-stream'],
    'a JSON text behind blank lines': [`\n\n  ${JSON.stringify(whole(answer))}\n`, 'application/json'],
    'JSON in lines': [
      [...text, stop].map((one) => `${JSON.stringify(one)}\n`).join(''),
      'application/x-ndjson',
    ],
    'JSON in lines, and [DONE]': [
      `${[...text].map((one) => JSON.stringify(one)).join('\r\n')}\r\n[DONE]\r\n`,
      '',
    ],
    'JSON in lines, the last without a break': [
      [...text, stop].map((one) => JSON.stringify(one)).join('\n'),
      'application/jsonl',
    ],
    'lines without their field': [
      stream('event: message\n', ...[...text, stop].map((one) => `${JSON.stringify(one)}\n\n`)),
    ],
    'a list of chunks': [[...text, stop], 'application/json'],
    'one line break where two are meant': [stream(...text, stop).replaceAll('\n\n', '\n')],
  },
  'fields that nobody needs': {
    'choices: null': [stream(...text, stop, { id: 'c1', choices: null, usage: { prompt_tokens: 7 } }, done)],
    'counts as texts': [stream(...text, stop, usage({ prompt_tokens: '7', completion_tokens: '9' }), done)],
    'counts of another kind': [
      stream(...text, stop, usage({ prompt_tokens: {}, completion_tokens: -1 }), done),
    ],
    'a usage that is a text': [stream(...text, chunk({}, 'stop', { usage: '' }), done)],
    'a usage that is a list': [stream(...text, chunk({}, 'stop', { usage: [1] }), done)],
    'a choice that is null': [stream({ id: 'c1', choices: [null] }, ...text, stop, done)],
    'a delta that is null': [stream(chunk(null), ...text, chunk(null, 'stop'), done)],
    'error: "" in every chunk': [stream(...text.map((one) => ({ ...one, error: '' })), stop, done)],
    'error: null, false, {}': [
      stream(...[null, false, {}].map((error, i) => ({ ...text[i], error })), stop, done),
    ],
    'content that is null': [
      stream(chunk({ content: null }), ...text, chunk({ content: null }, 'stop'), done),
    ],
    'an index that is not there': [
      stream(
        ...text.map((one) => JSON.parse(JSON.stringify(one).replace('"index":0,', '')) as object),
        stop,
        done,
      ),
    ],
    'a second choice': [
      stream(...text, { choices: [{ index: 1, delta: { content: 'other' } }] }, stop, done),
    ],
    'the text again as a message': [
      stream(
        ...text,
        { choices: [{ index: 0, delta: {}, message: { content: answer }, finish_reason: 'stop' }] },
        done,
      ),
    ],
    'delta and message in each chunk': [
      stream(
        ...[head, tail].map((content) => ({
          choices: [{ index: 0, delta: { content }, message: { content } }],
        })),
        stop,
        done,
      ),
    ],
    'messages that grow': [
      stream(
        ...[head, answer].map((content) => ({ choices: [{ index: 0, message: { content } }] })),
        stop,
        done,
      ),
    ],
    'the last words in the message alone': [
      stream(
        chunk({ content: head }),
        { choices: [{ index: 0, message: { content: answer }, finish_reason: 'stop' }] },
        done,
      ),
    ],
  },
  'the content as parts': {
    'text parts': [stream(chunk({ content: [part(head)] }), chunk({ content: [part(tail)] }), stop, done)],
    'thinking as a list': [
      stream(chunk({ content: [thinking([part('So')])] }), chunk({ content: answer }), stop, done),
    ],
    'thinking as a text': [
      stream(chunk({ content: [thinking('So')] }), chunk({ content: answer }), stop, done),
    ],
    'reasoning parts': [
      stream(chunk({ content: [{ type: 'reasoning', text: 'So' }] }), chunk({ content: answer }), stop, done),
    ],
    'both in one chunk': [
      stream(chunk({ content: [thinking('A sum.'), part(head)] }), chunk({ content: tail }), stop, done),
    ],
    'one part that is no list': [
      stream(chunk({ content: part(head) }), chunk({ content: part(tail) }), stop, done),
    ],
    'a list of texts': [stream(chunk({ content: [head, tail] }), stop, done)],
    'parts of the new API': [stream(chunk({ content: [{ type: 'output_text', text: answer }] }), stop, done)],
    'parts in one piece': [whole([thinking('A sum.'), part(answer)]), 'application/json'],
    'an unknown part between': [
      stream(
        chunk({ content: [part(head), { type: 'reference', reference_ids: [1] }, part(tail)] }),
        stop,
        done,
      ),
    ],
  },
};
for (const [kind, answers] of Object.entries(wholeAnswers))
  for (const [name, [body, type]] of Object.entries(answers))
    test(`${kind}: ${name}`, async () => {
      const { result } = await comes(sends(body, type));
      assert.ok(['stop', undefined].includes(result?.finishReason));
    });

for (const reason of ['eos', 'end_turn', 'stop_sequence', 'eos_token', 'STOP', 'completed'])
  test(`the finish reason ${reason} is an end`, async () => {
    const { result } = await comes(
      sends(stream(chunk({ content: head }), chunk({ content: tail }, reason), done)),
    );
    assert.equal(result?.finishReason, 'stop');
  });

for (const reason of ['length', 'max_tokens', 'MAX_TOKENS', 'model_length', 'model_context_window_exceeded'])
  test(`the finish reason ${reason} is the limit of tokens`, async () => {
    const { result } = await comes(
      sends(stream(chunk({ content: head }), chunk({ content: tail }, reason), done)),
    );
    assert.equal(result?.finishReason, 'length');
  });

test('a limit that the provider behind a router names is one', async () => {
  const end = {
    choices: [{ index: 0, delta: {}, finish_reason: 'stop', native_finish_reason: 'MAX_TOKENS' }],
  };
  const { result } = await comes(sends(stream(...text, end, done)));
  assert.equal(result?.finishReason, 'length');
});

test('what is thought in parts, in tags or beside the text comes apart from it', async () => {
  const ways: (object | string)[][] = [
    [chunk({ content: [thinking([part('So.')])] }), chunk({ content: answer })],
    [chunk({ reasoning_content: 'So.' }), chunk({ content: answer })],
    [chunk({ reasoning: 'So.', reasoning_content: 'So.' }), chunk({ content: answer })],
    [chunk({ reasoning_details: [{ type: 'reasoning.text', text: 'So.' }] }), chunk({ content: answer })],
    [
      chunk({ reasoning_details: [{ type: 'reasoning.summary', summary: 'So.' }] }),
      chunk({ content: answer }),
    ],
    [chunk({ content: '<think>\nSo.\n</thi' }), chunk({ content: `nk>\n\n${answer}` })],
    [chunk({ content: 'So.\n</think>\n\n' }), chunk({ content: answer })],
    [chunk({ content: '[THINK]So.[/THINK]' }), chunk({ content: answer })],
  ];
  for (const way of ways) {
    const { result } = await comes(sends(stream(...way, stop, done)));
    assert.equal(result?.reasoning, 'So.', JSON.stringify(way));
  }
});

test('a model that thinks until its tokens are used up has not answered', async () => {
  await isTold(
    sends(stream(chunk({ content: '<think>Two numbers' }), chunk({}, 'length'), done)),
    /max_new_tokens/,
  );
  await isTold(
    sends(stream(chunk({ reasoning: 'Two numbers' }), chunk({}, 'length'), done)),
    /max_new_tokens/,
  );
  const open = '<think> opens what is thought.';
  assert.equal((await asks(sends(stream(chunk({ content: open }), stop, done)))).result?.text, open);
});
