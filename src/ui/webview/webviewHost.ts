import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import * as z from 'zod';
import { attempt, toPlainError } from '../../platform/errors.ts';
import type { Handlers, Listeners, PageContract } from '../../protocol/channel.ts';
import { servePage, type PageServer } from '../../protocol/pageServer.ts';
import type { Services } from '../common/services.ts';
import { showError } from '../common/notifications.ts';
import { pageHtml } from './pageHtml.ts';

/** What every page says, whatever it is about. */
export interface WebviewContract extends PageContract {
  signals: { ready: z.ZodType; error: z.ZodType<{ message: string }> } & PageContract['signals'];
}

export interface PageRecord<C extends WebviewContract> {
  viewType: string;
  /** Its script and style sheet in `dist/webview` (see `webview/pages.json`). */
  file: string;
  contract: C;
  /** Events that are kept while a page loads; one that has loaded is told all else anew. */
  kept?: readonly (keyof C['events'])[];
  /** Requests whose errors the page itself tells. */
  tellsErrorsOf?: readonly (keyof C['requests'])[];
  findWidget?: boolean;
}

/** Whose page it is. */
export interface PageOwner<C extends WebviewContract> {
  handlers: Handlers<C['requests']>;
  signals: Omit<Listeners<C['signals']>, 'ready' | 'error'>;
  /** Its script has loaded: tells it what it shows. */
  ready(body: z.output<C['signals']['ready']>): Promise<void>;
  /** VS Code brings the panel of an earlier window back, with what its page kept. */
  restore(state: unknown): Promise<void>;
  /** It was shown, hidden, activated or closed. */
  viewChanged?(): void;
}

/** One panel with one page: its document, its end of the conversation, and what becomes of both. */
export class WebviewHost<C extends WebviewContract>
  implements vscode.Disposable, vscode.WebviewPanelSerializer
{
  readonly #services: Services;
  readonly #page: PageRecord<C>;
  readonly #owner: () => PageOwner<C>;
  readonly #serializer: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #server: PageServer<C> | undefined;
  #ready = false;
  #waiting: (() => void)[] = [];

  /** @param owner asked for when the first page is made */
  constructor(services: Services, page: PageRecord<C>, owner: () => PageOwner<C>) {
    this.#services = services;
    this.#page = page;
    this.#owner = owner;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(page.viewType, this);
  }

  get panel(): vscode.WebviewPanel | undefined {
    return this.#panel;
  }

  get ready(): boolean {
    return this.#ready;
  }

  create(title: string, show: { viewColumn: vscode.ViewColumn; preserveFocus?: boolean }): void {
    const options = { ...this.#options(), enableFindWidget: this.#page.findWidget };
    this.#adopt(vscode.window.createWebviewPanel(this.#page.viewType, title, show, options));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    panel.webview.options = this.#options();
    this.#adopt(panel);
    try {
      await this.#owner().restore(state);
    } catch (error) {
      showError(error, this.#services.log);
      panel.dispose();
    }
  }

  /** It may run its own script, and load nothing but what lies beside it. */
  #options(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      enableCommandUris: false,
      enableForms: false,
      localResourceRoots: [this.#file('dist', 'webview')],
    };
  }

  #file(...path: string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.#services.extension.extensionUri, ...path);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    this.#server = this.#serve(panel.webview);
    panel.iconPath = {
      light: this.#file('media', 'tab-light.svg'),
      dark: this.#file('media', 'tab-dark.svg'),
    };
    panel.webview.html = this.#document(panel);
    panel.webview.onDidReceiveMessage((message: unknown) => this.#server?.receive(message));
    panel.onDidChangeViewState(() => this.#owner().viewChanged?.());
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#leave();
      this.#panel = this.#server = undefined;
      this.#owner().viewChanged?.();
    });
  }

  #document({ webview, title }: vscode.WebviewPanel): string {
    const url = (name: string): string =>
      webview.asWebviewUri(this.#file('dist', 'webview', name)).toString();
    return pageHtml({
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      scriptUri: url(`${this.#page.file}.js`),
      chunkUris: this.#chunks().map(url),
      styleUri: url(`${this.#page.file}.css`),
      codiconUri: url('codicon.css'),
      lang: vscode.env.language,
      title,
      strings: pageStrings(this.#services.log),
    });
  }

  #chunks(): string[] {
    chunks ??= attempt(
      () =>
        chunksSchema.parse(
          JSON.parse(readFileSync(this.#file('dist', 'webview', 'chunks.json').fsPath, 'utf8')),
        ),
      {},
    );
    return chunks[this.#page.file] ?? [];
  }

  #serve(webview: vscode.Webview): PageServer<C> {
    const { log } = this.#services;
    const { file, contract, tellsErrorsOf = [] } = this.#page;
    const { handlers, signals } = this.#owner();
    this.#leave();
    const own = {
      ready: (body: z.output<C['signals']['ready']>) => void this.#open(body),
      error: ({ message }: { message: string }) => log.error(`${file} page: ${message}`),
    };
    return servePage<C>(contract, handlers, { ...signals, ...own } as Listeners<C['signals']>, {
      post: (message) => void webview.postMessage(message),
      warn: (text) => log.warn(`${file} page: ${text}`),
      checked: process.env.NODE_ENV !== 'production',
      trace: (way, about, message) => {
        if (log.logLevel !== vscode.LogLevel.Trace) return;
        log.trace(`page ${file} ${way} ${about} ${Buffer.byteLength(JSON.stringify(message))} B`);
      },
      plain: (error, name) => {
        const plain = toPlainError(error);
        if (tellsErrorsOf.includes(name)) log.warn(`${plain.code}: ${plain.message}`);
        else showError(error, log);
        return plain;
      },
    });
  }

  /** What it hears first is what it shows; what waited for it comes after. */
  async #open(body: z.output<C['signals']['ready']>): Promise<void> {
    this.#server?.gone(); // the one before it
    this.#ready = true;
    const waiting = this.#waiting.splice(0);
    try {
      await this.#owner().ready(body);
    } catch (error) {
      this.#services.log.error(`${this.#page.file} page: ${toPlainError(error).message}`);
    }
    for (const tell of waiting) tell();
  }

  #leave(): void {
    this.#server?.gone();
    this.#ready = false;
    this.#waiting = [];
  }

  emit<K extends keyof C['events'] & string>(name: K, body: z.input<C['events'][K]>): void {
    const tell = (): void => this.#server?.emit(name, body);
    if (this.#ready) tell();
    else if (this.#server && this.#page.kept?.includes(name)) this.#waiting.push(tell);
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#serializer.dispose();
  }
}

/** What every page with text in it asks for. */
export const textHandlers = {
  /** VS Code asks before it opens a domain that is not trusted. */
  async openLink({ href }: { href: string }) {
    const uri = vscode.Uri.parse(href, true);
    if (['http', 'https', 'mailto'].includes(uri.scheme)) await vscode.env.openExternal(uri);
  },
  copy: ({ text }: { text: string }) => vscode.env.clipboard.writeText(text),
};

const chunksSchema = z.record(z.string(), z.array(z.string()));

/** Of each page what its script imports, as the build has written it down; without it all is loaded one after another. */
let chunks: Record<string, string[]> | undefined;

const stringsSchema = z.record(z.string(), z.string());

let known: Record<string, string> | undefined;

/**
 * The review page's texts in the display language, by their keys in `l10n/review.l10n.json`: the file beside the bundle that
 * VS Code has loaded. `undefined` where there is no translation: the page has the English itself.
 */
function pageStrings(log: vscode.LogOutputChannel): Record<string, string> | undefined {
  const bundle = vscode.l10n.uri;
  if (known || !bundle) return known;
  try {
    // Once, and some kilobytes: a panel's document is made at once.
    const file = bundle.fsPath.replace(/bundle\.l10n\.([^/\\]+)$/, 'review.l10n.$1');
    known = stringsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    log.warn(`The review page stays English: ${String(error)}`);
  }
  return known;
}
