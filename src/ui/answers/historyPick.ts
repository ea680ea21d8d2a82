import * as vscode from 'vscode';
import { toView } from '../../annotation/answerView.ts';
import type { HistoryEntry } from '../../domain/annotationHistory.ts';
import { answerText, changesText, scoresText, statusWord } from './answerText.ts';
import { judgedText } from './judgedText.ts';
import { pickFrom } from '../common/quickPicks.ts';
import type { TextDocuments } from '../common/textDocuments.ts';
import type { Look, Session } from '../session/session.ts';
import { joined, plain } from '../common/taskText.ts';

interface EntryItem extends vscode.QuickPickItem {
  entry: HistoryEntry;
}

/**
 * The history of a task's answer, newest first: who, when, what changed, under which guidelines. Resolves to the entry that is to
 * be restored. What others answered is told only after one's own submit.
 */
export async function pickFromHistory(
  session: Session,
  look: Look,
  documents: TextDocuments,
): Promise<HistoryEntry | undefined> {
  const { annotator } = session;
  const open = look.annotation?.status === 'submitted';
  const all = (await session.store.history(look.task.id)).filter(
    (entry) => open || entry.annotator === annotator,
  );
  const compare: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('diff'),
    tooltip: vscode.l10n.t('Compare with the answer as it is now'),
  };
  const texts: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('versions'),
    tooltip: vscode.l10n.t('Compare the texts that were judged with those that are there now'),
  };
  const restore: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('discard'),
    tooltip: vscode.l10n.t('Restore this'),
  };
  const items = all.map((entry, index): EntryItem => {
    const before = all.slice(0, index).findLast((one) => one.annotator === entry.annotator);
    const mine = entry.annotator === annotator;
    return {
      entry,
      label: `$(${icons[entry.status]}) ${kindWord(entry)}`,
      description: joined(
        '  ·  ',
        mine ? '' : vscode.l10n.t('another annotator'),
        scoresText(toView(entry.answer, look.shownOrder)),
        new Date(entry.at).toLocaleString(vscode.env.language),
      ),
      detail: joined(
        '  ·  ',
        plain(
          changesText(before?.answer ?? {}, entry.answer, look.shownOrder, session.project.config.rubric),
        ),
        versionWord(session, entry),
        entry.judgedOther ? vscode.l10n.t('given for other texts') : '',
      ),
      buttons: [compare, ...(entry.judgedOther ? [texts] : []), ...(mine ? [restore] : [])],
    };
  });
  items.reverse();
  return pickFrom<EntryItem, HistoryEntry>((pick, done) => {
    pick.title = vscode.l10n.t('History of this task');
    pick.placeholder = vscode.l10n.t('Enter restores an earlier answer of yours; undo takes that back');
    pick.matchOnDescription = pick.matchOnDetail = true;
    pick.items = items;
    const chosen = (item: EntryItem | undefined): void => {
      if (item?.entry.annotator === annotator) done(item.entry);
    };
    pick.onDidAccept(() => chosen(pick.selectedItems[0]));
    pick.onDidTriggerItemButton(({ button, item }) => {
      if (button === restore) return chosen(item);
      const show = button === texts ? compareTexts : compareWithNow;
      return void show(session, look, documents, item.entry);
    });
  });
}

const icons: Record<HistoryEntry['status'], string> = {
  draft: 'edit',
  submitted: 'pass',
  discarded: 'circle-slash',
  pending: 'circle-large-outline',
};

/** What was done, as "Reopened". */
function kindWord({ kind, status, answer }: HistoryEntry): string {
  const word = statusWord(status);
  const words: Record<typeof kind, string> = {
    act: status === 'draft' && answer.skipped !== undefined ? vscode.l10n.t('Set aside') : word,
    reopen: vscode.l10n.t('Reopened'),
    undo: vscode.l10n.t('Undone, back to: {0}', word),
    redo: vscode.l10n.t('Done again: {0}', word),
    revert: vscode.l10n.t('Restored: {0}', word),
    pull: vscode.l10n.t('From Argilla: {0}', word),
    adopt: vscode.l10n.t('Taken over from before you connected: {0}', word),
  };
  return words[kind];
}

function versionWord(session: Session, { guidelinesVersion }: HistoryEntry): string {
  return guidelinesVersion === session.project.guidelines.version
    ? vscode.l10n.t('guidelines {0}', guidelinesVersion)
    : vscode.l10n.t('guidelines {0} (an older version)', guidelinesVersion);
}

async function compareWithNow(
  session: Session,
  look: Look,
  documents: TextDocuments,
  { seq, answer, status }: HistoryEntry,
): Promise<void> {
  const { rubric } = session.project.config;
  const { annotation } = await session.look(look.task.id);
  const now = answerText(annotation ?? {}, look.shownOrder, annotation?.status ?? 'pending', rubric);
  await documents.diff(
    { name: vscode.l10n.t('Entry {0}', seq), text: answerText(answer, look.shownOrder, status, rubric) },
    { name: vscode.l10n.t('Your answer now'), text: now },
    vscode.l10n.t('An earlier answer ↔ now'),
  );
}

async function compareTexts(
  session: Session,
  look: Look,
  documents: TextDocuments,
  { seq }: HistoryEntry,
): Promise<void> {
  const [judged, now] = await Promise.all([
    session.store.judgedTexts(look.task.id, { seq }),
    session.look(look.task.id),
  ]);
  await documents.diff(
    { name: vscode.l10n.t('Texts of entry {0}', seq), text: judgedText(judged, look.shownOrder) },
    { name: vscode.l10n.t('Texts now'), text: judgedText(now, look.shownOrder) },
    vscode.l10n.t('What was judged ↔ now'),
  );
}
