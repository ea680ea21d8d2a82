import * as l10n from '@vscode/l10n';
import { formatScore } from '../../insights/formatScore.ts';
import type { ModelScore } from '../../store/api/store.ts';
import type { ProjectConfig } from '../../project/config.ts';

/**
 * Means per response: "Response 1: 4.8 (n = 12)". Models are named where `named` says so: while work is open in a blind project,
 * a name beside a mean would tell the annotator which model to expect more of.
 */
export function meanScores(config: ProjectConfig, scores: readonly ModelScore[], named: boolean): string[] {
  return scores
    .filter((score) => score.count > 0)
    .map((score) => {
      const name = named ? config.models[score.response - 1]?.name : undefined;
      return `${name ?? l10n.t('Response {0}', score.response)}: ${formatScore(score)}`;
    });
}

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
  if (named) return clip(named.replace(/\(.*$/, ''), 60);
  const line = clean
    .split('\n')
    .map((l) => l.replace(/^[#>*\-\s]+/, '').trim())
    .find((l) => /\w/.test(l));
  return line ? clip(line.replace(/[`*]/g, ''), 60) : id;
}

export function clip(text: string, length: number): string {
  const points = [...text];
  return points.length <= length
    ? text
    : `${points
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text from datasets and models shown in a tooltip or label: no markdown, no control characters, no bidi tricks. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (c) =>
    c === '\n' || c === '\t' ? c : ' ',
  );
}
