import * as l10n from '@vscode/l10n';
import { sideOf } from '../domain/sides.ts';
import type { TheirVerdict } from '../domain/task.ts';
import type { ReviewTask } from '../answers/reviewTask.ts';
import type { ProjectConfig } from '../project/config.ts';
import type { Evidence } from './runEvidence.ts';

/**
 * What logs of other programs say of the responses, A first, beside what ran here: once runs have shown something, or both are scored. A
 * scorer's name is left out where it names a model that is hidden; reasons are told with the models alone.
 */
export function theirVerdicts(
  { models }: Pick<ProjectConfig, 'models'>,
  look: Pick<ReviewTask, 'theirs' | 'generations' | 'annotation' | 'shownOrder'>,
  evidence: Pick<Evidence, 'of'>,
  reveal: boolean,
): string[] {
  const { theirs = [], generations, annotation, shownOrder } = look;
  const scored = annotation?.score1 !== undefined && annotation.score2 !== undefined;
  const names = [...models.map(({ name }) => name), ...generations.map(({ model }) => model)];
  return shownOrder.flatMap((response) => {
    const verdict = theirs.find((one) => one.response === response);
    const { tested, passed } = evidence.of(response);
    if (!verdict || (!scored && tested === 0)) return [];
    const ours = tested === 0 ? l10n.t('not run') : l10n.t('{0} of {1} passed', passed, tested);
    const { tool, by, reason } = verdict;
    // Two programs tell whose log it was.
    const source = reveal || theirs.every((one) => one.tool === tool) ? tool : l10n.t('a log');
    const told = by !== undefined && (reveal || !tells(by, names)) ? `${source}, ${by}` : source;
    const side = sideOf(shownOrder, response);
    const line = l10n.t('{0}: theirs: {1} ({2}); ours: {3}.', side, saidBy(verdict), told, ours);
    return [reveal && reason !== undefined ? `${line} ${reason}` : line];
  });
}

function saidBy({ passed, value = '' }: TheirVerdict): string {
  if (passed === undefined) return value;
  return passed ? l10n.t('passed') : l10n.t('failed');
}

/** Whether words hold the name of one of the models, however it is spelled. */
function tells(words: string, names: readonly string[]): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return names.some((name) =>
    name.split('/').some((part) => plain(part).length > 2 && plain(words).includes(plain(part))),
  );
}
