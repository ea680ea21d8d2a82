import type { ResponseNumber } from '../domain/annotation.ts';
import { doctests } from './doctests.ts';
import { codeExamples } from './codeExamples.ts';
import { programOf, type Program } from '../code/program.ts';
import { inputId, type FoundInput } from './inputId.ts';
import { canonicalLanguage } from '../code/languages.ts';
import { namesIn } from '../code/namesInCode.ts';
import type { RunInput } from '../domain/run.ts';

/** Inputs out of one text, examples in it that are looked at, and characters of it that are read. */
const bounds = { examples: 20, considered: 60, characters: 12_000 };

/**
 * Inputs from the examples in the instruction and in the responses: sessions of an interpreter (`>>> f(1)`) and, in programs,
 * assertions and printed calls with their result in a remark.
 *
 * Each runs against both responses, so one out of a response is taken only where it says something about both: each function
 * of its own program that it uses must be one of the other program too. What a program does of itself (assertions and calls
 * outside of functions) is no input where there is no other to run it with. The instruction's examples are what was asked for: they
 * always count.
 */
export function exampleInputs(
  instruction: string,
  texts: { 1?: string; 2?: string },
  taskLanguage: string | undefined,
): RunInput[] {
  const programs = { 1: programIn(texts[1], taskLanguage), 2: programIn(texts[2], taskLanguage) };
  const language = taskLanguage === undefined ? undefined : canonicalLanguage(taskLanguage);
  const inputs: RunInput[] = [];
  const asked = language ?? programs[1]?.language ?? programs[2]?.language ?? 'python';
  if (asked === 'python')
    inputs.push(...inputsFrom(doctests(cut(instruction), bounds.considered), 'instruction'));
  for (const response of [1, 2] as const) {
    const own = programs[response];
    if (own === undefined) continue;
    const other = programs[response === 1 ? 2 : 1];
    const text = cut(texts[response] ?? '');
    const found = own.language === 'python' ? doctests(text, bounds.considered) : [];
    if (other !== undefined) found.push(...codeExamples(own, bounds.considered));
    inputs.push(...inputsFrom(fair(found, own, other), response));
  }
  return inputs;
}

function programIn(text: string | undefined, taskLanguage: string | undefined): Program | undefined {
  if (text === undefined) return undefined;
  const program = programOf(cut(text), { taskLanguage });
  return program && { ...program, code: cut(program.code) };
}

function cut(text: string): string {
  return text.slice(0, bounds.characters);
}

function fair(examples: FoundInput[], own: Program, other: Program | undefined): FoundInput[] {
  if (examples.length === 0 || (other !== undefined && other.language !== own.language)) return [];
  const mine = namesIn(own).defined;
  const theirs = other && namesIn(other).defined;
  return examples.filter(({ code = '' }) => {
    const { used, defined } = namesIn({ language: own.language, code });
    const asked = [...used].filter((name) => mine.has(name) && !defined.has(name));
    return asked.length > 0 && asked.every((name) => theirs?.has(name) ?? true);
  });
}

function inputsFrom(examples: FoundInput[], from: ResponseNumber | 'instruction'): RunInput[] {
  return examples
    .slice(0, bounds.examples)
    .map((example) => ({ ...example, id: inputId(example), origin: 'example', from }));
}
