import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SseParser, serverSentEvents, type ServerSentEvent } from '../../../../src/models/api/sse.ts';
import { coded } from '../support.ts';

const stream =
  '\uFEFF: a comment\r\ndata: {"a":"é😀"}\r\n\r\nevent: error\rdata:first\rdata: second\r\r' +
  'id: 7\nretry: 10\ndata\n\nunknown: x\n\ndata:  two spaces\n\ndata: cut short';
const expected: ServerSentEvent[] = [
  { event: 'message', data: '{"a":"é😀"}' },
  { event: 'error', data: 'first\nsecond' },
  { event: 'message', data: '' },
  { event: 'message', data: ' two spaces' },
];

test('lines end in CRLF, LF or CR; comments, ids, unknown fields and a last event cut short are dropped', () => {
  assert.deepEqual(new SseParser().push(Buffer.from(stream)), expected);
});

test('the same events come out wherever the bytes are cut', () => {
  const bytes = Buffer.from(stream);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const parser = new SseParser();
    assert.deepEqual(
      [...parser.push(bytes.subarray(0, cut)), ...parser.push(bytes.subarray(cut))],
      expected,
      `cut at byte ${cut}`,
    );
  }
  const single = new SseParser();
  assert.deepEqual(
    [...bytes].flatMap((byte) => single.push(Uint8Array.of(byte))),
    expected,
  );
});

test('a line without end is not gathered without end', () => {
  const parser = new SseParser();
  const piece = Buffer.alloc(1024 * 1024, 'x');
  assert.throws(() => {
    for (let i = 0; i < 20; i++) parser.push(piece);
  }, coded('model-bad-answer'));
});

test('leaving the loop closes the body', async () => {
  let closed = false;
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('data: x\n\n');
    } finally {
      closed = true;
    }
  }
  for await (const event of serverSentEvents(body())) {
    assert.equal(event.data, 'x');
    break;
  }
  assert.ok(closed);
});
