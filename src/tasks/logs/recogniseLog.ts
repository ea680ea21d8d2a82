import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { firstBytes, textPieces } from '../file/textPieces.ts';
import { bigcode } from './formats/bigcodeLog.ts';
import { evalPlus } from './formats/evalPlusLog.ts';
import { inspect } from './formats/inspectLog.ts';
import { liveCodeBench } from './formats/liveCodeBenchLog.ts';
import { lmEval } from './formats/lmEvalLog.ts';
import type { LogFormat, Sketch } from './formats/logSample.ts';
import { promptfoo } from './formats/promptfooLog.ts';
import { samples } from './formats/samplesLog.ts';
import { JsonSkimmer } from './reading/jsonSkim.ts';
import { FileRanges, listZip } from './reading/zipFile.ts';

/** All formats that are known; the first that recognises a file reads it. */
export const logFormats: readonly LogFormat[] = [
  inspect,
  promptfoo,
  lmEval,
  liveCodeBench,
  evalPlus,
  samples,
  bigcode,
];

/** Of the beginning of a file, this much (UTF-16 units) is looked at. */
const headLength = 64 * 1024;
const mostPaths = 5000;
const deepest = 3;

/** The format of a file, by its beginning; `undefined` where it is a table or nothing that is known. */
export async function recogniseLog(
  path: string,
  { isSamples = false } = {},
): Promise<{ format: LogFormat; sketch: Sketch } | undefined> {
  const sketch = await sketchOf(path, isSamples);
  const format = logFormats.find((one) => one.recognises(sketch));
  return format && { format, sketch };
}

/** Errors: `file-malformed`. */
export function formatCalled(id: string): LogFormat {
  const format = logFormats.find((one) => one.id === id);
  if (format) return format;
  throw new TouchstoneError('file-malformed', l10n.t('The format {0} is not known.', JSON.stringify(id)));
}

async function sketchOf(path: string, isSamples: boolean): Promise<Sketch> {
  const name = basename(path);
  const none = { name, isSamples, entries: [], has: () => false };
  const magic = (await firstBytes(path, 4)).toString('latin1');
  if (magic.startsWith('PK\x03\x04')) return { ...none, kind: 'zip', entries: await entriesOf(path, name) };
  if (magic === 'PAR1') return { ...none, kind: 'other' };
  const head = await headOf(path, name);
  const first = /\S/.exec(head)?.[0];
  if (first !== '[' && first !== '{') return { ...none, kind: 'other' };
  const kind = first === '[' ? 'list' : isLines(head, name) ? 'lines' : 'object';
  const paths = pathsIn(head);
  const start = kind === 'list' ? '*.' : '';
  return { ...none, kind, has: (member) => paths.has(start + member) };
}

async function entriesOf(path: string, name: string): Promise<string[]> {
  const file = await FileRanges.open(path);
  try {
    return [...(await listZip(file, name)).entries.keys()];
  } finally {
    await file.close();
  }
}

/** As far as it can be read. */
async function headOf(path: string, name: string): Promise<string> {
  const held: string[] = [];
  let length = 0;
  try {
    for await (const piece of textPieces(path, name)) {
      held.push(piece);
      length += piece.length;
      if (length >= headLength) break;
    }
  } catch (error) {
    // Whoever reads the file tells what is wrong with it.
    if (!(error instanceof TouchstoneError)) throw error;
  }
  return held.join('').slice(0, headLength);
}

/** An object on each line, rather than one. */
function isLines(head: string, name: string): boolean {
  if (/\.(?:jsonl|ndjson|jsonlines)(?:\.gz)?$/i.test(name)) return true;
  const [first = '', ...others] = head.trimStart().split('\n', 20);
  return first.trimEnd().endsWith('}') && others.some((line) => line.startsWith('{'));
}

/** Names of members, with those of what they are in. */
function pathsIn(head: string): ReadonlySet<string> {
  const paths = new Set<string>();
  const skimmer = new JsonSkimmer((path) => {
    if (paths.size < mostPaths) paths.add(path.join('.'));
    return path.length < deepest ? 'enter' : 'skip';
  });
  for (const _ of skimmer.push(head)) void _;
  return paths;
}
