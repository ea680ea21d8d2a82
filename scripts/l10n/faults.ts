import type { Texts } from './extract.ts';

/** What is wrong with a translation, one line for each fault: texts that are missing, unknown or have other placeholders. */
export function faults(name: string, english: Texts, translated: Texts): string[] {
  const found: string[] = [];
  for (const [key, text] of Object.entries(english)) {
    const translation = translated[key];
    if (translation === undefined || translation.trim() === '') found.push(`${name}: missing: ${key}`);
    else if (marks(text) !== marks(translation))
      found.push(`${name}: other placeholders, links or commands: ${key}`);
  }
  for (const key of Object.keys(translated))
    if (!Object.hasOwn(english, key)) found.push(`${name}: not used any more: ${key}`);
  return found;
}

/** What a translation must keep: `{0}`, `command:…`, `$(icon)`, and code in backticks. */
function marks(text: string): string {
  return (text.match(/\{\w+\}|\]\(command:[^)\s]+\)|\$\([\w-]+\)|`[^`]+`/g) ?? []).sort().join(' ');
}
