import * as vscode from 'vscode';
import { disagreements } from '../../domain/queue.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { noIcons, pickFrom } from '../common/quickPicks.ts';
import { toQueue, type QueueChoice } from './queueChoice.ts';
import { disagreementLabel, queueTitle } from './queueText.ts';
import type { Session } from '../session/session.ts';
import { clip, plain } from '../common/taskText.ts';

interface Item extends vscode.QuickPickItem {
  choice: QueueChoice;
  /** Of one that was kept; those that Touchstone brings cannot be removed. */
  name?: string;
}

/** One of the queues that were kept, or of those that everybody needs. `keep` writes what is left when one is removed. */
export async function pickSaved(
  session: Session,
  saved: Record<string, QueueChoice>,
  keep: (saved: Record<string, QueueChoice>) => Promise<void>,
): Promise<QueueChoice | undefined> {
  const remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Remove this queue'),
  };
  const left = new Map(Object.entries(saved));
  const kept = (): Item[] =>
    [...left].map(([name, choice]) => ({
      label: noIcons(plain(clip(name, 80))),
      description: noIcons(queueTitle(choice)),
      buttons: [remove],
      choice,
      name,
    }));
  const common = await commonQueues(session);
  const line: vscode.QuickPickItem = { label: '', kind: vscode.QuickPickItemKind.Separator };
  return pickFrom<Item | vscode.QuickPickItem, QueueChoice>((pick, done) => {
    pick.placeholder = vscode.l10n.t('Which queue?');
    pick.matchOnDescription = true;
    pick.items = [...kept(), line, ...common];
    pick.onDidTriggerItemButton(({ item }) => {
      if (!('choice' in item) || item.name === undefined) return;
      left.delete(item.name);
      pick.items = [...kept(), line, ...common];
      void keep(Object.fromEntries(left)).catch((error: unknown) =>
        session.services.log.error(String(error)),
      );
    });
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item && 'choice' in item) done(item.choice);
    });
  });
}

/** With how many tasks each has. */
async function commonQueues(session: Session): Promise<Item[]> {
  const hasTheirs = await session.store.hasTheirs();
  const disagreeing = hasTheirs
    ? disagreements.map((one) => [disagreementLabel(one), { theirs: [one] }] as [string, QueueChoice])
    : [];
  const far = Math.ceil(maxScore(session.project.config.rubric) / 2);
  const choices: [string, QueueChoice][] = [
    [vscode.l10n.t('To score and drafts'), { states: ['to-score', 'draft'] }],
    [vscode.l10n.t('Flagged'), { flagged: true }],
    [vscode.l10n.t('Far apart'), { gap: { min: far }, sort: { by: 'gap', descending: true } }],
    [vscode.l10n.t('Ties'), { gap: { min: 0, max: 0 } }],
    [vscode.l10n.t('A response crashes or runs out of time'), { verdicts: ['crashed', 'timed-out'] }],
    ...disagreeing,
    [
      vscode.l10n.t('Judged by older guidelines'),
      { guidelines: 'older', states: ['submitted', 'discarded'] },
    ],
    [
      vscode.l10n.t('Judged, the latest first'),
      { states: ['submitted', 'discarded'], sort: { by: 'updated', descending: true } },
    ],
  ];
  return Promise.all(
    choices.map(async ([label, choice]) => {
      const queue = toQueue(choice, session.project.guidelines.version);
      const count = await session.store.countTasks(session.annotator, queue);
      return { label, description: vscode.l10n.t('tasks: {0}', count), choice };
    }),
  );
}
