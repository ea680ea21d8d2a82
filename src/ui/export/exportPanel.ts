import * as vscode from 'vscode';
import { concerns } from '../../domain/change.ts';
import type { ExportArguments } from '../../export/exportArguments.ts';
import type { PreviewClient } from '../../export/previewClient.ts';
import type { ExportPreview } from '../../export/exportPreview.ts';
import type * as Form from '../../export/form/exportForm.ts';
import type { FormChoices } from '../../export/form/formChoices.ts';
import { asTouchstoneError, isCancelled } from '../../platform/errors.ts';
import { exportContract, type ExportState } from '../../protocol/exportMessages.ts';
import { flash } from '../common/notifications.ts';
import type { Queues } from '../queue/queues.ts';
import { isOther, type ProjectChange } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { WebviewHost } from '../webview/webviewHost.ts';
import { runExport, runPreview, tellExported } from './exportRun.ts';
import { askTarget } from './exportTarget.ts';

const page = { viewType: 'touchstone.export', file: 'export', contract: exportContract };

/** Between two countings for what changed by itself. */
const pauseMs = 2_000;

interface ExportParts {
  queues: Queues;
  walkthrough: { done(step: 'share'): void };
}

/** The page on which an export is put together: what is chosen, and what it comes to, which a thread works out after each choice. */
export class ExportPanel extends ProjectPart {
  readonly #host: WebviewHost<typeof exportContract>;
  readonly #parts: ExportParts;
  #choices: FormChoices | undefined;
  #preview: ExportPreview | undefined;
  #problem: ExportState['problem'];
  #counting: AbortController | undefined;
  #client: { session: Session; client: PreviewClient } | undefined;
  /** Who has answered, whoever's answers are wanted now. */
  readonly #people = new Set<string>();
  readonly #tags = new Set<string>();
  #soon: NodeJS.Timeout | undefined;
  #countedAt = -Infinity;
  #isOld = true;

  constructor(projects: Projects, parts: ExportParts) {
    super(projects);
    this.#parts = parts;
    this.#host = this.own(
      new WebviewHost(projects.services, page, () => ({
        handlers: {
          choose: ({ id, value }) => this.choose(id, id === 'benchmarks' ? [] : value),
          files: ({ id }) => this.#askFiles(id),
          export: async () => void (await this.#export()),
          push: async () => void (await this.#push()),
          copy: () => this.#copy(),
        },
        signals: {},
        ready: () => this.#count(),
        restore: async () => void (await projects.need()),
        viewChanged: () => {
          if (!this.#host.panel) this.#rest();
          else if (this.#isShown && this.#isOld) this.#countSoon();
        },
      })),
    );
    this.own(projects.onDidChange((change) => this.#follow(change)));
    this.own(parts.queues.onDidChange(() => this.#changed()));
  }

  get #isShown(): boolean {
    return this.#host.panel?.visible === true;
  }

  /** Opens the page, or brings it to the front. */
  show(): void {
    const { panel } = this.#host;
    if (panel) panel.reveal(panel.viewColumn);
    else this.#host.create(vscode.l10n.t('Export'), { viewColumn: vscode.ViewColumn.Active });
  }

  async choose(id: string, value: unknown): Promise<void> {
    const { chosen } = await form();
    this.#choices = chosen(await this.#chosen(), id, value);
    await this.#count();
  }

  async #chosen(): Promise<FormChoices> {
    return (this.#choices ??= (await form()).firstChoices);
  }

  #follow(change: ProjectChange): void {
    if (isOther(change)) {
      this.#rest();
      this.#people.clear();
      this.#tags.clear();
      this.#choices = this.#preview = undefined;
    }
    const counts = concerns(change.tasks, 'task', 'response', 'run', 'input', 'answer');
    if (isOther(change) || change.config || counts) this.#changed();
  }

  #changed(): void {
    this.#isOld = true;
    if (this.#isShown) this.#countSoon();
  }

  #countSoon(): void {
    this.#soon ??= setTimeout(
      () => {
        this.#soon = undefined;
        if (this.#isShown && this.projects.session) void this.#count();
      },
      Math.max(0, this.#countedAt + pauseMs - performance.now()),
    );
  }

  /** Nobody looks: the thread ends. */
  #rest(): void {
    this.#counting?.abort();
    this.#counting = undefined;
    void this.#client?.client.close();
    this.#client = undefined;
    this.#isOld = true;
  }

  /** Shows what is chosen, and works out what it comes to; what was being counted before is left. Never rejects. */
  async #count(): Promise<void> {
    this.#counting?.abort();
    const counting = (this.#counting = new AbortController());
    const { signal } = counting;
    this.#countedAt = performance.now();
    this.#isOld = false;
    try {
      const session = await this.projects.need();
      const { faultsOf, toArguments } = await form();
      const choices = await this.#chosen();
      if (faultsOf(choices).length > 0) {
        this.#preview = undefined;
        return await this.#emit(false);
      }
      const client = await this.#clientOf(session);
      this.#problem = undefined;
      await this.#emit(true);
      if (signal.aborted) return;
      const tell = (known: ExportPreview): void => {
        for (const name of known.annotators) this.#people.add(name);
        for (const name of known.tags) this.#tags.add(name);
        this.#preview = known;
        if (!signal.aborted) void this.#emit(!known.done);
      };
      const given = { ...toArguments(choices, 'preview'), queue: this.#queueOf(choices) };
      tell(await runPreview(session, this.#parts.queues, given, { client, signal, tell }));
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      const { message, action } = asTouchstoneError(error);
      this.#preview = undefined;
      this.#problem = { message, ...(action !== undefined && { action }) };
      await this.#emit(false);
    }
  }

  #queueOf({ queue }: FormChoices): true | undefined {
    return queue && this.#parts.queues.active ? true : undefined;
  }

  async #clientOf(session: Session): Promise<PreviewClient> {
    const { PreviewClient } = await form();
    if (this.#client?.session !== session) {
      void this.#client?.client.close();
      this.#client = { session, client: new PreviewClient(session.store.path) };
    }
    return this.#client.client;
  }

  async #emit(busy: boolean): Promise<void> {
    const { session } = this.projects;
    if (!session) return;
    const { formState } = await form();
    const { queues } = this.#parts;
    const { config } = session.project;
    const state = formState({
      choices: await this.#chosen(),
      rubric: config.rubric,
      project: config.name,
      people: [...this.#people],
      tags: [...this.#tags].sort(),
      busy,
      ...(queues.active && { queue: queues.title }),
      ...(config.export?.license !== undefined && { license: config.export.license }),
      ...(this.#preview && { preview: this.#preview }),
      ...(this.#problem && { problem: this.#problem }),
    });
    if (this.#host.ready) this.#host.emit('state', { state });
  }

  async #askFiles(id: string): Promise<void> {
    const session = await this.projects.need();
    const files = await vscode.window.showOpenDialog({
      defaultUri: vscode.Uri.file(session.folder),
      canSelectMany: true,
      openLabel: vscode.l10n.t('Compare'),
    });
    if (files && files.length > 0)
      await this.choose(
        id,
        files.map(({ fsPath }) => fsPath),
      );
  }

  async #given(): Promise<{ session: Session; choices: FormChoices; given: ExportArguments; name: string }> {
    const session = await this.projects.need();
    const { toArguments, fileName } = await form();
    const choices = await this.#chosen();
    const name = fileName(choices);
    const given = toArguments({ ...choices, queue: this.#queueOf(choices) ?? false }, name);
    return { session, choices, given, name };
  }

  async #export(): Promise<void> {
    const { session, given, name } = await this.#given();
    const wanted = await askTarget(session.folder, name, given);
    if (!wanted) return;
    const result = await runExport(session, this.#parts.queues, wanted);
    this.#parts.walkthrough.done('share');
    await tellExported(session, result);
  }

  async #push(): Promise<void> {
    const { session, given } = await this.#given();
    const { pushToHub } = await import('./hubPush.ts');
    if (await pushToHub(session, this.#parts.queues, given)) this.#parts.walkthrough.done('share');
  }

  async #copy(): Promise<void> {
    const { given } = await this.#given();
    const text = `vscode.commands.executeCommand('touchstone.export', ${JSON.stringify(given, undefined, 2)});\n`;
    await vscode.env.clipboard.writeText(text);
    flash(vscode.l10n.t('Copied.'));
  }

  override dispose(): void {
    clearTimeout(this.#soon);
    this.#rest();
    super.dispose();
  }
}

function form(): Promise<typeof Form> {
  return import('../../export/form/exportForm.ts');
}
