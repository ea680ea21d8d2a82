import type { ResponseNumber } from '../domain/annotation.ts';
import { doctests } from './doctests.ts';
import { codeExamples } from './codeExamples.ts';
import { withoutThoughts } from '../code/answer/thoughts.ts';
import { chosenIn, programOf, type Program } from '../code/program.ts';
import type { ProgramTask } from '../code/answer/askedNames.ts';
import { partsOf } from '../code/text/parsers.ts';
import { inputId, type FoundInput } from './inputId.ts';
import { canonicalLanguage } from '../code/text/languages.ts';
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
  task: ProgramTask,
): RunInput[] {
  const programs = { 1: programIn(texts[1], task), 2: programIn(texts[2], task) };
  const language = task.language === undefined ? undefined : canonicalLanguage(task.language);
  const inputs: RunInput[] = [];
  const asked = language ?? programs[1]?.language ?? programs[2]?.language ?? 'python';
  if (asked === 'python')
    inputs.push(
      ...inputsFrom(
        [...doctests(cut(instruction), bounds.considered), ...assertionsIn(cut(instruction))],
        'instruction',
      ),
    );
  for (const response of [1, 2] as const) {
    const own = programs[response];
    if (own === undefined) continue;
    const other = programs[response === 1 ? 2 : 1];
    const text = cut(withoutThoughts(texts[response] ?? ''));
    const found = /^(?:python|javascript|typescript)$/.test(own.language)
      ? doctests(text, bounds.considered, undefined, own.language)
      : [];
    if (other !== undefined) found.push(...codeExamples(own, bounds.considered));
    inputs.push(...inputsFrom(fair(found, own, other), response));
  }
  return inputs;
}

/** The program that runs; what only the instruction gives holds no example of the response's. */
function programIn(text: string | undefined, task: ProgramTask): Program | undefined {
  if (text === undefined) return undefined;
  // A choice belongs to the whole text; else the beginning of a long one is enough.
  const isWhole = text.length <= bounds.characters || chosenIn(text, task) !== undefined;
  const program = programOf(isWhole ? text : cut(withoutThoughts(text)), { task });
  return program && { ...program, code: cut(program.given === '' ? program.code : program.own) };
}

/** Assertions that an instruction says its program must pass, a line each, as MBPP's prompts have them. */
function assertionsIn(instruction: string): FoundInput[] {
  const lines = instruction.matchAll(/^[ \t>*-]*`?(assert[ \t(][^\r\n`]{1,500}\([^\r\n`]{1,500})`?[ \t]*$/gm);
  const checks = [...lines].slice(0, bounds.considered).map(([, check = '']) => check.trimEnd());
  return checks
    .filter((code) => {
      const parts = partsOf('python', code);
      return parts.length === 1 && parts[0]?.kind === 'AssertStatement';
    })
    .map((code) => ({ code, checks: true }));
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
