import { tagKey, tagName } from './tags.ts';

/** A failure mode that was named before, or is offered by the project. */
export interface KnownTag {
  name: string;
  uses: number;
  /** What it was called before. */
  former: readonly string[];
}

export interface TagOption {
  name: string;
  /** It was named so before: what was typed is another name of it. */
  typed?: string;
  /** A key that chooses it while nothing is typed. */
  digit?: number;
  uses?: number;
  /** It is not there yet. */
  isNew?: true;
}

/** More are not listed: one types on. */
const most = 12;
const digits = 9;

/**
 * What is offered for what is typed, the one that Enter takes first: a failure mode of that name, else one that begins so, else what is typed as a
 * new one. A name that holds it elsewhere is offered, and never taken without being chosen.
 */
export function tagOptions(
  typed: string,
  known: readonly KnownTag[],
  presets: readonly string[],
  given: readonly string[],
): TagOption[] {
  const has = new Set(given.map(tagKey));
  const own = presets.map((preset) => {
    const key = tagKey(preset);
    return known.find(({ name, former }) => [name, ...former].some((one) => tagKey(one) === key)) ?? preset;
  });
  const first = own.map((one) => (typeof one === 'string' ? { name: one, uses: 0, former: [] } : one));
  const all: KnownTag[] = [...first, ...known.filter((one) => !first.includes(one))];
  const query = tagKey(typed.replace(/^[\s#]+/u, ''));
  if (query === '') {
    const digitOf = (one: KnownTag): number | undefined => {
      const at = first.indexOf(one);
      return at >= 0 && at < digits ? at + 1 : undefined;
    };
    return all
      .map((one) => ({ ...optionOf(one), digit: digitOf(one) }))
      .filter(({ name }) => !has.has(tagKey(name)))
      .slice(0, most);
  }
  const matches = (fits: (key: string) => boolean): TagOption[] =>
    all.flatMap((one) => {
      if (fits(tagKey(one.name))) return [optionOf(one)];
      const former = one.former.find((name) => fits(tagKey(name)));
      return former === undefined ? [] : [{ ...optionOf(one), typed: former }];
    });
  const same = matches((key) => key === query);
  const begins = matches((key) => key !== query && key.startsWith(query));
  const holds = matches((key) => !key.startsWith(query) && key.includes(query));
  const name = tagName(typed);
  const added: TagOption[] = same.length === 0 && name !== undefined ? [{ name, isNew: true }] : [];
  const found = begins.length > 0 ? [...same, ...begins, ...added, ...holds] : [...same, ...added, ...holds];
  const seen = new Set<string>();
  return found
    .filter((one) => !has.has(tagKey(one.name)) && !seen.has(one.name) && seen.add(one.name))
    .slice(0, most);
}

function optionOf({ name, uses }: KnownTag): TagOption {
  return { name, uses };
}
