import { truncate } from '../../platform/text.ts';

/** A short label for an instruction: the function it names, else its first words. */
export function taskTitle(instruction: string, id: string): string {
  const clean = instruction.replace(/\r/g, '');
  const named =
    /`([A-Za-z_$][\w$]*)\([^`\n]*\)`/.exec(clean)?.[1] ??
    // Code, not prose: "a function that returns" names none.
    /\b(?:def|function|fn|func)\s+([A-Za-z_$][\w$]*)\s*[(<[]/.exec(clean)?.[1] ??
    /\bclass\s+([A-Za-z_$][\w$]*)\s*[({:<]/.exec(clean)?.[1] ??
    /\b(?:named|called|name)\s+`([^`\n]{1,60})`/i.exec(clean)?.[1] ??
    /\b(?:function|class|method)\s+`([^`\n]{1,60})`/i.exec(clean)?.[1];
  if (named) return truncate(named.replace(/\(.*$/, ''), 60);
  const line = clean
    .split('\n')
    .map((l) => l.replace(/^[#>*\-\s]+/, '').trim())
    .find((l) => /\w/.test(l));
  return line ? truncate(line.replace(/[`*]/g, ''), 60) : id;
}

/** The same where another task may have it, too: its id beside it tells them apart. */
export function ownTitle(
  { instruction, id }: { instruction: string; id: string },
  hasNamesake: boolean | undefined,
): string {
  const title = taskTitle(instruction, id);
  return hasNamesake && title !== id ? `${title} · ${truncate(id, 40)}` : title;
}

/** The ids of those among some tasks that have the title of another. */
export function namesakes(tasks: Iterable<{ instruction: string; id: string }>): Set<string> {
  const byTitle = new Map<string, Set<string>>();
  for (const { instruction, id } of tasks) {
    const title = taskTitle(instruction, id);
    byTitle.set(title, (byTitle.get(title) ?? new Set()).add(id));
  }
  return new Set([...byTitle.values()].flatMap((ids) => (ids.size > 1 ? [...ids] : [])));
}
