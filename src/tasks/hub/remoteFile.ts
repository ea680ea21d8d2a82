import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { RangeFile } from '../parquet/readParquet.ts';
import type { HubClient } from './hubClient.ts';

/**
 * A file on the Hub, read by ranges. The Hub answers with a redirect to its CDN; further ranges are asked there at once (no
 * token goes there), until that address expires.
 */
export async function openRemote(client: HubClient, url: string, name: string): Promise<RangeFile> {
  let direct: string | undefined;
  const ask = async (range: string, maxBytes: number): Promise<{ bytes?: ArrayBuffer; total: number }> => {
    const headers = { range, 'accept-encoding': 'identity' };
    const response = await (direct === undefined
      ? client.get(url, { headers, maxBytes })
      : client.get(direct, { headers, maxBytes }).catch((error: unknown) => {
          if (!(error instanceof TouchstoneError) || error.status === undefined) throw error;
          direct = undefined; // the signed address has expired: ask the Hub for a new one
          return client.get(url, { headers, maxBytes });
        }));
    if (new URL(response.url).origin !== new URL(url).origin) direct = response.url;
    const total = totalOf(response.status, response.headers);
    if (response.status !== 206) {
      // The range was ignored: a whole file is on its way, which is not what was asked for.
      for await (const _ of response.stream()) break;
      return { total };
    }
    return { bytes: exact(await response.bytes()), total };
  };

  const read = async (start: number, end: number): Promise<ArrayBuffer> => {
    if (start >= end) return new ArrayBuffer(0);
    const { bytes } = await ask(`bytes=${start}-${end - 1}`, end - start);
    if (bytes?.byteLength !== end - start)
      throw new TouchstoneError(
        'network-bad-answer',
        l10n.t('{0} does not send parts of {1}.', origin(direct ?? url), name),
        l10n.t('Download the file and use the source "file".'),
      );
    return bytes;
  };

  // The last 8 bytes tell where the footer is, and the answer to a range tells how long the file is.
  const tail = await ask('bytes=-8', 8);
  if (!(tail.total >= 0))
    throw new TouchstoneError(
      'network-bad-answer',
      l10n.t('{0} does not tell the length of {1}.', origin(direct ?? url), name),
    );
  const byteLength = tail.total;
  return {
    name,
    byteLength,
    read: (start, end) =>
      tail.bytes?.byteLength === 8 && start === byteLength - 8 && end === byteLength
        ? Promise.resolve(tail.bytes)
        : read(start, end),
  };
}

/** `Content-Range: bytes 8-15/1234`, or the length of a whole file; NaN when it is not told. */
function totalOf(status: number, headers: Record<string, string>): number {
  const value =
    status === 206 ? /\/(\d+)\s*$/.exec(headers['content-range'] ?? '')?.[1] : headers['content-length'];
  return value === undefined ? NaN : Number(value);
}

function exact(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function origin(url: string): string {
  return new URL(url).origin;
}
