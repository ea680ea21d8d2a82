import english from '../../l10n/review.l10n.json' with { type: 'json' };

/** The name of a text. `l10n/review.l10n.json` holds them all, in English; `{0}`, `{1}` … are filled in by `format`. */
export type StringKey = keyof typeof english;

/** The texts in use: English, with what the host's bundle translates laid over it. */
export const strings: Readonly<Record<StringKey, string>> = { ...english, ...translations() };

function translations(): Partial<Record<StringKey, string>> {
  const json = document.body.dataset['strings'];
  if (!json) return {};
  const bundle: unknown = JSON.parse(json);
  const result: Partial<Record<StringKey, string>> = {};
  if (typeof bundle !== 'object' || bundle === null) return result;
  for (const [key, value] of Object.entries(bundle))
    if (key in english && typeof value === 'string') result[key as StringKey] = value;
  return result;
}

/** A text with its placeholders filled. */
export function format(key: StringKey, ...values: (string | number)[]): string {
  return strings[key].replace(/\{(\d)\}/g, (whole, index) => String(values[Number(index)] ?? whole));
}

/** A number as people of the display language write it. */
export function decimal(value: number, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(document.documentElement.lang || undefined, options);
}
