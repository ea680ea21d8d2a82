import * as vscode from 'vscode';
import { TouchstoneError } from '../../platform/errors.ts';
import { guidelinesDocument } from '../../project/guidelinesVersion.ts';
import { attempt, offer } from '../common/notifications.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import type { NamedText, TextDocuments } from '../common/textDocuments.ts';

/** What changed between the version that one followed and today's. */
export interface GuidelinesChange {
  from: string;
  to: string;
}

/**
 * The versions of the guidelines: each that is seen is kept in the store, and whoever follows another one is told once, with a way
 * to see what changed.
 */
export class Guidelines extends ProjectPart {
  readonly #texts: TextDocuments;
  readonly #reopenOlder: () => Promise<unknown>;
  /** Noticed one after another: a project may be read twice in a row. */
  #work: Promise<void> = Promise.resolve();

  /** @param reopenOlder asks which older answers are to be reopened */
  constructor(projects: Projects, texts: TextDocuments, reopenOlder: () => Promise<unknown>) {
    super(projects);
    this.#reopenOlder = reopenOlder;
    this.#texts = texts;
    this.own(
      projects.onDidChange((change) => {
        const { session } = projects;
        const { config } = change;
        if (!session || !(isOther(change) || config?.has('guidelineText') || config?.has('rubric'))) return;
        this.#work = this.#work
          .then(() => this.#seen(session))
          .catch((error: unknown) => projects.services.log.warn(`guidelines: ${String(error)}`));
      }),
    );
  }

  async #seen(session: Session): Promise<void> {
    const { guidelines, config } = session.project;
    const { version } = guidelines;
    await session.store.putGuidelines(version, guidelines.text, config.rubric);
    const key = `guidelines:seen:${session.annotator}`;
    const before = (await session.store.getMeta(key)) ?? (await lastFollowed(session, version));
    if (before === version) return;
    await session.store.setMeta(key, version);
    if (before !== undefined) this.#tell(session, { from: before, to: version });
  }

  #tell(session: Session, change: GuidelinesChange): void {
    void attempt(this.log, async () => {
      const older = await this.#older(session, change.to);
      const show = { [vscode.l10n.t('Show What Changed')]: () => this.compare(session, change) };
      if (older === 0) return offer(this.log, vscode.l10n.t('The guidelines have changed.'), show);
      const text = vscode.l10n.t(
        'The guidelines have changed. Tasks that you judged under an older version: {0}.',
        older,
      );
      const reopen = { [vscode.l10n.t('Reopen Older Answers…')]: () => this.#reopenOlder() };
      offer(this.log, text, { ...show, ...reopen });
    });
  }

  #older(session: Session, version: string): Promise<number> {
    return session.store.countTasks(session.annotator, {
      states: ['submitted', 'discarded'],
      guidelines: { not: version },
    });
  }

  /**
   * Two versions in VS Code's own diff editor; without `from` what was followed last before today's. Errors: `file-missing` where
   * what a version said was never seen here.
   */
  async compare(
    session: Session,
    { from, to = session.project.guidelines.version }: Partial<GuidelinesChange>,
  ): Promise<GuidelinesChange> {
    const old = from ?? (await lastFollowed(session, to));
    if (old === undefined || old === to)
      throw new TouchstoneError(
        'file-missing',
        vscode.l10n.t('There is no other version of the guidelines yet.'),
      );
    const text = async (version: string): Promise<NamedText> => {
      const stored = await session.store.guidelines(version);
      if (!stored)
        throw new TouchstoneError(
          'file-missing',
          vscode.l10n.t('What version {0} of the guidelines said was not kept on this machine.', version),
        );
      return { name: vscode.l10n.t('Guidelines {0}', version), text: guidelinesDocument(stored) };
    };
    await this.#texts.diff(await text(old), await text(to), vscode.l10n.t('Guidelines: {0} ↔ {1}', old, to));
    return { from: old, to };
  }
}

/** The version that was followed or seen last before another one. */
async function lastFollowed(session: Session, version: string): Promise<string | undefined> {
  const versions = await session.store.guidelinesVersions(session.annotator);
  const others = versions.filter((one) => one.version !== version);
  const followed = others.filter(({ submitted, discarded, drafts }) => submitted + discarded + drafts > 0);
  return (followed.at(-1) ?? others.at(-1))?.version;
}
