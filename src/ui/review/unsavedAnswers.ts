import { join } from 'node:path';
import * as vscode from 'vscode';
import { playJournal, UnsavedJournal } from '../../answers/unsavedJournal.ts';
import { asTouchstoneError } from '../../platform/errors.ts';
import type { SentAnswer } from '../../protocol/reviewState.ts';
import { conflictOf } from '../../store/api/answerConflict.ts';
import { flash } from '../common/notifications.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { Revisions } from './answerRevisions.ts';
import type { PageAnswers } from './pageAnswers.ts';
import { storeSent } from './sentAnswers.ts';

/** What pages have sent and the store has not taken, kept in the extension's own storage until it has. */
export class UnsavedAnswers extends ProjectPart {
  readonly #answers: PageAnswers;
  readonly #journal: UnsavedJournal;

  constructor(projects: Projects, answers: PageAnswers) {
    super(projects);
    this.#answers = answers;
    const folder = join(projects.services.extension.globalStorageUri.fsPath, 'unsaved');
    this.#journal = new UnsavedJournal(folder, (message) => this.log.warn(message));
    this.own(
      projects.onDidChange((change) => {
        if (isOther(change) && projects.session) void this.#play(projects.session);
      }),
    );
  }

  /** Does `work`, which has the store take what was sent. It is kept from when it came, not from its turn. */
  guard<T>(session: Session | undefined, sent: SentAnswer, work: () => Promise<T>): Promise<T> {
    if (!session) return work();
    const here = uriOf(session);
    const project = sent.folder ?? here;
    // Who answers in a project that is not open is not known.
    const entry = { ...(project === here && { annotator: session.annotator }), sent };
    return this.#journal.guard(project, entry, work);
  }

  /** The user does not want what could not be stored. */
  throwAway({ folder, taskId }: { folder?: string; taskId: string }): void {
    if (folder !== undefined) this.#journal.throwAway(folder, taskId);
  }

  /** Stores what earlier windows could not, and says so; a project without any costs one look at a folder. Never rejects. */
  async #play(session: Session): Promise<void> {
    // As any other writer: the page does not know of them.
    const store = (sent: SentAnswer, keep?: 'theirs') =>
      this.#answers.enqueue(() => storeSent(session, new Revisions(), sent, 'draft', keep));
    const warn = (message: string): void => this.log.warn(message);
    try {
      const { stored, kept } = await playJournal(
        this.#journal,
        { project: uriOf(session), annotator: session.annotator, names: session.names },
        {
          store: (sent) => store(sent),
          keep: (sent) => store(sent, 'theirs'),
          clashes: (error) => conflictOf(error) !== undefined,
          warn,
        },
      );
      if (stored.length > 0)
        flash(vscode.l10n.t('What could not be saved before is saved now: {0}', stored.join(', ')));
      if (kept.length > 0)
        flash(vscode.l10n.t('What could not be saved before is in the history now: {0}', kept.join(', ')));
    } catch (error) {
      warn(asTouchstoneError(error).message);
    }
  }
}

function uriOf(session: Session): string {
  return vscode.Uri.file(session.folder).toString();
}
