import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import { snappyUncompressor } from 'hysnappy';

/**
 * How pages of Parquet are packed. Node's own codecs where every editor has them: they are native, refuse what is larger than the
 * page's header says, and the dictionary of Brotli alone is as large as all the others.
 * @see https://parquet.apache.org/docs/file-format/data-pages/compression/
 */
export const codecs: Compressors = {
  SNAPPY: snappyUncompressor(),
  GZIP: (input, length) => gunzipSync(input, most(length)),
  BROTLI: (input, length) => brotliDecompressSync(input, most(length)),
  ZSTD: (input) => decompressZstd(input),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** zlib takes no limit of 0, which an empty page has. */
const most = (length: number) => ({ maxOutputLength: Math.max(length, 1) });
