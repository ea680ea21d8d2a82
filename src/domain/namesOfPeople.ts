/** Control characters, and what breaks lines or turns the direction of a text. */
const unseen = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Whether somebody can be called so: in one line as it is read. */
export function isOwnName(name: string): boolean {
  return name.trim() !== '' && !unseen.test(name);
}

/** Whether it could be taken for what a store calls somebody by. */
export function looksLikeId(name: string): boolean {
  return /^\s*(?:local|argilla|sample):/i.test(name.normalize('NFKC'));
}

/** Whether an annotator came with a sample project: nobody here, and not to be taken for anybody. */
export function isSampleName(annotator: string): boolean {
  return annotator.startsWith('sample:');
}

/** Names that are the same to a reader are the same text by it. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
