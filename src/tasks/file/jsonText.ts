/**
 * JSON as Python writes it, too: `NaN`, `Infinity` and `-Infinity` are numbers (`json.dumps` and pandas write them). Throws a SyntaxError
 * for what is not JSON, with the place in the text as it was.
 */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/\b(?:NaN|Infinity)\b/.test(text)) throw error;
    try {
      return JSON.parse(withMarks(text), (_key, value: unknown) =>
        typeof value === 'string' && marks.has(value) ? marks.get(value) : value,
      );
    } catch {
      throw error;
    }
  }
}

/** Texts that stand for the numbers that JSON lacks; a private-use letter makes them unlike any that is there. */
const mark = '\uE5A7';
const marks = new Map([
  [`${mark}NaN`, NaN],
  [`${mark}Infinity`, Infinity],
  [`${mark}-Infinity`, -Infinity],
]);

/** The same text with these numbers as marked texts; what stands within strings stays. */
function withMarks(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)|-?\bInfinity\b|\bNaN\b/gs, (token) =>
    token.startsWith('"') ? token : `"${mark}${token}"`,
  );
}
