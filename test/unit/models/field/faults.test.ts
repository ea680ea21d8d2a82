import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunk, done, head, isTold, sends, stop, stream, whole } from './asked.ts';

/** What goes wrong behind a status of 200, and must not become an answer. */
const half = chunk({ content: head });
const event = (name: string, data: unknown): string =>
  `event: ${name}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const lost = { message: 'The slot was lost' };
const ended = (reason: string, more: object = {}): object => ({
  choices: [{ index: 0, delta: {}, finish_reason: reason, ...more }],
});
const tool = {
  tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'run', arguments: '{}' } }],
};

const faults: Record<string, Record<string, [body: string | object, words: RegExp, type?: string]>> = {
  'the server’s own words': {
    'a line error: alone': [
      stream(`error: ${JSON.stringify({ code: 400, message: 'The prompt has 9000 tokens' })}\n\n`, done),
      /9000 tokens/,
    ],
    'a line error: in the middle': [
      stream(half, `error: ${JSON.stringify(lost)}\n\n`, done),
      /slot was lost/,
    ],
    'a line error: with words': [stream(half, 'error: The slot was lost\n\n', done), /slot was lost/],
    'an event named error': [stream(half, event('error', lost), done), /slot was lost/],
    'an event named error, with words': [stream(half, event('error', 'The slot was lost')), /slot was lost/],
    'an event named error, with an error in it': [
      stream(half, event('error', { error: lost })),
      /slot was lost/,
    ],
    'an event named error, in capitals and without an end': [
      stream(half, 'event: ERROR\ndata: The slot was lost'),
      /slot was lost/,
    ],
    'a type and no message': [stream(half, { error: { type: 'overloaded_error' } }, done), /overloaded/],
    'words called msg': [
      stream(half, { error: { code: 1261, msg: 'Too long by 800' } }, done),
      /Too long by 800/,
    ],
    'words called detail': [stream(half, { error: { detail: 'Too long by 800' } }, done), /Too long by 800/],
    'a code and a message without error': [
      stream(half, { code: 1261, message: 'Too long by 800' }, done),
      /Too long by 800/,
    ],
    'success: false': [stream(half, { success: false, msg: 'Too long by 800' }, done), /Too long by 800/],
    'a list of errors': [
      stream(half, { errors: [{ message: 'Too long' }, { message: 'by 800' }] }, done),
      /Too long by 800/,
    ],
    'an error in a list': [stream(half, [{ error: { code: 503, message: 'Too busy' } }], done), /Too busy/],
    'an error in a choice': [
      stream(half, ended('error', { error: { code: 502, message: 'The provider went away' } }), done),
      /went away/,
    ],
    'an error in a text in an error': [
      stream(half, { error: { message: '{"error":{"message":"Deeper down"}}' } }, done),
      /Deeper down/,
    ],
    'what a provider behind a router said': [
      stream(
        half,
        { error: { message: 'Provider returned error', metadata: { raw: 'ran out of memory' } } },
        done,
      ),
      /ran out of memory/,
    ],
    'plain words for an event': [stream(half, 'data: upstream connect error\n\n'), /upstream connect error/],
    'an error for a completion': [{ error: { message: 'Not today' } }, /Not today/, 'application/json'],
    'a list with an error for a completion': [
      [{ error: { message: 'Not today', code: 400 } }],
      /Not today/,
      'application/json',
    ],
    'a message with a status for a completion': [
      { status: 'error', message: 'Not today' },
      /Not today/,
      'application/json',
    ],
  },
  'half an answer': {
    ...Object.fromEntries(
      [
        'error',
        'content_filter',
        'abort',
        'insufficient_system_resource',
        'SAFETY',
        'cancelled',
        'timeout',
        'unheard_of',
      ].map((reason): [string, [string, RegExp]] => [
        `finish reason ${reason}`,
        [stream(half, ended(reason), done), new RegExp(reason)],
      ]),
    ),
    'stop, but natively network_error': [
      stream(half, ended('stop', { native_finish_reason: 'network_error' }), done),
      /network_error/,
    ],
    'stop, but natively a filter': [
      stream(half, ended('stop', { native_finish_reason: 'PROHIBITED_CONTENT' }), done),
      /PROHIBITED_CONTENT/,
    ],
    'in one piece': [whole(head, 'content_filter'), /filter/, 'application/json'],
    'an event cut off': [stream(half, JSON.stringify(stop).slice(0, 40)), /not JSON|ended the stream/],
    'a chunk that cannot be read': [
      stream(half, 'data: {"choices":[{"delta":{"content":"ret\n\n', stop, done),
      /not JSON/,
    ],
    'lines that end too early': [
      `${JSON.stringify(half)}\n${JSON.stringify(half)}\n`,
      /ended the stream/,
      'application/x-ndjson',
    ],
    'one line alone': [JSON.stringify(half), /ended the stream/, 'application/x-ndjson'],
    'a list that is cut off': [`[${JSON.stringify(half)},`, /not JSON/, 'application/json'],
    'nothing at all': ['', /ended the stream/],
    'comments alone': [': waiting\n\n', /ended the stream/],
    'a page in place of the rest': [
      stream(half, '<html><body>502 Bad Gateway</body></html>'),
      /ended the stream/,
    ],
  },
  'what a model refuses': {
    'in pieces': [
      stream(
        chunk({ content: null, refusal: '' }),
        chunk({ refusal: 'I will not ' }),
        chunk({ refusal: 'do it.' }),
        stop,
        done,
      ),
      /I will not do it/,
    ],
    'in one piece': [
      whole(null, 'stop', { refusal: 'I will not do it.' }),
      /I will not do it/,
      'application/json',
    ],
    'as a part': [
      whole([{ type: 'refusal', refusal: 'I will not do it.' }]),
      /I will not do it/,
      'application/json',
    ],
    'as a finish reason': [stream(chunk({ role: 'assistant' }), ended('refusal'), done), /refus/],
    'withheld by a filter': [stream(chunk({ role: 'assistant' }), ended('content_filter'), done), /filter/],
    'a filter that says why': [
      stream(
        half,
        ended('content_filter', { content_filter_results: { violence: { filtered: true } } }),
        done,
      ),
      /violence/,
    ],
    'a tool': [stream(chunk(tool), ended('tool_calls'), done), /tool/],
    'a function of old': [
      stream(chunk({ function_call: { name: 'run', arguments: '{}' } }), ended('function_call'), done),
      /tool/,
    ],
  },
};
for (const [kind, bodies] of Object.entries(faults))
  for (const [name, [body, words, type]] of Object.entries(bodies))
    test(`${kind}: ${name}`, async () => {
      await isTold(sends(body, type), words);
    });

test('a page is told as one, whatever it is called', async () => {
  const page = '<!doctype html><title>Sign in</title><form action="/login"></form>';
  for (const type of ['text/html', 'text/plain', 'text/event-stream', ''])
    await isTold(sends(page, type), /page/);
});

const refusals: [name: string, status: number, body: object, code: string, words: RegExp][] = [
  [
    'a quota that is used up',
    429,
    {
      error: {
        code: 'insufficient_quota',
        message: 'You exceeded your current quota, please check your plan',
      },
    },
    'model-unauthorized',
    /paid.*quota/,
  ],
  [
    'a balance that is too low',
    429,
    { error: { code: '1113', message: 'Insufficient balance' } },
    'model-unauthorized',
    /paid.*balance/,
  ],
  [
    'a filter before the model',
    400,
    { error: { code: 'content_filter', message: 'The prompt triggered the policy' } },
    'model-refused',
    /filter.*triggered/,
  ],
  ['a message alone', 401, { message: 'Not authorized here' }, 'model-unauthorized', /Not authorized here/],
  [
    'a text in a list',
    400,
    [{ error: { code: 400, message: 'API key not valid' } }],
    'model-bad-request',
    /API key not valid/,
  ],
];
for (const [name, status, body, code, words] of refusals)
  test(`a refusal is told at once: ${name}`, async () => {
    const { error, requests } = await isTold(sends(body, 'application/json', status), words);
    assert.equal(error?.code, code);
    assert.equal(requests.length, 1);
  });

test('a secret that a server repeats is told nowhere', async () => {
  const key = 'sk-very-secret-0123456789';
  for (const body of [
    stream(`error: wrong key ${key}\n\n`),
    stream(`data: who is ${key}?\n\n`),
    stream({ error: { msg: `no ${key}` } }),
  ]) {
    const { error } = await isTold(sends(body), /…/, { key });
    assert.ok(!JSON.stringify([error?.message, error?.detail, error?.action]).includes(key));
  }
  const { error } = await isTold(
    (request, response) => void response.writeHead(403).end(`no ${request.path}`),
    /\/v1/,
    { path: '/v1?api-key=hidden-in-the-query-1' },
  );
  assert.ok(!`${error?.message} ${error?.detail}`.includes('hidden-in-the-query'));
});
