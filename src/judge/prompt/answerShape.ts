import type { Rubric } from '../../domain/rubric.ts';
import { tagsField, tagsShape, tagsShapeInWords, type JsonSchema } from './proposedTags.ts';

export type { JsonSchema };

/** Characters of a reason that a server is asked to keep to. */
const longestReason = 400;

const text = { type: 'string', maxLength: longestReason };

function object(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** For each criterion, in the order of the rubric, the reason first and then the points; in the end how sure the judge is, before it the failure modes that are asked for. */
export function scoreFields({ criteria }: Rubric, withTags = false): JsonSchema {
  const fields = criteria.map(({ id, max }): [string, JsonSchema] => [
    id,
    // A list of values, since not every server heeds bounds of numbers.
    object({ reason: text, points: { type: 'integer', enum: Array.from({ length: max + 1 }, (_, n) => n) } }),
  ]);
  return object({
    ...Object.fromEntries(fields),
    ...(withTags && { [tagsField]: tagsShape }),
    confidence: { type: 'integer', minimum: 0, maximum: 100 },
  });
}

export const winners = ['first', 'second', 'tie'] as const;

export function comparisonFields(): JsonSchema {
  return object({ reason: text, winner: { type: 'string', enum: [...winners] } });
}

/** The same without bounds, which some servers refuse in a schema. */
export function withoutBounds(schema: JsonSchema): JsonSchema {
  const bounds = new Set(['maxLength', 'minimum', 'maximum', 'maxItems']);
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (bounds.has(key) ? undefined : value)),
  ) as JsonSchema;
}

/** The shape as an example, for the prompt; of both responses without a rubric. */
export function shapeInWords(rubric: Rubric | undefined, withTags = false): string {
  const only = 'Answer with one JSON object and nothing else, in exactly this shape:';
  if (!rubric) return `${only}\n{"reason": "…", "winner": "first" or "second" or "tie"}`;
  const fields = rubric.criteria.map(
    ({ id, max }) => `"${id}": {"reason": "…", "points": a whole number from 0 to ${max}}`,
  );
  const sure = '"confidence": how sure you are, a whole number from 0 to 100';
  const tags = withTags ? [tagsShapeInWords] : [];
  return `${only}\n{${[...fields, ...tags, sure].join(',\n ')}}`;
}
