import * as l10n from '@vscode/l10n';
import { blindFailure } from '../../generation/blindErrors.ts';
import type { FailureReason, GenerationOutcome, ModelOutcome } from '../../generation/generationOutcome.ts';
import type { GenerationProgress } from '../../generation/generationEngine.ts';
import type { ProjectConfig } from '../../project/config.ts';
import { joined } from '../common/taskText.ts';

type Told = Pick<ProjectConfig, 'blind' | 'models'>;

/** Reasons that are told at once; the list of failures has all. */
const mostReasons = 2;

/** Why requests wait, without the name of a model or server. */
export function waitText({ signal, seconds }: NonNullable<GenerationProgress['waits']>): string {
  const rounded = Math.ceil(seconds);
  if (signal === 'down') return l10n.t('a server is gone, asking again');
  if (signal === 'cold') return l10n.t('a server is starting, about {0} s', rounded);
  return l10n.t('a server wants to be asked again in {0} s', rounded);
}

/** What came of a run, what did not, and from where; in a blind project without anything that tells the models apart. */
export function outcomeText(outcome: GenerationOutcome, config: Told): string {
  const { generated, cancelled } = outcome;
  const came = generated === 1 ? l10n.t('1 response came.') : l10n.t('{0} responses came.', generated);
  const parts = config.blind
    ? [failedText(together(outcome.models))]
    : outcome.models.map((one) => ofModel(one, config));
  return joined(' ', cancelled ? l10n.t('Stopped.') : '', came, ...parts);
}

function ofModel(model: ModelOutcome, { models }: Told): string {
  const text = failedText(model);
  const { name, url } = models[model.response === 1 ? 0 : 1];
  if (text === '') return '';
  return url === undefined ? `${name}: ${text}` : `${name} (${new URL(url).host}): ${text}`;
}

function failedText({ failed, left, reasons }: Pick<ModelOutcome, 'failed' | 'left' | 'reasons'>): string {
  if (failed + left === 0) return '';
  const told = reasons
    .slice(0, mostReasons)
    .map(({ count, message }) => (failed === count ? message : l10n.t('{0} × {1}', count, message)));
  const more = reasons.slice(mostReasons).reduce((sum, { count }) => sum + count, 0);
  return joined(
    ' ',
    failed === 1 ? l10n.t('1 failed:') : failed > 1 ? l10n.t('{0} failed:', failed) : '',
    ...told,
    more > 0 ? l10n.t('{0} more for other reasons.', more) : '',
    left > 0 ? l10n.t('{0} not asked for.', left) : '',
  );
}

/** Both models in one, by kinds of failures alone. */
function together(models: readonly ModelOutcome[]): Pick<ModelOutcome, 'failed' | 'left' | 'reasons'> {
  const reasons = new Map<string, FailureReason>();
  for (const { code, count } of models.flatMap((one) => one.reasons)) {
    const message = blindFailure(code);
    reasons.set(message, { code, message, count: count + (reasons.get(message)?.count ?? 0) });
  }
  return {
    failed: models.reduce((sum, { failed }) => sum + failed, 0),
    left: models.reduce((sum, { left }) => sum + left, 0),
    reasons: [...reasons.values()].sort((one, other) => other.count - one.count),
  };
}
