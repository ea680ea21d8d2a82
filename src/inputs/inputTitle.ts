import * as l10n from '@vscode/l10n';
import type { InputContent } from '../domain/run.ts';

const longest = 120;

/** One line that names an input: its call, else its first line; what is sent to stdin; the arguments. */
export function inputTitle(input: InputContent): string {
  const parts: string[] = [];
  const code = input.code?.trim();
  if (code) parts.push(lineOf(code));
  if (input.args && input.args.length > 0)
    parts.push(l10n.t('arguments: {0}', input.args.map(shown).join(' ')));
  if (input.stdin) parts.push(`stdin: ${input.stdin.trimEnd().replace(/\s*\n\s*/g, ' ⏎ ')}`);
  const title = parts.join(' · ').replace(/\s+/g, ' ');
  if (title === '') return l10n.t('the program without input');
  return title.length > longest ? `${title.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : title;
}

/** Setup comes first and what is asked last: the last line where it is whole, else the first that says something. */
function lineOf(code: string): string {
  const lines = code.split(/\r\n?|\n/).filter((line) => !/^\s*(?:$|#(?!include)|\/\/|\/\*|\*)/.test(line));
  const last = lines.at(-1) ?? code;
  const before = lines.at(-2);
  // A name alone says little: what it holds is shown with it.
  if (
    before !== undefined &&
    /^\S/.test(before) &&
    /^\S/.test(last) &&
    /^(?:print\(|console\.log\(|assert )?\s*[\w.]+\)?;?$/.test(last)
  )
    return `${before.replace(/;\s*$/, '')}; ${last}`;
  if (!/^[\s)\]}'"]/.test(last) && !/^(?:else|except|finally|fi|done|end)\b/.test(last)) return last;
  const first = lines.find(
    (line) => !/^\s*(?:import|from|use|using|#include)\b|^\s*\w+\s*[:{]\s*$/.test(line),
  );
  return (first ?? last).trim();
}

function shown(argument: string): string {
  return /^[\w./:=@%+,-]+$/.test(argument) ? argument : JSON.stringify(argument);
}
