import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TouchstoneError } from '../../../../src/platform/errors.ts';
import type { HttpResponse } from '../../../../src/platform/http.ts';
import { AnswerText } from '../../../../src/models/api/streamedText.ts';
import { readCompletion, type Completion } from '../../../../src/models/providers/completions.ts';
import { each } from '../../../each.ts';
import { reasoning, text } from './chunks.ts';
import { recordedStreams, type RecordedStream } from './recordedStreams.ts';

const asked = { model: 'm', url: 'http://server.invalid/v1/chat/completions' };

/** A response of 200 with this body, in pieces. */
function responseOf(type: string, ...parts: Uint8Array[]): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': type },
    async *stream() {
      for (const part of parts) yield await Promise.resolve(part);
    },
  } as unknown as HttpResponse;
}

async function read(
  { type = 'text/event-stream' }: Pick<RecordedStream, 'type'>,
  ...parts: Uint8Array[]
): Promise<{ text: string } & Completion> {
  const answer = new AnswerText();
  const completion = await readCompletion(responseOf(type, ...parts), answer, asked);
  return { text: answer.text, ...completion };
}

const outcome = (work: Promise<{ text: string } & Completion>) =>
  work.catch((error: unknown) => {
    assert.ok(error instanceof TouchstoneError, String(error));
    return error;
  });

test('there are streams of fourteen servers', () => {
  assert.ok(new Set(recordedStreams.map(({ server }) => server)).size >= 14);
});

for (const stream of recordedStreams) {
  const bytes = Buffer.from(stream.body);
  const isError = stream.kind === 'error';
  const right = isError
    ? undefined
    : {
        text,
        ...(stream.kind === 'reasoning' && { reasoning }),
        finishReason: 'stop',
        ...(stream.usage && { usage: stream.usage }),
      };

  test(`${stream.server}, ${stream.kind}: the answer or the server’s words`, async () => {
    const came = await outcome(read(stream, bytes));
    if (came instanceof TouchstoneError) assert.match(came.message, stream.words ?? /there is no error/);
    else assert.deepEqual(came, right);
  });

  test(`${stream.server}, ${stream.kind}: the same when every byte arrives alone`, async () => {
    const alone = each(bytes).map((byte) => Uint8Array.of(byte));
    assert.deepEqual(plain(await outcome(read(stream, ...alone))), plain(await outcome(read(stream, bytes))));
  });

  test(`${stream.server}, ${stream.kind}: cut at any byte it is whole or a failure`, async () => {
    for (const at of each(bytes.keys())) {
      const came = await outcome(read(stream, bytes.subarray(0, at)));
      if (came instanceof TouchstoneError) continue;
      assert.ok(right, `half an answer is stored at byte ${at}`);
      // Its usage may have been behind the cut.
      assert.deepEqual({ ...came, usage: undefined }, { ...right, usage: undefined }, `cut at byte ${at}`);
    }
  });
}

function plain(came: TouchstoneError | object): unknown {
  return came instanceof TouchstoneError ? [came.code, came.message] : came;
}
