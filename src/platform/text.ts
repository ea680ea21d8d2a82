/**
 * Texts of datasets, models and programs, made fit to be shown. They may hold terminal escapes and characters that reorder the line
 * ("Trojan source"). Runs in a page, too.
 */

/** Parts of character classes: controls but tab and line break; embeddings, overrides, isolates and marks of direction. */
const controls = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f';
const directions = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
/** Line separators, and what is not seen at all. */
const unseen =
  '\\u200b\\u2028\\u2029\\u2060-\\u2065\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}';
const bidi = new RegExp(`[${directions}]`, 'g');
const controlsAndBidi = new RegExp(`[${controls}${directions}]`, 'g');
const acting = new RegExp(`[${controls}${directions}${unseen}]`, 'gu');

/** At most `length` code points; what is cut off is replaced by `end`, which counts. */
export function truncate(text: string, length: number, end = '…'): string {
  if (text.length <= length) return text;
  // A code point has two units at most: the rest of a long text is not looked at.
  const points = [...text.slice(0, 2 * length + 2)];
  if (points.length <= length) return text;
  const kept = points.slice(0, length - [...end].length).join('');
  return kept.trimEnd() + end;
}

/** For a label or a tooltip: control characters and those that reorder text become spaces, but line breaks and tabs. */
export function plain(text: string): string {
  return text.replace(controlsAndBidi, ' ');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For the text of an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Text with the characters that reorder or mark directions spelled out. */
export function escapeBidi(text: string): string {
  return text.replace(bidi, mark);
}

/** Output as plain text, with every character spelled out that would act instead of being shown. Lines end with LF. */
export function escapeControls(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(acting, mark);
}

/** ESC becomes ␛ (the Unicode pictures of controls), others their number: ⟨U+202E⟩. */
function mark(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}
