import { block, endings, fenced, given, openings, tagsOf, type Kind } from './kind.ts';

const escaped = (code: string): string =>
  code.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const numbered = (code: string, width: number, mark: string): string =>
  code
    .trimEnd()
    .split('\n')
    .map((line, i) => `${String(i + 1).padStart(width)}${mark}${line}`)
    .join('\n');

const indented = (text: string, by: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : by + line))
    .join('\n');

/** How one program is marked in an answer: fences, tags, numbers, spoilt characters, none at all. */
export const kindsOfMarks: Kind[] = [
  { name: 'one block alone', make: (p, ok) => block(p, given(p, ok)) },
  {
    name: 'one block among sentences',
    make: (p, ok, pick) => `${pick(openings)}\n\n${block(p, given(p, ok))}\n${pick(endings)}\n`,
  },
  { name: 'no tag', make: (p, ok, pick) => `${pick(openings)}\n${fenced(given(p, ok))}` },
  { name: 'another tag of the language', make: (p, ok, pick) => fenced(given(p, ok), pick(tagsOf(p))) },
  {
    name: 'a tag with more behind it',
    make: (p, ok, pick) =>
      fenced(
        given(p, ok),
        pick([
          `${p.language} title="solution"`,
          `{.${p.language} .numberLines}`,
          `${p.language}:solution.txt`,
          `${p.language} {linenos=true}`,
          `${p.language},editable`,
        ]),
      ),
  },
  {
    name: 'a file name in place of a tag',
    make: (p, ok, pick) => fenced(given(p, ok), pick(['solution', 'code', 'answer', 'main'])),
  },
  {
    name: 'the tag of another language',
    make: (p, ok, pick) => fenced(given(p, ok), pick(['text', 'plaintext', 'code', 'console'])),
  },
  { name: 'fence of waves', make: (p, ok) => fenced(given(p, ok), p.language, '~~~') },
  { name: 'longer fence', make: (p, ok) => fenced(given(p, ok), p.language, '`````') },
  {
    name: 'a block that is never closed',
    make: (p, ok, pick) => `${pick(openings)}\n\n\`\`\`${p.language}\n${given(p, ok)}`,
  },
  { name: 'no fence', make: (p, ok) => given(p, ok) },
  { name: 'no fence, a blank first', make: (p, ok) => ` ${given(p, ok)}` },
  { name: 'no fence, blank lines around', make: (p, ok) => `\n\n${given(p, ok)}\n\n\n` },
  { name: 'code, then a fence that only closes', make: (p, ok) => `${given(p, ok)}\`\`\`\n` },
  {
    name: 'code, a fence that only closes, sentences',
    make: (p, ok) => `${given(p, ok)}\`\`\`\n\nThis goes over the input once and returns the result.\n`,
  },
  { name: 'no fence, the name of the language first', make: (p, ok) => `${p.language}\n${given(p, ok)}` },
  {
    name: 'the name of the language in a block without a tag',
    make: (p, ok, pick) => `${pick(openings)}\n\n${fenced(`${p.language}\n${given(p, ok)}`)}`,
  },
  {
    name: 'a fence behind a sentence',
    make: (p, ok) => `Here is the code: \`\`\`${p.language}\n${given(p, ok)}\`\`\`\nThat is all.\n`,
  },
  {
    name: 'a fence that closes behind code',
    make: (p, ok) => `${fenced('', p.language).split('\n')[0]}\n${given(p, ok).trimEnd()}\`\`\`\n`,
  },
  {
    name: 'sentences right behind the fence that closes',
    make: (p, ok) => `\`\`\`${p.language}\n${given(p, ok)}\`\`\` This is the whole program.\n`,
  },
  {
    name: 'a block in a block of markdown',
    make: (p, ok) =>
      `\`\`\`markdown\n## Solution\n\nThe function goes over its input.\n\n${block(p, given(p, ok))}\nDone.\n\`\`\`\n`,
  },
  {
    name: 'a block in a longer block of markdown',
    make: (p, ok) => `\`\`\`\`md\n# Answer\n\n${block(p, given(p, ok))}\`\`\`\`\n`,
  },
  {
    name: 'pre and code of html',
    make: (p, ok) =>
      `<p>The function:</p>\n<pre><code class="language-${p.language}">${escaped(given(p, ok))}</code></pre>\n<p>It is <b>linear</b>.</p>\n`,
  },
  { name: 'pre of html', make: (p, ok) => `<pre>\n${escaped(given(p, ok))}</pre>\n` },
  {
    name: 'details of html around the block',
    make: (p, ok) =>
      `<details>\n<summary>Show the solution</summary>\n\n${block(p, given(p, ok))}\n</details>\n`,
  },
  {
    name: 'tags of html in a block',
    make: (p, ok) => fenced(escaped(given(p, ok)), p.language),
  },
  {
    name: 'an answer of JSON',
    make: (p, ok, pick) =>
      JSON.stringify({ explanation: 'Goes over it once.', [pick(['code', 'solution'])]: given(p, ok) }),
  },
  {
    name: 'a block of JSON that holds the code',
    make: (p, ok) =>
      fenced(JSON.stringify({ language: p.language, code: given(p, ok) }, undefined, 2), 'json'),
  },
  {
    name: 'brackets as tags',
    make: (p, ok) => {
      const tag = p.language === 'cpp' ? 'C++' : p.language.toUpperCase();
      return p.language === 'c' ? undefined : `[${tag}]\n${given(p, ok)}[/${tag}]\n`;
    },
  },
  { name: 'lines end as on Windows', make: (p, ok) => block(p, given(p, ok)).replaceAll('\n', '\r\n') },
  {
    name: 'no fence, lines end as on Windows, a mark of byte order',
    make: (p, ok) => `\ufeff${given(p, ok).replaceAll('\n', '\r\n')}`,
  },
  { name: 'a mark of byte order before the fence', make: (p, ok) => `\ufeff${block(p, given(p, ok))}` },
  {
    name: 'blanks that do not break',
    make: (p, ok) =>
      block(
        p,
        given(p, ok).replace(/^ +/gm, (all) => '\u00a0'.repeat(all.length)),
      ),
  },
  {
    name: 'quotation marks of a typesetter',
    make: (p, ok) =>
      given(p, ok).includes('"') && !given(p, ok).includes("'")
        ? block(p, given(p, ok).replace(/"([^"\n]*)"/g, '“$1”'))
        : undefined,
  },
  {
    name: 'a block in an item of a list',
    make: (p, ok) =>
      `1. Understand the task.\n2. Write the function:\n\n${indented(block(p, given(p, ok)), '   ')}\n3. Test it.\n`,
  },
  {
    name: 'a block in a quote',
    make: (p, ok) => `> As a colleague wrote:\n>\n${block(p, given(p, ok)).trimEnd().replace(/^/gm, '> ')}\n`,
  },
  { name: 'numbered lines', make: (p, ok) => block(p, numbered(given(p, ok), 3, '  ')) },
  { name: 'numbered lines with a bar', make: (p, ok) => block(p, numbered(given(p, ok), 2, ' | ')) },
  { name: 'numbered lines without a fence', make: (p, ok) => numbered(given(p, ok), 1, ': ') },
  {
    name: 'code indented as markdown has it',
    make: (p, ok) =>
      `The function is:\n\n${indented(given(p, ok), '    ')}\nIt is called with one argument.\n`,
  },
  {
    name: 'a block that is indented as a whole',
    make: (p, ok) => block(p, indented(given(p, ok), '    ')),
  },
  {
    name: 'a block of lines that were added',
    make: (p, ok) => fenced(given(p, ok).trimEnd().replace(/^/gm, '+'), 'diff'),
  },
  {
    name: 'signs of markdown escaped',
    make: (p, ok) => (p.name.includes('_') ? given(p, ok).replaceAll('_', '\\_') : undefined),
  },
];
