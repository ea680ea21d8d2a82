import * as l10n from '@vscode/l10n';
import { cancelled } from '../../../platform/errors.ts';
import { maxTextBytes } from '../../file/textPieces.ts';
import { questionOf, turnsOf } from '../../mapping/chatMessages.ts';
import type { Row } from '../../mapping/taskSource.ts';
import { JsonSkimmer, type Choice, type JsonPath } from '../reading/jsonSkim.ts';
import { BadEntry, entryBytes } from '../reading/zipEntry.ts';
import { FileRanges, listZip, type ZipEntry, type ZipList } from '../reading/zipFile.ts';
import type { LogFile, LogFormat, LogItem, LogSample, OpenLog } from './logSample.ts';
import { isBad, parsedText, restIsLost, valuesOf, type FoundValue } from './logText.ts';
import { asRow, fieldsOf, member, nameOf, textOf, verdictOf } from './values.ts';

/**
 * Logs of Inspect (https://inspect.aisi.org.uk/eval-logs.html): `.eval`, a zip with an entry for each sample, packed as zstd or deflate, and
 * `.json`, one object with all of them. A sample's `input` is the instruction, `output.completion` the response, `scores` are the verdicts,
 * `metadata` and `target` what the dataset says.
 */
export const inspect: LogFormat = {
  id: 'inspect',
  title: 'Inspect',
  recognises: ({ kind, entries, has }) =>
    kind === 'zip'
      ? entries.some(
          (name) => name === 'header.json' || name === '_journal/start.json' || sampleEntry.test(name),
        )
      : kind === 'object' && has('eval') && (has('eval.task') || has('eval.eval_id')),
  open: async (file) => ((await isZip(file)) ? openZip(file) : openJson(file)),
};

/** Members of a sample that say nothing of it that is kept here. */
const unread = new Set([
  'messages',
  'events',
  'events_data',
  'store',
  'attachments',
  'timelines',
  'model_usage',
  'role_usage',
  'error_retries',
]);

const sampleEntry = /^samples\/(.+_epoch_\d+)(?:\.json|\/(?:sample|metadata)\.json)$/s;

/** What the head of a log says of all its samples. */
class Header {
  #eval: unknown;
  #ranks = new Map<string, number>();

  set eval(value: unknown) {
    this.#eval = value;
    const ids = member(value, 'dataset', 'sample_ids');
    if (Array.isArray(ids)) this.#ranks = new Map(ids.map((id, i) => [nameOf(id) ?? '', i]));
  }

  get dataset(): string | undefined {
    return nameOf(member(this.#eval, 'task')) ?? nameOf(member(this.#eval, 'dataset', 'name'));
  }

  get model(): string | undefined {
    const model = nameOf(member(this.#eval, 'model'));
    return model === 'none/none' ? undefined : model;
  }

  rankOf(id: string | undefined): number | undefined {
    return id === undefined ? undefined : this.#ranks.get(id);
  }
}

async function isZip(file: LogFile): Promise<boolean> {
  const ranges = await FileRanges.open(file.path);
  try {
    return (await ranges.bytes(0, 2)).toString('latin1') === 'PK';
  } finally {
    await ranges.close();
  }
}

async function openJson(file: LogFile): Promise<OpenLog> {
  const header = new Header();
  const choose = ([first, ...rest]: JsonPath): Choice => {
    if (first === undefined) return 'enter';
    if (first === 'samples') return rest.length === 0 ? 'enter' : unread;
    return first === 'eval' ? 'take' : 'skip';
  };
  for await (const found of valuesOf(file, (path) => (path[0] === 'samples' ? 'skip' : choose(path))))
    if (!isBad(found) && found.path[0] === 'eval') {
      header.eval = found.value;
      break;
    }
  return { ...datasetOf(header), items: jsonItems(file, choose, header) };
}

const datasetOf = ({ dataset }: Header): { dataset?: string } => (dataset === undefined ? {} : { dataset });

async function* jsonItems(
  file: LogFile,
  choose: (path: JsonPath) => Choice,
  header: Header,
): AsyncGenerator<LogItem, void, undefined> {
  for await (const found of valuesOf(file, choose))
    if (isBad(found)) yield found;
    else if (found.path[0] === 'samples') yield sampleOf(found.value, header, { line: found.line });
}

async function openZip(file: LogFile): Promise<OpenLog> {
  const header = new Header();
  const ranges = await FileRanges.open(file.path);
  let problem: LogItem | undefined;
  let list: ZipList;
  try {
    list = await listZip(ranges, file.name);
    const head = list.entries.get('header.json') ?? list.entries.get('_journal/start.json');
    for await (const found of head ? entryValues(ranges, head, headChoice) : [])
      if (!isBad(found)) header.eval = found.value;
      else problem = { ...found, ...(head ? { entry: head.name } : {}) };
  } finally {
    await ranges.close();
  }
  return { ...datasetOf(header), items: zipItems(file, list, header, problem) };
}

const headChoice = (path: JsonPath): Choice =>
  path.length === 0 ? 'enter' : path[0] === 'eval' && path.length === 1 ? 'take' : 'skip';

async function* zipItems(
  file: LogFile,
  { entries, isCut }: ZipList,
  header: Header,
  problem: LogItem | undefined,
): AsyncGenerator<LogItem, void, undefined> {
  if (isCut)
    yield {
      problem: l10n.t(
        'The file is cut off: its list of entries is missing. Entries that are whole are read.',
      ),
    };
  if (problem) yield problem;
  const ranges = await FileRanges.open(file.path);
  const left = { bytes: maxTextBytes };
  try {
    for (const [name, entry] of [...entries].toSorted(([, a], [, b]) => a.at - b.at)) {
      if (file.signal?.aborted) throw cancelled();
      const [, own] = sampleEntry.exec(name) ?? [];
      if (own === undefined || name.endsWith('/metadata.json')) continue;
      const facts = entries.get(`samples/${own}/metadata.json`);
      yield await sampleIn(ranges, entry, header, left, name.endsWith('/sample.json') ? facts : undefined);
    }
  } finally {
    await ranges.close();
  }
}

async function sampleIn(
  ranges: FileRanges,
  entry: ZipEntry,
  header: Header,
  left: { bytes: number },
  facts: ZipEntry | undefined,
): Promise<LogItem> {
  const place = { entry: entry.name };
  let sample: LogItem | undefined;
  for await (const found of entryValues(ranges, entry, () => unread, left))
    sample ??= isBad(found) ? { ...found, ...place } : sampleOf(found.value, header, place);
  sample ??= { ...place, problem: l10n.t('There is no sample in it.') };
  // Of a large sample the metadata lie apart.
  if (facts && !('problem' in sample))
    for await (const found of entryValues(ranges, facts, () => 'take', left))
      if (!isBad(found)) sample.fields = { ...fieldsOf(found.value), ...sample.fields };
  return sample;
}

/** The values that are wanted of an entry, or what is wrong with it: then none of what was read before. */
async function* entryValues(
  ranges: FileRanges,
  entry: ZipEntry,
  choose: (path: JsonPath) => Choice,
  left: { bytes: number } = { bytes: maxTextBytes },
): AsyncGenerator<FoundValue | Extract<LogItem, { problem: string }>, void, undefined> {
  const skimmer = new JsonSkimmer(choose);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const found: (FoundValue | Extract<LogItem, { problem: string }>)[] = [];
  const take = (text: string): void => {
    for (const { path, line, text: value } of skimmer.push(text)) {
      const read = parsedText(value);
      found.push('problem' in read ? { line, ...read } : { path, line, value: read.value });
    }
  };
  try {
    for await (const piece of entryBytes(ranges, entry, left.bytes)) {
      left.bytes -= piece.length;
      take(decoder.decode(piece, { stream: true }));
    }
    take(decoder.decode());
  } catch (error) {
    const why =
      error instanceof BadEntry
        ? error.message
        : error instanceof TypeError
          ? l10n.t('its text is not UTF-8')
          : undefined;
    if (why === undefined) throw error;
    return yield {
      problem: l10n.t('The entry {0} cannot be read: {1}.', JSON.stringify(entry.name.slice(0, 200)), why),
    };
  }
  const problem = skimmer.end();
  if (problem) yield restIsLost(problem);
  else yield* found;
}

function sampleOf(value: unknown, header: Header, place: Pick<LogSample, 'line' | 'entry'>): LogItem {
  const sample = asRow(value);
  if (!sample) return { ...place, problem: l10n.t('Expected a sample as an object.') };
  const id = nameOf(sample['id']);
  const epoch = sample['epoch'];
  const rank = header.rankOf(id);
  const turns = turnsOf(sample['input']);
  const instruction = textOf(sample['input']) ?? (turns && questionOf(turns));
  const model = header.model ?? nameOf(member(sample, 'output', 'model'));
  return {
    ...place,
    ...(id === undefined ? {} : { id }),
    ...(rank === undefined ? {} : { rank }),
    ...(instruction === undefined ? {} : { instruction }),
    ...(model === undefined ? {} : { model }),
    ...(typeof epoch === 'number' ? { epoch } : {}),
    fields: {
      ...fieldsOf(sample['metadata']),
      ...fieldsOf({ choices: sample['choices'], target: sample['target'] }),
    },
    ...answerIn(sample),
    ...verdictIn(sample['scores']),
  };
}

function answerIn(sample: Row): Pick<LogSample, 'response' | 'lack'> {
  const [choice] = [member(sample, 'output', 'choices')].flat();
  const content = member(choice, 'message', 'content');
  const completion = textOf(member(sample, 'output', 'completion')) ?? '';
  const said = completion === '' ? contentText(content, 'text') : completion;
  const hasError = asRow(sample['error']) !== undefined;
  // Its words may tell which model it was.
  if (said === '' && hasError) return { lack: l10n.t('the log holds an error in its place') };
  if (said === '' && choice === undefined) return { lack: l10n.t('the model gave no answer') };
  const thoughts = contentText(content, 'reasoning');
  const isApart = thoughts.trim() !== '' && !/<\/?think/i.test(thoughts + said);
  return { response: isApart ? `<think>\n${thoughts}\n</think>\n\n${said}` : said };
}

function contentText(content: unknown, kind: 'text' | 'reasoning'): string {
  if (typeof content === 'string') return kind === 'text' ? content : '';
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((part: unknown) => (member(part, 'type') === kind ? [textOf(member(part, kind)) ?? ''] : []))
    .join('');
}

/** Of several scorers the first that says passed or failed, with what the others say. */
function verdictIn(scores: unknown): Pick<LogSample, 'verdict'> {
  const all = Object.entries(asRow(scores) ?? {}).flatMap(([scorer, score]) => {
    const verdict = verdictOf(
      'Inspect',
      scorer,
      member(score, 'value') ?? score,
      member(score, 'explanation'),
    );
    return verdict ? [verdict] : [];
  });
  const verdict = all.find(({ passed }) => passed !== undefined) ?? all[0];
  return verdict ? { verdict } : {};
}
