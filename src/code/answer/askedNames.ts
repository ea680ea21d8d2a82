import * as z from 'zod';
import { parseJson } from '../../platform/errors.ts';
import type { Task } from '../../domain/task.ts';
import { definedIn } from '../text/definitions.ts';

/** What is known of the task that a response answers. */
export type ProgramTask = Partial<
  Pick<Task, 'language' | 'instruction' | 'entryPoint' | 'tests' | 'chosenBlocks'>
>;

const callSchema = z.object({ fn_name: z.string().min(1) });
/** Tests beyond this tell no new names. */
const mostOfTests = 20_000;

/**
 * The names that a task's answer has to define: the entry point, or what its tests call and do not define. Of the latter many are no
 * names of the answer (`print`, `len`): what counts is which of them a response defines.
 */
export function askedNames(task: ProgramTask, language: string): Set<string> {
  const entry = task.entryPoint?.trim();
  if (entry) return new Set([entry.split(/[.:]+/).at(-1) ?? entry]);
  const { tests } = task;
  const text = testsOf(task);
  if (typeof tests === 'string' && /^\s*[[{]/.test(text)) {
    const call = callSchema.safeParse(parseJson(tests));
    if (call.success) return new Set([call.data.fn_name.split('.').at(-1) ?? call.data.fn_name]);
  }
  const own = definedIn(language, text);
  const called = new Set<string>();
  const pattern =
    language === 'bash'
      ? /(?<![\w$-])([A-Za-z_][\w-]*)(?=\s)/g
      : /(?<![\w$])([A-Za-z_$][\w$]*)(?=\s*(?:\(|!|::|\{|<|;|\)))/g;
  for (const [, name = ''] of text.matchAll(pattern)) if (!own.has(name)) called.add(name);
  return called;
}

/** The beginning of a task's tests as one text. */
export function testsOf(task: ProgramTask | undefined): string {
  const { tests = '' } = task ?? {};
  return (Array.isArray(tests) ? tests.join('\n') : tests).slice(0, mostOfTests);
}
