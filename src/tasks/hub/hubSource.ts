import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import type { TasksConfig } from '../../project/config.ts';
import { hashId, mappedColumns } from '../mapping/columnMapping.ts';
import { needsLength, parseSplit, type RowRange, type SplitPart } from '../mapping/splitSlice.ts';
import { readFooter, readRows } from '../parquet/readParquet.ts';
import type { LoadContext, Row, SourceRow, TaskSource } from '../mapping/taskSource.ts';
import { HubClient, type HubDeps } from './hubClient.ts';
import { chooseConfig, listParquet } from './hubListing.ts';
import { openRemote } from './remoteFile.ts';
import { refuseEmpty, RemoteSplit } from './remoteSplit.ts';

type HubConfig = Extract<TasksConfig, { source: 'hub' }>;

/**
 * Opens a slice of a dataset on the Hub. Errors: `split-invalid`, `column-missing`, `dataset-*`, `network-*`, `file-malformed`.
 */
export async function openHub(config: HubConfig, deps: HubDeps & LoadContext): Promise<TaskSource> {
  const parts = parseSplit(config.split);
  const client = new HubClient(config.dataset, deps);
  const file = `${config.dataset} ${config.split}`;
  deps.onProgress?.({ message: l10n.t('{0}: finding its files', file), rows: 0 });
  const chosen = chooseConfig(await listParquet(client, config.revision), config.dataset, config.config);
  const wanted = parts.flatMap((part) => expandAll(part, chosen.splits));
  const columns = mappedColumns(config.columns);
  const splits = new Map<string, RemoteSplit>();
  const ranges: RowRange[] = [];
  for (const part of wanted) {
    const split = splits.get(part.split) ?? openSplit(client, config, part, chosen.splits, columns);
    splits.set(part.split, split);
    ranges.push(await split.range(part));
  }
  refuseEmpty(config.split, ranges);

  async function* rows(): AsyncGenerator<SourceRow, void, undefined> {
    for (const range of ranges) {
      const split = splits.get(range.split);
      if (!split) continue;
      for await (const row of split.rows(range, deps.signal)) yield { ...row, split: range.split };
    }
  }

  return {
    name: config.dataset,
    file,
    context: 'none',
    total: ranges.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0),
    rows: rows(),
    hashedId: ({ index, split }) => hubRowId(config.dataset, chosen.config, split ?? '', index),
  };
}

/** The id of a row without an id column: by its place in the whole split, so that `train[:3]` and `train[:10]` agree. */
export function hubRowId(dataset: string, config: string, split: string, index: number): string {
  return hashId(dataset, config, split, index);
}

/** `all` means every split, one after the other. */
function expandAll(part: SplitPart, splits: ReadonlyMap<string, string[]>): SplitPart[] {
  if (part.split !== 'all' || splits.has('all')) return [part];
  if (part.from !== undefined || part.to !== undefined)
    throw new TouchstoneError('split-invalid', l10n.t('"all" cannot be sliced.'), {
      action: l10n.t('Slice the splits one by one: {0}.', [...splits.keys()].join(', ')),
    });
  return [...splits.keys()].map((split) => ({ split, unit: 'abs' as const }));
}

function openSplit(
  client: HubClient,
  config: HubConfig,
  part: SplitPart,
  splits: ReadonlyMap<string, string[]>,
  columns: readonly string[],
): RemoteSplit {
  const urls = splits.get(part.split) ?? partialSplit(config, part, splits);
  const label = `${config.dataset} (${part.split})`;
  return new RemoteSplit(label, urls.length, columns, (index) => {
    const url = urls[index] ?? '';
    return openRemote(client, url, l10n.t('{0}, file {1} of {2}', label, index + 1, urls.length));
  });
}

/**
 * Of datasets over 5 GB the Hub converts the first part only, as the split `partial-…`: its first rows are the split's first
 * rows, but where the split ends is not known. https://huggingface.co/docs/dataset-viewer/parquet#partially-converted-datasets
 */
function partialSplit(config: HubConfig, part: SplitPart, splits: ReadonlyMap<string, string[]>): string[] {
  const partial = splits.get(`partial-${part.split}`);
  if (partial && !needsLength(part)) return partial;
  if (partial)
    throw new TouchstoneError(
      'split-invalid',
      l10n.t(
        'The Hub has converted only the first part of {0} ({1}) to Parquet.',
        config.dataset,
        part.split,
      ),
      l10n.t('Slice it by row numbers from the start, for example {0}[:100].', part.split),
    );
  throw new TouchstoneError('split-invalid', l10n.t('{0} has no split "{1}".', config.dataset, part.split), {
    action: l10n.t('Use one of: {0}.', [...splits.keys()].join(', ')),
  });
}

/** Row groups up to this many bytes are read for a preview; of others the names alone are known. */
const previewBytes = 16 * 1024 * 1024;
const previewRows = 10;

/** The columns of a dataset on the Hub with its first rows, for a person to choose from. Errors: those of `openHub`. */
export async function previewHub(
  { dataset, split }: Pick<HubConfig, 'dataset' | 'split'>,
  deps: HubDeps,
): Promise<{ names: string[]; rows: Row[] }> {
  const [part] = parseSplit(split);
  const client = new HubClient(dataset, deps);
  const { splits } = chooseConfig(await listParquet(client), dataset);
  const [first] = splits.values();
  const [url = ''] = splits.get(part?.split ?? '') ?? first ?? [];
  const file = await openRemote(client, url, dataset);
  const footer = await readFooter(file);
  const [group] = footer.metadata.row_groups;
  const size = group?.columns.reduce(
    (sum, { meta_data: m }) => sum + Number(m?.total_compressed_size ?? 0),
    0,
  );
  const rows: Row[] = [];
  if (size !== undefined && size <= previewBytes) {
    const to = Math.min(previewRows, Number(group?.num_rows ?? 0));
    for await (const { values } of readRows(file, footer, footer.columns, { from: 0, to })) rows.push(values);
  }
  return { names: footer.columns, rows };
}
