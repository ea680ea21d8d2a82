/**
 * Letters and digits of scripts that set blanks between words, together; of the others each character by itself. Marks (accents, vowel
 * signs) belong to what they stand on.
 */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}\p{M}])+/gu;

/**
 * The words of a text as two instructions are compared by: case, blanks and punctuation do not count. What has none (pure signs) is one word
 * as it is.
 */
export function wordsOf(text: string): string[] {
  const found = text.normalize('NFKC').toLowerCase().match(word);
  return found ?? [text.trim()];
}

/** Whether two texts differ in nothing but blanks and line ends is told by these being equal. */
export function withoutBlanks(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
