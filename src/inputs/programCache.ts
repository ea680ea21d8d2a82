import { sha256 } from '../platform/hash.ts';
import { LruCache } from '../platform/memoize.ts';
import { choicesIn, codeHash, programOf, type BlockChoice, type ProgramOfAnswer } from '../code/program.ts';
import type { ProgramTask } from '../code/answer/askedNames.ts';
import type { RunInput } from '../domain/run.ts';
import type { TaskDetail } from '../domain/task.ts';

export interface FoundProgram extends ProgramOfAnswer {
  /** SHA-256 (hex) of the code. */
  hash: string;
}

const found = new LruCache<FoundProgram | undefined>(200);
const choices = new LruCache<BlockChoice[]>(200);
const inputs = new LruCache<Promise<RunInput[]>>(50);

/** The program in a text, remembered: a snapshot of the panel asks for it again and again. */
export function foundProgram(markdown: string, task: ProgramTask): FoundProgram | undefined {
  const { language, instruction, entryPoint, tests, chosenBlocks } = task;
  const key = sha256(JSON.stringify([markdown, language, instruction, entryPoint, tests, chosenBlocks]));
  return found.get(key, () => {
    const program = programOf(markdown, { task });
    return program && { ...program, hash: codeHash(program) };
  });
}

/** The blocks of a text that may be chosen as its program, remembered likewise. */
export function foundChoices(markdown: string, task: ProgramTask): BlockChoice[] {
  const { language, entryPoint, tests } = task;
  const key = sha256(JSON.stringify([markdown, language, entryPoint, tests]));
  return choices.get(key, () => choicesIn(markdown, task));
}

/** All inputs of a task, hidden ones included; remembered likewise. What reads examples out of texts is loaded at first use. */
export function foundInputs(detail: TaskDetail): Promise<RunInput[]> {
  const { task, generations, inputs: stored } = detail;
  const [one, two] = ([1, 2] as const).map((r) => generations.find((g) => g.response === r));
  const { tests, testSetup, entryPoint, instruction, language } = task;
  const about = [tests, testSetup, entryPoint, instruction, language, task.chosenBlocks];
  const parts = [...about, one?.hash, two?.hash, stored];
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
