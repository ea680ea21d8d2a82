import type { Answer, ResponseNumber } from '../../domain/annotation.ts';
import { tagKey, tagName, type Tag } from '../../domain/tags.ts';
import type { PulledTags } from '../../store/api/store.ts';
import { wireText, type Question, type ResponseValues } from '../api/wire.ts';
import type { WantedQuestion } from './datasetSettings.ts';

/**
 * Failure modes as questions of a dataset, one for each response, on the project's wish. An option's value is the id of a failure mode and its
 * text the name: Argilla takes other texts for the options of a published dataset, but no other values and no more of them.
 */

const responses: readonly ResponseNumber[] = [1, 2];

const questionName = (n: ResponseNumber): string => `failure_modes_${n}`;

/** The server's limit of options, and what it takes at least. */
const [fewest, most] = [2, 500];
const fewestVisible = 3;

/** What a dataset offers, by response: values with their texts. A response for which nothing is asked is missing. */
export type TagOptions = Partial<Record<ResponseNumber, ReadonlyMap<string, string>>>;

/** What a new dataset is to offer: those of the project first, then what was named. */
export function offeredTags(
  presets: readonly string[] = [],
  tags: readonly Pick<Tag, 'id' | 'name' | 'former'>[],
): { id: string; name: string }[] {
  const named = (preset: string) => {
    const key = tagKey(preset);
    return tags.find(({ name, former }) => [name, ...former].some((one) => tagKey(one) === key));
  };
  const first = presets.flatMap((preset) => {
    const known = named(preset);
    const name = tagName(preset);
    return known ?? (name === undefined ? [] : { id: tagKey(name), name });
  });
  const all = new Map([...first, ...tags].map(({ id, name }) => [id, name]));
  return [...all].slice(0, most).map(([id, name]) => ({ id, name }));
}

/** None where there are fewer than two to choose from. */
export function tagQuestions(offered: readonly { id: string; name: string }[]): WantedQuestion[] {
  if (offered.length < fewest) return [];
  const options = offered.map(({ id, name }) => ({ value: id, text: wireText(name) }));
  return responses.map((n) => ({
    name: questionName(n),
    title: `Failure modes of response ${n}`,
    description: 'What is wrong with it, in a word each.',
    required: false,
    settings: {
      type: 'multi_label_selection',
      options,
      ...(options.length >= fewestVisible && { visible_options: options.length }),
    },
  }));
}

/** What a dataset's questions offer. */
export function tagOptionsOf(questions: readonly Question[]): TagOptions {
  return Object.fromEntries(
    responses.flatMap((n) => {
      const question = questions.find(({ name }) => name === questionName(n));
      if (question?.settings.type !== 'multi_label_selection') return [];
      const options = question.settings.options ?? [];
      return [[n, new Map(options.map(({ value, text }) => [String(value), text ?? String(value)]))]];
    }),
  );
}

/** The names of the questions that are asked. */
export function askedOf(options: TagOptions = {}): string[] {
  return responses.filter((n) => options[n]).map(questionName);
}

/** The values of an answer's failure modes, as far as the dataset offers them; `left`: the names of the others. */
export function tagValues(
  { tags = [] }: Answer,
  options: TagOptions = {},
): { values: ResponseValues; left: string[] } {
  const values: ResponseValues = {};
  const left = new Set<string>();
  for (const n of responses) {
    const offered = options[n];
    if (!offered) continue;
    const own = tags.filter(({ response }) => response === n);
    const chosen = new Set(own.map(({ tag }) => tag).filter((tag) => offered.has(tag)));
    for (const { tag, name = tag } of own) if (!offered.has(tag)) left.add(name);
    // In the order of the options: the same answer is the same values.
    if (chosen.size > 0)
      values[questionName(n)] = { value: [...offered.keys()].filter((id) => chosen.has(id)) };
  }
  return { values, left: [...left] };
}

/** What a response says of failure modes; undefined where the dataset does not ask. */
export function pulledTags(values: ResponseValues, options: TagOptions = {}): PulledTags | undefined {
  const pulled = Object.fromEntries(
    responses.flatMap((n) => {
      const offered = options[n];
      if (!offered) return [];
      const value = values[questionName(n)]?.value;
      const chosen = Array.isArray(value) ? value.map(String).filter((id) => offered.has(id)) : [];
      return [[n, { chosen, offered: [...offered].map(([id, name]) => ({ id, name })) }]];
    }),
  );
  return Object.keys(pulled).length > 0 ? pulled : undefined;
}
