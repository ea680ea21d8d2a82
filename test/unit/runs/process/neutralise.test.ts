import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Neutraliser, neutralise } from '../../../../src/runs/process/neutralise.ts';

/** Output that does something in a terminal when it is passed on as it is. */
const hostile: [what: string, text: string][] = [
  ['clear screen', '\x1b[2J\x1b[H'],
  ['colour', '\x1b[31mred\x1b[0m'],
  ['hidden text', '\x1b[8msecret\x1b[28m'],
  ['cursor up and overwrite', 'exit code 1\x1b[1A\rexit code 0'],
  ['alternate screen', '\x1b[?1049h'],
  ['mouse reports', '\x1b[?1003h'],
  ['bracketed paste off', '\x1b[?2004l'],
  ['device status report', '\x1b[6n'],
  ['answerback', '\x05'],
  ['window title', '\x1b]0;pwned\x07'],
  ['title report', '\x1b[21t'],
  ['clipboard (OSC 52)', '\x1b]52;c;cm0gLXJmIC8=\x07'],
  ['hyperlink (OSC 8)', '\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\'],
  ['current folder (OSC 7)', '\x1b]7;file:///etc\x07'],
  ['shell integration (OSC 633)', '\x1b]633;E;rm -rf ~\x07\x1b]633;C\x07'],
  ['notification (OSC 9)', '\x1b]9;hello\x07'],
  ['image (OSC 1337)', '\x1b]1337;File=inline=1:AAAA\x07'],
  ['DCS', '\x1bPq#0;2;0;0;0#0~~\x1b\\'],
  ['APC', '\x1b_Gf=24;AAAA\x1b\\'],
  ['PM', '\x1b^x\x1b\\'],
  ['SOS', '\x1bXx\x1b\\'],
  ['reset', '\x1bc'],
  ['C1 CSI', '\x9b2J'],
  ['C1 OSC', '\x9d0;x\x9c'],
  ['C1 DCS', '\x90q\x9c'],
  ['bell', '\x07\x07\x07'],
  ['backspaces', 'rm -rf /\b\b\b\b\b\b\b\bls      '],
  ['carriage return', 'bad\rgood'],
  ['form feed and vertical tab', 'a\fb\vc'],
  ['shift out', '\x0eabc\x0f'],
  ['NUL and DEL', 'a\0b\x7fc'],
  ['8-bit next line', 'a\x85b'],
  ['right-to-left override', 'access \u202egnp.exe'],
  ['isolates', '\u2066a\u2067b\u2068c\u2069'],
  ['embeddings', '\u202aa\u202bb\u202c\u202d'],
  ['direction marks', '\u200ea\u200fb\u061cc'],
  ['line separator', 'a\u2028b\u2029c'],
  ['byte order mark', '\ufeffa'],
  ['tag characters', 'a\u{e0041}\u{e007f}b'],
  ['interlinear annotation', '\ufff9a\ufffab\ufffb'],
  ['escape split by NUL', '\x1b\0[2J'],
  ['many escapes', '\x1b'.repeat(500)],
];

/** What must not get through: built from numbers, so that this file holds no control characters. */
const active = new RegExp(
  `[${[
    [0x00, 0x08],
    [0x0b, 0x0c],
    [0x0e, 0x1f],
    [0x7f, 0x9f],
    [0x61c, 0x61c],
    [0x200e, 0x200f],
    [0x2028, 0x202e],
    [0x2066, 0x2069],
    [0xfeff, 0xfeff],
  ]
    .map((range) => range.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('-'))
    .join('')}]`,
);

function inPieces(bytes: Uint8Array, size: number): string {
  const neutraliser = new Neutraliser();
  let text = '';
  for (let i = 0; i < bytes.length; i += size) text += neutraliser.push(bytes.subarray(i, i + size));
  return text + neutraliser.flush();
}

describe('neutralise', () => {
  test('has a corpus', () => assert.ok(hostile.length >= 40));

  for (const [what, text] of hostile)
    test(`${what}, whole and in pieces`, () => {
      const bytes = Buffer.from(text, 'utf8');
      const whole = inPieces(bytes, bytes.length);
      assert.doesNotMatch(whole, active);
      assert.doesNotMatch(whole.replaceAll('\r\n', ''), /[\r\n]/);
      assert.equal(whole, neutralise(text));
      for (const size of [1, 2, 3, 5]) assert.equal(inPieces(bytes, size), whole, `pieces of ${size}`);
      assert.ok(whole.length >= [...text].length, 'nothing is swallowed');
    });

  test('raw 8-bit controls, which are no UTF-8, do not get through', () => {
    assert.equal(inPieces(Uint8Array.of(0x9b, 0x32, 0x4a), 1), '\ufffd2J');
  });

  test('plain text, tabs and line breaks are shown as they are', () => {
    const text = 'naïve\t日本語 👩‍💻 ok\nnext\r\nlast\n';
    const shown = 'naïve\t日本語 👩‍💻 ok\r\nnext\r\nlast\r\n';
    for (const size of [1, 2, 3, 7, 1000]) assert.equal(inPieces(Buffer.from(text), size), shown);
  });

  test('marks can be read', () => {
    assert.equal(neutralise('\x1b[31mx\x07\x7f\u202e\x9b'), '␛[31mx␇␡⟨U+202E⟩⟨U+009B⟩');
    assert.equal(neutralise('50%\r100%\r\n'), '50%␍100%\r\n');
  });
});
