import * as vscode from 'vscode';
import { concerns } from '../../domain/change.ts';
import type { MatrixTask } from '../../domain/matrix.ts';
import { matrixContract, type MatrixRow, type MatrixState } from '../../protocol/matrixMessages.ts';
import { listPaged } from '../../store/api/taskPages.ts';
import { flash } from '../common/notifications.ts';
import { settings } from '../common/services.ts';
import type { WorkMeter } from '../common/workMeter.ts';
import type { GenerationController } from '../generation/generationController.ts';
import { ShownNames } from '../insights/insightsNames.ts';
import type { Queues } from '../queue/queues.ts';
import type { RunEverything } from '../runs/runAllResponses.ts';
import type { PanelInFront } from '../session/commands.ts';
import { isOther, type ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { WebviewHost } from '../webview/webviewHost.ts';
import type * as Work from './matrixWork.ts';

const page = { viewType: 'touchstone.matrix', file: 'matrix', contract: matrixContract };

/** Between two tellings of what changed: a fast machine runs hundreds of programs a second. */
const pauseMs = 250;

interface MatrixParts {
  queues: Queues;
  panel: PanelInFront;
  everything: RunEverything;
  generation: GenerationController;
}

/** What is shown, for whoever opened it. */
export interface MatrixShown {
  state: MatrixState;
  rows: MatrixRow[];
}

type Open = Work.Open & { work: typeof Work; loaded: Promise<void> };

/** The page of all tasks and their responses, which also follows what is done with all of them. */
export class MatrixPanel extends ProjectPart {
  readonly #host: WebviewHost<typeof matrixContract>;
  readonly #parts: MatrixParts;
  readonly #names = new ShownNames();
  #open: Promise<Open> | undefined;
  readonly #dirty = new Set<string>();
  /** When the project was opened. */
  #openedAt = 0;
  #soon: NodeJS.Timeout | undefined;

  constructor(projects: Projects, parts: MatrixParts) {
    super(projects);
    this.#parts = parts;
    const { everything, generation } = parts;
    this.#host = this.own(
      new WebviewHost(projects.services, page, () => ({
        handlers: {
          open: ({ id }) => parts.panel.show(id),
          run: async ({ ids }) => void (await everything.run({ taskIds: ids, again: true })),
          runAll: async () => void (await everything.run(undefined)),
          generateAll: async () => void (await generation.generateAll()),
          retry: () => this.retry(),
          stop: async () => this.#stop(),
          search: ({ text }) => this.#search(text),
          useAsQueue: ({ ids, title }) => this.#useAsQueue(ids, title),
          copy: ({ as, ids, byModel }) => this.copy(as, ids, byModel),
        },
        signals: {},
        ready: () => this.#tellAll(),
        restore: async () => void (await projects.need()),
        viewChanged: () => this.#host.panel ?? this.#rest(),
      })),
    );
    this.own(projects.onDidChange((change) => this.#follow(change)));
    this.own(everything.onDidBegin(() => void this.show()));
    for (const told of [everything.onDidProgress, generation.onDidProgress, generation.onDidChange])
      this.own(told(() => this.#tellSoon()));
  }

  /** Opens the page, or brings it to the front. Resolves to what it shows once all is read. */
  async show(): Promise<MatrixShown> {
    const { panel } = this.#host;
    if (panel) panel.reveal(panel.viewColumn);
    else this.#host.create(vscode.l10n.t('Matrix'), { viewColumn: vscode.ViewColumn.Active });
    const open = await this.#begun();
    await open.loaded;
    await this.#catchUp();
    return {
      state: this.#state(open),
      rows: open.rows.all().map((task) => open.work.matrixRow(task, open.rules)),
    };
  }

  /** Reads, while the page loads. */
  #begun(): Promise<Open> {
    if (this.#open) return this.#open;
    const opening = this.#begin();
    this.#open = opening;
    opening.catch(() => {
      if (this.#open === opening) this.#open = undefined;
    });
    return opening;
  }

  async #begin(): Promise<Open> {
    const session = await this.projects.need();
    const [work, counting, names] = await Promise.all([
      import('./matrixWork.ts'),
      import('../runs/runWork.ts'),
      this.#namesOf(session),
    ]);
    const { config } = session.project;
    const rules = { annotator: session.annotator, config, reveals: settings.revealAfterSubmit() };
    const rows = new work.MatrixRows(session.store, session.annotator);
    const sums = new work.MatrixSums(session.store, counting, () => this.#tellSoon());
    const open: Open = { session, work, rules, rows, sums, ...names, loaded: Promise.resolve() };
    open.loaded = rows.load((tasks) => this.#tell(open, tasks)).then(() => this.#count(open, rows.all()));
    open.loaded.catch((error: unknown) => this.log.warn(`matrix: ${String(error)}`));
    return open;
  }

  async #namesOf(session: Session): Promise<Pick<Open, 'models' | 'isBlind'>> {
    const { models, blind, isShown } = await this.#names.of(session);
    return { models, isBlind: blind !== undefined && !isShown };
  }

  #count({ sums, rows, rules }: Open, tasks: readonly MatrixTask[]): void {
    const ids = tasks.map(({ id }) => id);
    void sums.read(ids, () => sums.passAt(rows.all(), rules.config.blind));
    this.#tellSoon();
  }

  #follow(change: ProjectChange): void {
    if (change.project) this.#openedAt = performance.now();
    if (!this.#open) return;
    const { tasks } = change;
    const rules = ['blind', 'rubric', 'models', 'suggestions'] as const;
    if (isOther(change) || rules.some((part) => change.config?.has(part))) return this.#anew();
    if (!concerns(tasks, 'task', 'response', 'run', 'input', 'answer', 'suggestion', 'tag')) return;
    if (!tasks || tasks.ids === 'all') return this.#anew();
    for (const id of tasks.ids) this.#dirty.add(id);
    this.#tellSoon();
  }

  /** All is read again, where anybody looks. */
  #anew(): void {
    this.#rest();
    if (this.#host.panel && this.projects.session) void this.#tellAll();
  }

  #rest(): void {
    void this.#open?.then(
      ({ rows, sums }) => [rows, sums].forEach((part) => part.close()),
      () => undefined,
    );
    this.#open = undefined;
    this.#dirty.clear();
    clearTimeout(this.#soon);
    this.#soon = undefined;
  }

  #tellSoon(): void {
    if (!this.#host.panel) return;
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#catchUp().catch((error: unknown) => this.log.warn(`matrix: ${String(error)}`));
    }, pauseMs);
  }

  /** What changed since it was told last. */
  async #catchUp(): Promise<void> {
    const open = await this.#open;
    if (!open) return;
    const ids = [...this.#dirty];
    this.#dirty.clear();
    if (ids.length > 0) {
      Object.assign(open, await this.#namesOf(open.session));
      const { tasks, gone } = await open.rows.refresh(ids);
      this.#tell(open, tasks, { gone });
      if (open.rows.isComplete) this.#count(open, tasks);
    }
    this.#emitState(open);
  }

  /** The page has loaded: it is told all that is known. */
  async #tellAll(): Promise<void> {
    const open = await this.#begun();
    this.#emitState(open);
    this.#tell(open, open.rows.all(), { anew: true });
  }

  #tell(open: Open, tasks: readonly MatrixTask[], how: { anew?: true; gone?: string[] } = {}): void {
    if (!this.#host.ready) return;
    const rows = tasks.map((task) => open.work.matrixRow(task, open.rules));
    this.#host.emit('rows', { rows, anew: false, ...how });
    if (open.rows.isComplete) this.#emitState(open);
  }

  #emitState(open: Open): void {
    if (!this.#host.ready) return;
    this.#host.emit('state', { state: this.#state(open) });
    const { everything, generation } = this.#parts;
    const responses = [...everything.running, ...generation.running].flatMap(({ taskId, response }) => {
      const task = open.rows.get(taskId);
      if (!task) return [];
      const isFirst = open.work.orderOf(task, open.rules)[0] === response;
      return [{ id: taskId, side: isFirst ? (0 as const) : (1 as const) }];
    });
    this.#host.emit('live', { responses });
  }

  #state(open: Open): MatrixState {
    const { isTrusted } = vscode.workspace;
    return open.work.matrixState(open, { meter: this.#meter, isTrusted });
  }

  /** Of the work that goes on, else of the last that was done in this project. */
  get #meter(): WorkMeter | undefined {
    const { everything, generation } = this.#parts;
    const both = [everything.meter, generation.meter]
      .filter((meter) => meter !== undefined)
      .filter(({ beganAt }) => beganAt >= this.#openedAt);
    return both.toSorted((a, b) => a.beganAt - b.beganAt).at(-1);
  }

  /** What could not be run, or did not come, once more. */
  async retry(): Promise<void> {
    const { everything, generation } = this.#parts;
    const meter = this.#meter;
    if (meter?.kind === 'runs')
      return void (await everything.run({ taskIds: meter.failedTasks, rest: true }));
    const { rows, rules, work } = await this.#begun();
    await generation.generateAll({ taskIds: work.wrongResponses(rows.all(), rules).ids });
  }

  #stop(): void {
    if (this.#meter?.kind === 'runs') this.#parts.everything.stop();
    else this.#parts.generation.stopAll();
  }

  async #search(text: string): Promise<string[]> {
    const { store, annotator } = await this.projects.need();
    return (await listPaged(store, annotator, { text })).map(({ id }) => id);
  }

  async #useAsQueue(ids: string[], title: string): Promise<void> {
    const session = await this.projects.need();
    await this.#parts.queues.set(session, { among: { title, ids } });
    flash(vscode.l10n.t('The list and “Next” follow {0} tasks now.', ids.length));
  }

  /** These rows, in this order; all without `ids`. Resolves to the text. */
  async copy(as: 'markdown' | 'csv', ids?: readonly string[], byModel = false): Promise<string> {
    const open = await this.#begun();
    await open.loaded;
    const { matrixCsv, matrixMarkdown } = await import('../../insights/insightsTexts.ts');
    const { rows, rules, work } = open;
    const wanted = ids ? ids.flatMap((id) => rows.get(id) ?? []) : rows.all();
    const told = wanted.map((task) => work.matrixRow(task, rules));
    const shown = byModel ? told.filter(({ first }) => first !== undefined) : told;
    const table = { state: this.#state(open), rows: shown, byModel };
    const text = as === 'csv' ? matrixCsv(table) : matrixMarkdown(table);
    await vscode.env.clipboard.writeText(text);
    flash(vscode.l10n.t('Copied.'));
    return text;
  }

  override dispose(): void {
    this.#rest();
    super.dispose();
  }
}
