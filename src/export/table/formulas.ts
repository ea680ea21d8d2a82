/** What spreadsheets begin a formula with, also behind blanks that they take away, and in full width. */
const formula = /^[\t\r\n\s]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** The text with an apostrophe before it where a spreadsheet would calculate it instead of showing it. */
export function neutralised(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}
