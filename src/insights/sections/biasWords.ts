import * as l10n from '@vscode/l10n';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { fewInAll } from './view.ts';

/** What a section says that looks for biases: `found` has a line for each, with its full stop. */
export function biasWords(
  isKnown: boolean,
  found: readonly string[],
): Pick<InsightsSection, 'verdict' | 'sentence'> {
  if (!isKnown)
    return {
      verdict: { mark: 'wait', text: l10n.t('Too few tasks') },
      sentence: l10n.t('Under {0} tasks nothing is said of bias.', fewInAll),
    };
  if (found.length === 0)
    return {
      verdict: { mark: 'fine', text: l10n.t('Nothing found') },
      sentence: l10n.t('Nothing was found: an effect may be as large as the far end of its interval.'),
    };
  return { verdict: { mark: 'look', text: l10n.t('{0} found', found.length) }, sentence: found.join(' ') };
}
