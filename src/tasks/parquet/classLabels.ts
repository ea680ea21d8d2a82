import * as z from 'zod';
import { parseJson } from '../../platform/errors.ts';
import type { Row } from '../mapping/taskSource.ts';

/** Names of classes, by column, where the file says them. Pure. */
export type Labels = ReadonlyMap<string, readonly string[]>;

const label = z.looseObject({ _type: z.literal('ClassLabel'), names: z.array(z.string()) });
const features = z.looseObject({
  info: z.looseObject({ features: z.record(z.string(), z.unknown()) }),
});
const inList = z.union([z.looseObject({ feature: label }), z.array(label).min(1)]);

/**
 * The names of the columns of numbers that `datasets` knows as `ClassLabel`, alone or in lists: its features stand as JSON under the key
 * `huggingface` of the footer (https://huggingface.co/docs/datasets/about_dataset_features).
 */
export function labelsOf({
  key_value_metadata: pairs = [],
}: {
  key_value_metadata?: { key: string; value?: string }[] | undefined;
}): Labels {
  const text = pairs.find(({ key }) => key === 'huggingface')?.value;
  const parsed = features.safeParse(text === undefined ? undefined : parseJson(text));
  const labels = new Map<string, readonly string[]>();
  if (!parsed.success) return labels;
  for (const [column, feature] of Object.entries(parsed.data.info.features)) {
    const one = label.safeParse(feature).data;
    const list = inList.safeParse(feature).data;
    const names = one?.names ?? (Array.isArray(list) ? list[0]?.names : list?.feature.names);
    if (names) labels.set(column, names);
  }
  return labels;
}

/** The row with names instead of numbers; a number that names nothing (-1: none) stays. */
export function withLabels(row: Row, labels: Labels): Row {
  if (labels.size === 0) return row;
  const named = { ...row };
  for (const [column, names] of labels) {
    const value = named[column];
    const nameOf = (cell: unknown): unknown =>
      typeof cell === 'number' || typeof cell === 'bigint' ? (names[Number(cell)] ?? cell) : cell;
    if (Object.hasOwn(named, column))
      named[column] = Array.isArray(value) ? value.map(nameOf) : nameOf(value);
  }
  return named;
}
