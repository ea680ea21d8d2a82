import * as vscode from 'vscode';
import { concerns } from '../../domain/change.ts';
import type { InsightsClient } from '../../insights/insightsClient.ts';
import type { Insights } from '../../insights/insightsJob.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import {
  insightsContract,
  type InsightsSection,
  type InsightsState,
} from '../../protocol/insightsMessages.ts';
import { flash } from '../common/notifications.ts';
import type { Queues } from '../queue/queues.ts';
import type { PanelInFront } from '../session/commands.ts';
import { isOther, type ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { WebviewHost } from '../webview/webviewHost.ts';
import { saveImage, saveReport } from './insightsFiles.ts';
import { OtherProjects } from './otherProjects.ts';
import { judgesOf, ShownNames } from './insightsNames.ts';

const page = {
  viewType: 'touchstone.insights',
  file: 'insights',
  contract: insightsContract,
  findWidget: true,
};

/** Acts that are offered. */
const can = ['markdown', 'csv', 'svg', 'png', 'report', 'projects'];

/** Between two countings for what changed by itself. */
const pauseMs = 2_000;

/** The page of insights: what it shows is counted in a thread, at its opening, after each choice, and when answers change. */
export class InsightsPanel extends ProjectPart {
  readonly #host: WebviewHost<typeof insightsContract>;
  readonly #queues: Queues;
  readonly #review: PanelInFront;
  readonly #names = new ShownNames();
  readonly #others: OtherProjects;
  #choices: Record<string, string> = {};
  #counter: { session: Session; client: InsightsClient } | undefined;
  #counting: AbortController | undefined;
  #latest: Promise<InsightsState> | undefined;
  #countedAt = -Infinity;
  #soon: NodeJS.Timeout | undefined;
  /** Something changed while nobody looked. */
  #isOld = true;
  #state: InsightsState | undefined;

  constructor(projects: Projects, parts: { queues: Queues; panel: PanelInFront }) {
    super(projects);
    this.#queues = parts.queues;
    this.#others = new OtherProjects(projects.services.extension);
    this.#review = parts.panel;
    this.#host = this.own(
      new WebviewHost(projects.services, page, () => ({
        handlers: {
          choose: async ({ id, value }) => void (await this.choose({ [id]: value })),
          openTasks: ({ link }) => this.openTasks(link),
          toggleNames: async () => {
            if (await this.#names.toggle(await projects.need())) await this.#count();
          },
          addProjects: async () => {
            if (await this.#others.ask(await projects.need())) await this.#count();
          },
          removeProject: async ({ id }) => {
            await this.#others.remove(await projects.need(), id);
            await this.#count();
          },
          copy: ({ section, as }) => this.#copy(section, as),
          saveImage: async (image) => void (await saveImage(await projects.need(), image)),
          report: async () => void (await this.report()),
        },
        signals: {},
        ready: async () => {
          if (this.#isOld || !this.#latest) return void (await this.#count());
          // It was opened to be counted: what is counted now is shown as it comes.
          this.#emit();
        },
        restore: async () => void (await projects.need()),
        viewChanged: () => {
          if (!this.#host.panel) this.#rest();
          else if (this.#isShown && this.#isOld) this.#countSoon();
        },
      })),
    );
    this.own(projects.onDidChange((change) => this.#follow(change)));
  }

  get #isShown(): boolean {
    return this.#host.panel?.visible === true;
  }

  /** Opens the page, or brings it to the front. Resolves to what it shows. */
  async show(): Promise<InsightsState> {
    const { panel } = this.#host;
    if (panel) panel.reveal(panel.viewColumn);
    else this.#host.create(vscode.l10n.t('Insights'), { viewColumn: vscode.ViewColumn.Active });
    return this.#whole();
  }

  /** What is shown once all is counted. */
  #whole(): Promise<InsightsState> {
    return this.#isOld || !this.#latest ? this.#count() : this.#latest;
  }

  /** Other values of filters, by their ids. Resolves to what is shown then. */
  choose(values: Readonly<Record<string, string>>): Promise<InsightsState> {
    this.#choices = { ...this.#choices, ...values };
    return this.#count();
  }

  /** Ranks the models with those of the projects in these folders, and no others. Resolves to what is shown then. */
  async compareWith(folders: readonly string[]): Promise<InsightsState> {
    await this.#others.set(await this.projects.need(), folders);
    return this.#count();
  }

  /** Makes the tasks of a mark the queue and opens the first. Resolves to how many they are. Errors: `queue-invalid`. */
  async openTasks(link: string): Promise<number> {
    const session = await this.projects.need();
    // The page was closed meanwhile: the thread that knew has ended.
    if (!this.#counter) await this.#count();
    const linked = await this.#counter?.client.linked(link);
    if (!linked)
      throw new TouchstoneError(
        'queue-invalid',
        vscode.l10n.t('The tasks of this mark are not known any more.'),
        vscode.l10n.t('Open the insights again.'),
      );
    await this.#queues.set(session, { among: linked });
    const first = await this.#queues.next(session, undefined, 'next');
    if (first !== undefined) await this.#review.show(first);
    return linked.ids.length;
  }

  /** Writes all that is shown into a file of its own. Resolves to it; undefined when the question was left. */
  async report(): Promise<string | undefined> {
    const session = await this.projects.need();
    return saveReport(session, await this.#whole());
  }

  #follow(change: ProjectChange): void {
    if (isOther(change)) {
      this.#choices = {};
      this.#names.forget();
      this.#forget();
    }
    const counts = concerns(change.tasks, 'task', 'response', 'run', 'input', 'answer', 'suggestion');
    if (!isOther(change) && !change.config && !counts) return;
    this.#isOld = true;
    if (this.#isShown) this.#countSoon();
    // A page that is opened later begins with what is counted then.
    else if (!this.#host.panel) this.#state = undefined;
  }

  /** What was counted belongs to another project. */
  #forget(): void {
    this.#rest();
    this.#isOld = true;
    this.#latest = this.#state = undefined;
  }

  /** Nobody looks: the thread ends. What was counted stays as long as nothing changes, of which other projects say nothing. */
  #rest(): void {
    this.#counting?.abort();
    this.#counting = undefined;
    void this.#counter?.client.close();
    this.#counter = undefined;
    if (this.#state?.busy === false && !this.#state.projects) return;
    this.#isOld = true;
    this.#state = undefined;
  }

  #countSoon(): void {
    this.#soon ??= setTimeout(
      () => {
        this.#soon = undefined;
        if (!this.#isShown || !this.projects.session) return;
        this.#count().catch((error: unknown) => this.log.warn(`insights: ${String(error)}`));
      },
      Math.max(0, this.#countedAt + pauseMs - performance.now()),
    );
  }

  /** What was being counted is left. Resolves to what is shown then. */
  #count(): Promise<InsightsState> {
    this.#counting?.abort();
    const counting = (this.#counting = new AbortController());
    const latest = this.#countUnless(counting.signal);
    this.#latest = latest;
    return latest.catch((error: unknown) => {
      // Another counting has begun: whoever waits gets what that shows.
      if (counting.signal.aborted && this.#latest !== latest && this.#latest) return this.#latest;
      throw error;
    });
  }

  async #countUnless(signal: AbortSignal): Promise<InsightsState> {
    this.#countedAt = performance.now();
    this.#isOld = false;
    const isFirst = this.#state === undefined;
    if (this.#state) this.#show({ ...this.#state, busy: true });
    try {
      const session = await this.projects.need();
      const client = await this.#clientOf(session);
      client.start(); // while the rest is looked up
      const { models, blind, isShown } = await this.#names.of(session);
      const { config } = session.project;
      const { rubric, name, blind: isBlind } = config;
      const together = await this.#others.together(session, isShown);
      const job = {
        rubric,
        models,
        choices: this.#choices,
        me: session.annotator,
        blind: isBlind,
        ...(together && { together }),
        ...judgesOf(config, models),
      };
      const title = vscode.l10n.t('Insights: {0}', name);
      const show = (insights: Insights, busy: boolean): InsightsState =>
        this.#show({ title, models, ...(blind && { blind }), busy, ...insights, can });
      const onPart = (part: Insights): void => {
        // What is shown already stays until all is there.
        if (isFirst && !signal.aborted) show(part, true);
      };
      return show(await client.compute(job, { signal, onPart }), false);
    } catch (error) {
      if (!signal.aborted) {
        this.#isOld = true;
        if (this.#state) this.#show({ ...this.#state, busy: false });
      }
      throw error;
    }
  }

  #show(state: InsightsState): InsightsState {
    this.#state = state;
    this.#emit();
    return state;
  }

  #emit(): void {
    if (this.#state && this.#host.ready) this.#host.emit('state', { state: this.#state });
  }

  async #clientOf(session: Session): Promise<InsightsClient> {
    const { InsightsClient } = await import('../../insights/insightsClient.ts');
    if (this.#counter?.session !== session) {
      void this.#counter?.client.close();
      this.#counter = { session, client: new InsightsClient(session.store.path) };
    }
    return this.#counter.client;
  }

  async #copy(id: string, as: 'markdown' | 'csv'): Promise<void> {
    const sections: readonly InsightsSection[] = this.#state?.sections ?? [];
    const { sectionCsv, sectionMarkdown } = await import('../../insights/insightsTexts.ts');
    const wanted = sections.filter((section) => section.id === id);
    const text = wanted.map(as === 'csv' ? sectionCsv : sectionMarkdown).join('\n');
    await vscode.env.clipboard.writeText(text);
    flash(vscode.l10n.t('Copied.'));
  }

  override dispose(): void {
    clearTimeout(this.#soon);
    this.#forget();
    super.dispose();
  }
}
