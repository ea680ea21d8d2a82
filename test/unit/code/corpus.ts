import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const folder = new URL('../../corpora/code/', import.meta.url);

export interface CorpusCase {
  name: string;
  taskLanguage?: string;
  response: string;
  /** `undefined`: no program is to be found. */
  program?: { language: string; blocks: number[]; code: string };
}

/** The cases of `test/corpora/code`; its README.txt tells the form. */
export function corpus(): CorpusCase[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.case'))
    .map((file) => parseCase(basename(file), readFileSync(new URL(file, folder), 'utf8')))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function parseCase(name: string, text: string): CorpusCase {
  const match = /^([\s\S]*?)\n===== response\n([\s\S]*?)(?:===== program\n([\s\S]*))?$/.exec(text);
  if (!match) throw new Error(`${name}: not a case`);
  const [, head = '', response = '', code] = match;
  const taskLanguage = /^language: (.+)$/m.exec(head)?.[1];
  const expected = /^expect: (?:(nothing)|([\w+]+), (?:blocks ([\d ]+)|whole))$/m.exec(head);
  if (!expected || (expected[1] === undefined) !== (code !== undefined)) throw new Error(`${name}: bad head`);
  const found = { name, taskLanguage, response: unescape(response) };
  if (code === undefined) return found;
  const blocks = (expected[3] ?? '').split(' ').filter(Boolean).map(Number);
  return { ...found, program: { language: expected[2] ?? '', blocks, code: unescape(code) } };
}

function unescape(text: string): string {
  return text
    .replaceAll('<CR>', '\r')
    .replaceAll('<TAB>', '\t')
    .replace(/<END>\n$/, '');
}
