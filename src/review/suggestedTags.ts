import type { ReviewTask } from '../answers/reviewTask.ts';
import type { ResponseNumber } from '../domain/annotation.ts';
import { tagKey, tagName } from '../domain/tags.ts';
import type { ProjectConfig } from '../project/config.ts';
import type { ResponseView } from '../protocol/reviewViews.ts';
import { maySee, plainFor } from './suggestionViews.ts';

/** Failure modes that machines propose for a response, once they may be seen: each once, without those that are named already. */
export function suggestedTags(
  config: ProjectConfig,
  look: ReviewTask,
  number: ResponseNumber,
): ResponseView['suggestedTags'] {
  if (!maySee(config, look)) return [];
  const plain = plainFor(config, look);
  const given = (look.annotation?.tags ?? []).filter(({ response }) => response === number);
  const seen = new Set(given.map(({ tag, name = tag }) => tagKey(name)));
  return look.suggestions.flatMap(({ field, value, agent, score, outdated }) => {
    if (field !== 'tags' || outdated || !Array.isArray(value)) return [];
    return value.flatMap(({ response, tag, lines }) => {
      const name = tagName(plain(tag));
      if (response !== number || name === undefined || seen.has(tagKey(name))) return [];
      seen.add(tagKey(name));
      return [{ name, agent: plain(agent), ...(lines && { lines }), ...(score !== undefined && { score }) }];
    });
  });
}
