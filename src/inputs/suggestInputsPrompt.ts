import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { TouchstoneError, parseJson } from '../platform/errors.ts';
import type { InputContent } from '../domain/run.ts';

/** Most inputs that are taken from one answer. */
const most = 8;

const suggestionsSchema = z
  .array(
    z.object({
      code: z.string().trim().min(1).max(2000),
      expectedValue: z.string().trim().min(1).max(2000).nullish(),
    }),
  )
  .min(1);

export interface SuggestRequest {
  instruction: string;
  language: string;
  /** The function under test, where the task names one, and how the programs declare it. */
  entryPoint?: string;
  signature?: string;
}

/** What a model is asked for inputs. It sees the task alone, no response: an input must favour neither. */
export function suggestPrompt({ instruction, language, entryPoint, signature }: SuggestRequest): string {
  const about = [
    entryPoint ? `The function under test is \`${entryPoint}\`.` : '',
    signature ? `It is declared as \`${signature}\`.` : '',
  ].filter(Boolean);
  return [
    `Write up to ${most} inputs that test a solution of the programming task below in ${language}: usual cases and edge cases.`,
    ...about,
    'Answer with a JSON array alone, of objects with these fields:',
    `"code": one expression or a few statements in ${language} that run after the solution, the last one an expression, such as a call;`,
    `"expectedValue": what that expression evaluates to, as an expression in ${language}. Leave it out where you are not sure.`,
    '',
    'The task:',
    instruction,
  ].join('\n');
}

/** The inputs in a model's answer; what stands around the array is passed over. Errors: `model-bad-answer`. */
export function parseSuggestions(answer: string): InputContent[] {
  const parsed = suggestionsSchema.safeParse(arrayIn(answer));
  if (!parsed.success)
    throw new TouchstoneError('model-bad-answer', l10n.t('The model did not answer with a list of inputs.'), {
      action: l10n.t('Ask again, or add inputs yourself.'),
      detail: answer.slice(0, 2000),
    });
  return parsed.data
    .slice(0, most)
    .map(({ code, expectedValue }) => ({ code, ...(expectedValue ? { expectedValue } : {}) }));
}

/** The first JSON array of objects in the text: models put it into a fence, and words around it. */
function arrayIn(text: string): unknown {
  const bounded = text.slice(0, 100_000);
  // Each that only looks like one costs a walk through the text: not more than a few are tried.
  let tried = 0;
  for (const match of bounded.matchAll(/\[\s*\{/g)) {
    if (++tried > 20) return undefined;
    const end = endOfArray(bounded, match.index);
    const value = end === undefined ? undefined : parseJson(bounded.slice(match.index, end));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Behind the bracket that closes the one at `start`; brackets in strings do not count. */
function endOfArray(text: string, start: number): number | undefined {
  let depth = 0;
  for (const match of text.slice(start, start + 50_000).matchAll(/"(?:[^"\\]|\\.)*"|[[\]]/gs)) {
    if (match[0] === '[') depth++;
    else if (match[0] === ']' && --depth === 0) return start + match.index + 1;
  }
  return undefined;
}

/** The line that declares a function in a program, without its body; undefined where it is not found. */
export function signatureIn(code: string, name: string): string | undefined {
  const word = name.replace(/[^\w$]/g, '');
  if (word === '') return undefined;
  const line = code.split('\n').find((text) => declares(text, word));
  return line?.trim().slice(0, 500);
}

function declares(line: string, name: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(`(?:^|\\s)(?:def|function|fn|func|const|let|class)\\s+${escaped}(?![\\w$])`).test(line);
}
