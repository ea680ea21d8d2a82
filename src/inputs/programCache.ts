import { sha256 } from '../platform/hash.ts';
import { LruCache } from '../platform/memoize.ts';
import { codeHash, programOf, type Program } from '../code/program.ts';
import type { RunInput } from '../domain/run.ts';
import type { TaskDetail } from '../domain/task.ts';

export interface FoundProgram extends Program {
  /** SHA-256 (hex) of the code. */
  hash: string;
}

const found = new LruCache<FoundProgram | undefined>(200);
const inputs = new LruCache<Promise<RunInput[]>>(50);

/** The program in a text, remembered by the text's hash: a snapshot of the panel asks for it again and again. */
export function foundProgram(markdown: string, taskLanguage: string | undefined): FoundProgram | undefined {
  return found.get(`${sha256(markdown)} ${taskLanguage ?? ''}`, () => {
    const program = programOf(markdown, { taskLanguage });
    return program && { ...program, hash: codeHash(program) };
  });
}

/** All inputs of a task, hidden ones included; remembered likewise. What reads examples out of texts is loaded at first use. */
export function foundInputs(detail: TaskDetail): Promise<RunInput[]> {
  const { task, generations, inputs: stored } = detail;
  const [one, two] = ([1, 2] as const).map((r) => generations.find((g) => g.response === r));
  const { tests, testSetup, entryPoint, instruction, language } = task;
  const parts = [tests, testSetup, entryPoint, instruction, language, one?.hash, two?.hash, stored];
  const key = sha256(JSON.stringify([task.id, ...parts]));
  return inputs.get(key, async () => {
    const { inputsOf } = await import('./taskInputs.ts');
    return inputsOf(task, { 1: one?.text, 2: two?.text }, stored);
  });
}

/** Those that are run. */
export async function shownInputs(detail: TaskDetail): Promise<RunInput[]> {
  return (await foundInputs(detail)).filter((input) => !detail.hiddenInputs.includes(input.id));
}
