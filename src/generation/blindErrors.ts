import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';
import type { ErrorCode } from '../domain/errorCode.ts';
import type { ProjectConfig } from '../project/config.ts';

/**
 * Why a response is missing, without anything that tells which model it is: names, addresses and a provider's own words would tell
 * the sides of a blind task apart for good, since their order stays. The log has the whole message.
 */
export function blindFailure(code: ErrorCode): string {
  switch (code) {
    case 'model-missing':
      return l10n.t('The server does not know the model.');
    case 'model-unauthorized':
    case 'secret-missing':
      return l10n.t('The server rejected the token.');
    case 'model-loading':
      return l10n.t('The model is still loading.');
    case 'model-rate-limited':
      return l10n.t('The server is rate limiting requests.');
    case 'model-empty':
      return l10n.t('The model gave an empty answer.');
    case 'model-refused':
      return l10n.t('The model or a filter refused to answer.');
    case 'template-missing':
    case 'template-invalid':
      return l10n.t('The model’s chat template is missing or invalid.');
    case 'network-timeout':
      return l10n.t('The server did not answer in time.');
    case 'network-unreachable':
      return l10n.t('The server cannot be reached.');
    default:
      return l10n.t('The model could not be asked.');
  }
}

/** Advice that goes with it. */
export function blindAdvice(): string {
  return l10n.t('For details, run Touchstone: Show Log. The log may name the model.');
}

/** An error of a model that was asked, as it may be shown while a task is to be judged blind. */
export function blindError(error: TouchstoneError, config: Pick<ProjectConfig, 'blind'>): TouchstoneError {
  if (error.code === 'cancelled') return error;
  const { code, message, action, detail, status, cause } = error;
  const data = /^(?:model|network|template)-/.test(code) ? { asked: 'model' } : undefined;
  if (!config.blind) return new TouchstoneError(code, message, { action, detail, status, cause, data });
  return new TouchstoneError(code, blindFailure(code), { action: blindAdvice(), detail: message, data });
}
