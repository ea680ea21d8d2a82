/**
 * Makes characters visible that would act instead of being shown. Output of programs and models may hold terminal escapes
 * and characters that reorder the line ("Trojan source"): both are shown as what they are.
 */

const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

const codePoint = (character: string) =>
  `⟦U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟧`;

/** Text with the characters that reorder or mark directions spelled out. */
export function visibleBidi(text: string): string {
  return text.replace(bidi, codePoint);
}

/** Terminal output as plain text: escapes as control pictures (`␛[31m`), line ends kept. */
export function visibleControls(text: string): string {
  const lines = text.replace(/\r\n/g, '\n');
  return visibleBidi(
    lines.replace(controls, (character) => {
      const code = character.charCodeAt(0);
      if (code === 0x7f) return '␡';
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : codePoint(character);
    }),
  );
}
