import * as path from 'node:path';
import * as vscode from 'vscode';
import { configFileName } from '../../project/loadProject.ts';
import { faultText } from '../../review/referenceText.ts';
import { reportOf } from '../session/loadReport.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { DatasetWatch } from '../runs/datasetWatch.ts';

/** Faults of tests that are told one by one. */
const mostFaults = 100;
/** How long (ms) news are gathered. */
const soonMs = 500;

/** What is wrong with the data set of the open project, in the Problems panel: rows that were left out, tests that prove nothing. */
export class DatasetProblems extends ProjectPart {
  readonly #marks = this.own(vscode.languages.createDiagnosticCollection('touchstone-dataset'));
  readonly #watch: DatasetWatch;
  #timer: NodeJS.Timeout | undefined;

  constructor(projects: Projects, watch: DatasetWatch) {
    super(projects);
    this.#watch = watch;
    this.own(
      projects.onDidChange(({ project, tasks, loaded }) => {
        if (project || loaded || tasks?.what.has('task')) this.#soon();
      }),
      watch.onDidTry(() => this.#soon()),
    );
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#show().catch((error: unknown) => this.log.debug(String(error)));
    }, soonMs);
  }

  async #show(): Promise<void> {
    const { session, services } = this.projects;
    this.#marks.clear();
    if (!session) return;
    const faults = await this.#watch.faults();
    if (session !== this.projects.session) return;
    const { tasks } = session.project.config;
    const file = path.resolve(session.folder, tasks.source === 'file' ? tasks.path : configFileName);
    const told = [
      ...(reportOf(services, session.folder)?.notes ?? []),
      ...faults.slice(0, mostFaults).map(({ taskId, ...fault }) => ({
        line: 1,
        text: vscode.l10n.t('Task {0}: {1}', taskId.slice(0, 100), faultText(fault)),
      })),
    ];
    if (told.length > 0) this.#marks.set(vscode.Uri.file(file), told.map(mark));
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    super.dispose();
  }
}

function mark({ line = 1, text }: { line?: number; text: string }): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, 0, line - 1, 0);
  const one = new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Warning);
  one.source = 'Touchstone';
  return one;
}
