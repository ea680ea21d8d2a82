import * as vscode from 'vscode';
import type { Connection } from '../../argilla/dataset/connect.ts';
import { cancelled } from '../../platform/errors.ts';
import type { Session } from '../session/session.ts';

/**
 * Answers given on this machine before one was connected can become those of the Argilla user; never those of another user.
 * What was seen as A stays A in any case.
 */
export async function adoptAnswers(session: Session, connection: Connection): Promise<void> {
  const from = session.identities.local;
  const asked = `argilla.left:${connection.annotator}`;
  const counts = await session.store.counts(from);
  const answered = counts.byState.draft + counts.byState.submitted + counts.byState.discarded;
  // Those that were left here are asked about again only when more have come.
  if (answered <= Number((await session.store.getMeta(asked)) ?? 0)) return;
  const adopt = vscode.l10n.t('Adopt Them');
  const leave = vscode.l10n.t('Leave Them Here');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Answers from before you were connected: {0}. Make them answers of {1}?',
      answered,
      connection.user.username,
    ),
    {
      modal: true,
      detail: vscode.l10n.t(
        'They are then sent to Argilla as yours. Those that you leave stay in this project, out of sight while you are connected.',
      ),
    },
    adopt,
    leave,
  );
  if (choice === undefined) throw cancelled();
  if (choice === adopt) await session.store.adopt(from, connection.annotator, true);
  await session.store.setMeta(asked, choice === leave ? String(answered) : undefined);
  session.identityChanged();
}
