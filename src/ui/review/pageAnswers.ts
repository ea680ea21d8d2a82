import * as vscode from 'vscode';
import type { AnnotationStatus } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { SentAnswer } from '../../protocol/reviewState.ts';
import type { Session } from '../session/session.ts';
import { Revisions } from './answerRevisions.ts';
import { storeSent, type SavedAnswer } from './sentAnswers.ts';

/** The answers of the page on their way to the store, with all that must not overtake them. */
export class PageAnswers {
  readonly revisions = new Revisions();
  #work: Promise<unknown> = Promise.resolve();

  /** Answers and snapshots, one after another: a submit never overtakes a draft, nor a snapshot what it should hold. */
  enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Resolves when what the page has sent so far is on disk. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /**
   * Stores what the page sent. `keep` decides where another window changed the same fields. Errors: `project-missing` (it belongs to a
   * project that is not open), those of `checkShown` and of the store.
   */
  async store(
    session: Session,
    sent: SentAnswer,
    status: AnnotationStatus,
    keep?: 'mine' | 'theirs',
  ): Promise<SavedAnswer> {
    if (sent.folder !== undefined && sent.folder !== vscode.Uri.file(session.folder).toString())
      throw new TouchstoneError(
        'project-missing',
        vscode.l10n.t('This answer belongs to a project that is not open any more.'),
        vscode.l10n.t('Open that project again: what you typed is kept there.'),
      );
    return storeSent(session, this.revisions, sent, status, keep);
  }
}
