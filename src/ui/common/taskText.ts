import * as l10n from '@vscode/l10n';
import { formatScore } from '../../insights/formatScore.ts';
import type { ModelScore } from '../../domain/task.ts';
import type { ProjectConfig } from '../../project/config.ts';

export { plain, truncate as clip } from '../../platform/text.ts';
export { namesakes, ownTitle, taskTitle } from '../../code/text/taskTitle.ts';

/** What there is of several texts, in one. */
export function joined(separator: string, ...texts: (string | undefined)[]): string {
  return texts.filter(Boolean).join(separator);
}

/** Text as a part of an address that an editor's tab shows: without characters that a path cannot hold. */
export function pathPart(text: string, fallback: string): string {
  return text.replace(/[^\p{L}\p{N}_.-]+/gu, ' ').trim() || fallback;
}

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
