import * as z from 'zod';
import type { ProposedTag } from '../../domain/judgement.ts';
import { longestTagName, tagKey, tagName } from '../../domain/tags.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Failure modes that a judge may propose for one response. */
export const mostTags = 3;
/** Longer texts are no names, and are not looked at. */
const longest = 1000;

/** Their place in the answer; no criterion is called so, whose ids have small letters alone. */
export const tagsField = 'failureModes';

export const tagsShape: JsonSchema = {
  type: 'array',
  maxItems: mostTags,
  items: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: longestTagName },
      lines: { type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 2 },
    },
    required: ['name', 'lines'],
    additionalProperties: false,
  },
};

export const tagsShapeInWords = `"${tagsField}": a list of none to ${mostTags} of {"name": "…", "lines": [first, last] or []}`;

/** What a judge is told of them. Prompts are in English. */
export function tagsInWords(names: readonly string[]): string {
  const known = names.flatMap((name) => tagName(name) ?? []).map((name) => `- ${name}`);
  return [
    `Beside the points name what is wrong with the response in "${tagsField}": at most ${mostTags}, the worst first, none where nothing is.`,
    known.length > 0
      ? `Take a name of this list as it stands where one fits, else a new one of a few words:\n\n${known.join('\n')}\n`
      : 'A name is a few words, such as "Off by one".',
    '"lines" are the first and the last line of the response, counted from 1, where the fault is in a few lines; else an empty list.',
  ].join('\n');
}

const proposed = z.looseObject({ name: z.string().max(longest), lines: z.array(z.number()).nullish() });

/**
 * What an answer proposes for a response of so many lines. What is no failure mode, has other lines, is said twice or is one too many is left
 * out and counted: the rest of the answer does not depend on it.
 */
export function readTags(value: unknown, lines: number): { tags: ProposedTag[]; dropped: number } {
  const given: unknown[] = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value];
  const tags: ProposedTag[] = [];
  for (const one of given.slice(0, longest)) {
    const tag = toTag(one, lines);
    if (tag && tags.length < mostTags && !tags.some(({ name }) => tagKey(name) === tagKey(tag.name)))
      tags.push(tag);
  }
  return { tags, dropped: given.length - tags.length };
}

function toTag(given: unknown, most: number): ProposedTag | undefined {
  const { data } = proposed.safeParse(given);
  const name = data && tagName(data.name);
  if (name === undefined) return undefined;
  const [first, last = first, ...more] = data?.lines ?? [];
  if (first === undefined || last === undefined) return { name };
  const isPlace =
    more.length === 0 && Number.isInteger(first) && Number.isInteger(last) && 1 <= first && first <= last;
  return isPlace && last <= most ? { name, lines: [first, last] } : undefined;
}
