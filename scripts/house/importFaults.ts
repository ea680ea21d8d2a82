import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import { importRules } from './importRules.ts';

/** Imports below `root` that break a rule, a line for each. */
export async function importFaults(root: string): Promise<string[]> {
  const { output } = await cruise(['src', 'webview'], {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: importRules },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  });
  return (output as ICruiseResult).summary.violations.map((fault) => {
    const { name } = fault.rule;
    return `${name}: ${wayOf(fault)}. ${importRules.find((rule) => rule.name === name)?.comment ?? ''}`;
  });
}

function wayOf({ from, to, cycle }: IViolation): string {
  return [from, ...(cycle?.map(({ name }) => name) ?? [to])].join(' → ');
}
