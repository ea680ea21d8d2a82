import * as vscode from 'vscode';
import * as z from 'zod';
import { taskStates, type TaskState } from '../../domain/annotation.ts';
import type { ModelSummary } from '../../insights/runSummary.ts';
import { asTouchstoneError } from '../../platform/errors.ts';
import { ownFolder } from '../../platform/ownFolder.ts';
import type { RunAllCounts, RunAllProgress } from '../../runs/runAll.ts';
import { checked } from '../common/checked.ts';
import { withProgress } from '../common/notifications.ts';
import { settings } from '../common/services.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import { mustBeTrusted, type RunController } from './runController.ts';
import type { Session } from '../session/session.ts';

export const summaryScheme = 'touchstone-summary';

const argumentsSchema = z
  .strictObject({
    /** Only tasks in this state, or with these words. */
    state: z.enum(taskStates as [TaskState, ...TaskState[]]).optional(),
    text: z.string().optional(),
    taskIds: z.array(z.string()).optional(),
    /** Also what was run already. */
    again: z.boolean().optional(),
    concurrency: z.number().int().min(1).max(64).optional(),
  })
  .default({});

/** What the command resolves to. */
export interface RunAllResult extends RunAllCounts {
  models: [ModelSummary, ModelSummary];
}

/** Runs every generation of the project and shows a table per model. */
export class RunEverything extends ProjectPart implements vscode.TextDocumentContentProvider {
  readonly #runs: RunController;
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
  readonly #tables = new Map<string, string>();

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects, runs: RunController) {
    super(projects);
    this.#runs = runs;
    this.own(vscode.workspace.registerTextDocumentContentProvider(summaryScheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#tables.get(uri.path) ?? '';
  }

  /**
   * Runs what is missing and shows the table. Errors: `run-untrusted`, `answer-invalid` (the arguments), `cancelled`, those of `runAll`.
   */
  async run(argument: unknown): Promise<RunAllResult> {
    mustBeTrusted();
    const usage = 'runAll takes { state?, text?, taskIds?, again?, concurrency? }.';
    const wanted = checked(argumentsSchema, argument, 'answer-invalid', () => usage);
    const { state, text, taskIds, again, concurrency = settings.runConcurrency() } = wanted;
    const session = await this.projects.need();
    const [{ runAll, taskIdsOf }, service] = await Promise.all([
      import('../../runs/runAll.ts'),
      this.#runs.services.of(session),
    ]);
    await ownFolder(session.folder, '.touchstone', 'runs');
    const { store, annotator } = session;
    const ids = taskIds ?? (await taskIdsOf(store, annotator, { state, text }));
    const options = { store, service, annotator, taskIds: ids, again, concurrency };
    let counts: RunAllCounts;
    try {
      counts = await withProgress(vscode.l10n.t('Running responses'), (report, signal) => {
        const onProgress = ({ done, total }: RunAllProgress): void =>
          report(vscode.l10n.t('{0} of {1}', done, total), done / Math.max(1, total));
        return runAll({ ...options, onProgress, signal });
      });
    } catch (error) {
      if (asTouchstoneError(error).code !== 'cancelled') throw error;
      await this.#show(session, ids, [vscode.l10n.t('Cancelled: run it again to go on.')]);
      throw error;
    }
    const notes = [
      vscode.l10n.t('Runs made now: {0}; kept from before: {1}.', counts.made, counts.kept),
      ...counts.problems.map(
        ({ message, action, count }) => `${message} (${count}×)${action ? ` ${action}` : ''}`,
      ),
    ];
    return { ...counts, models: await this.#show(session, ids, notes) };
  }

  async #show(
    session: Session,
    ids: readonly string[],
    notes: string[],
  ): Promise<[ModelSummary, ModelSummary]> {
    const [{ summaryOf }, { runTable }] = await Promise.all([
      import('../../insights/projectRuns.ts'),
      import('../../insights/runTable.ts'),
    ]);
    const models = await summaryOf(session.store, ids, await shownNames(session));
    const title = vscode.l10n.t('Runs of {0}', session.project.config.name);
    const uri = vscode.Uri.from({ scheme: summaryScheme, path: `/${vscode.l10n.t('Runs')}.md` });
    this.#tables.set(uri.path, runTable(title, models, notes));
    this.#changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
    return models;
  }
}

/** "Response 1" and "Response 2" while work is open in a blind project (as in the tree's title), else those of the models. */
async function shownNames(session: Session): Promise<[string, string] | undefined> {
  const { blind } = session.project.config;
  const { byState } = await session.store.counts(session.annotator);
  const open = byState['to-score'] + byState.draft;
  if (blind && open > 0) return [vscode.l10n.t('Response {0}', 1), vscode.l10n.t('Response {0}', 2)];
  return undefined;
}
