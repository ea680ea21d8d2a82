import { truncate } from '../platform/text.ts';

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
