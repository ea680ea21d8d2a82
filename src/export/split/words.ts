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

/** Texts that differ in blanks and line ends only become the same one. */
export function withoutBlanks(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Whether two texts become the same by `withoutBlanks`, without a look at more than their first difference. */
export function differInBlanksOnly(a: string, b: string): boolean {
  const [one, other] = [a.matchAll(/\S+/gu), b.matchAll(/\S+/gu)];
  for (;;) {
    const [word, same] = [one.next(), other.next()];
    if (word.done || same.done) return word.done === same.done;
    if (word.value[0] !== same.value[0]) return false;
  }
}
