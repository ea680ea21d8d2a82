import * as l10n from '@vscode/l10n';
import type { Decision } from '../stats/sequence/decision.ts';

/** Whether one may stop, for whoever judges: "not decided, about 40 more". Never who leads. Empty where nothing can be said. */
export function decisionText(decision: Decision): string {
  switch (decision.is) {
    case 'too-few':
      return '';
    case 'drawn':
      return l10n.t('no verdict in this order');
    case 'decided':
      return l10n.t('decided, you may stop');
    case 'moved':
      return l10n.t('not decided');
    case 'open':
      return decision.about === undefined
        ? l10n.t('not decided')
        : l10n.t('not decided, about {0} more', decision.about);
  }
}
