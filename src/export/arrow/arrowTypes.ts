import type { Column } from '../table/column.ts';

/** A column's type as `datasets` names its features. */
export const featureTypes: Record<Exclude<Column<unknown>['type'], 'messages'>, string> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  bool: 'bool',
};

/** A column as `Features.to_dict` of `datasets` writes it; a list in brackets is read by every version, `List` by newer ones alone. */
export function featureOf({ type }: Pick<Column<unknown>, 'type'>): unknown {
  const value = (dtype: string) => ({ dtype, _type: 'Value' });
  if (type === 'messages') return [{ role: value('string'), content: value('string') }];
  return value(featureTypes[type]);
}

/** What `datasets` calls the features of columns. */
export function featuresOf(columns: Pick<Column<unknown>, 'name' | 'type'>[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((column) => [column.name, featureOf(column)]));
}
