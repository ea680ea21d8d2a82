import * as l10n from '@vscode/l10n';
import type { InsightsSection } from '../../protocol/insightsMessages.ts';
import { taskMeans } from '../../stats/means.ts';
import { differencesOf } from '../rows/insightRow.ts';
import type { View } from './view.ts';

const atOnce = 20;

/** Titles of queues name no model: the panel shows them while one judges. */
export function gapLinks({ tasks, links, models }: View): InsightsSection['links'] {
  const leads = tasks.map((task) => ({ id: task.id, lead: taskMeans([differencesOf(task)])[0] ?? 0 }));
  return ([1, 2] as const).flatMap((response) => {
    const sign = response === 1 ? 1 : -1;
    const largest = leads
      .filter(({ lead }) => sign * lead > 0)
      .sort((a, b) => sign * (b.lead - a.lead))
      .slice(0, atOnce);
    const link = links.add(
      `better.lead${response}`,
      l10n.t('largest lead of Response {0}', response),
      largest,
    );
    return link === undefined
      ? []
      : [{ text: l10n.t('Largest lead of {0}', models[response - 1] ?? ''), link }];
  });
}
