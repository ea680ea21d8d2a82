import { sha256 } from '../platform/hash.ts';
import type { Rubric } from '../domain/rubric.ts';

/**
 * Names what an annotator followed, in 12 hex digits: another text, or another scale (the criteria with their order, ids, titles,
 * maxima and descriptions), is another version. Line ends do not count: a checkout may change them. When a correction is asked for,
 * and which evidence is shown where, is no part of it: it changes no score.
 */
export function guidelinesVersion(text: string, rubric: Rubric): string {
  const criteria = rubric.criteria.map(({ id, title, max, description, levels }) => [
    id,
    title,
    max,
    description ?? null,
    levels ?? null,
  ]);
  return sha256(JSON.stringify([text.replace(/\r\n?/g, '\n'), criteria]), 12);
}

/** Guidelines with their scale as one markdown text, for showing what changed between two versions. */
export function guidelinesDocument({ text, rubric }: { text: string; rubric: Rubric }): string {
  const criteria = rubric.criteria.map(({ id, title, max, description, levels }) =>
    [
      `## ${title} (${id}: 0–${max})`,
      ...(description ? [description] : []),
      ...(levels ? [levels.map((level, points) => `- ${points}: ${level}`).join('\n')] : []),
    ].join('\n\n'),
  );
  return `${[text.replace(/\r\n?/g, '\n').trimEnd(), '---', ...criteria].join('\n\n')}\n`;
}
