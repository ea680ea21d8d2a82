import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type * as z from 'zod';
import { toHostSchema, type ToPage } from '../../../src/protocol/channel.ts';
import { reviewRequests, reviewSignals, type ReviewEvents } from '../../../src/protocol/reviewMessages.ts';
import type { ReviewPageState, ReviewState } from '../../../src/protocol/reviewState.ts';
import type { ExportState } from '../../../src/protocol/exportMessages.ts';
import type { GuidelinesState } from '../../../src/protocol/guidelinesMessages.ts';
import type { InsightsState } from '../../../src/protocol/insightsMessages.ts';
import type { MatrixRow, MatrixState } from '../../../src/protocol/matrixMessages.ts';
import { buildPage } from './build.ts';
import { servePage } from './server.ts';
import { state as defaultState } from './states.ts';

export type Theme = 'light' | 'dark' | 'hc-dark' | 'hc-light';
export const themes: readonly Theme[] = ['light', 'dark', 'hc-dark', 'hc-light'];

const kinds: Record<Theme, string> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  'hc-dark': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light vscode-high-contrast',
};

export interface OpenOptions {
  state?: ReviewState;
  /** The host has not sent a state yet. */
  loading?: boolean;
  theme?: Theme;
  width?: number;
  height?: number;
  /** Of the page's texts: a language of `l10n/`; English without. */
  lang?: string;
  /** What an earlier page kept with `setState`. */
  kept?: ReviewPageState;
}

type Requests = typeof reviewRequests;
type Signals = typeof reviewSignals;
type Sent = {
  [K in keyof Requests]: { type: K } & z.output<Requests[K]['in']>;
} & { [K in keyof Signals]: { type: K } & z.output<Signals[K]> };
/** What the page asks for or tells, by its name. */
export type PageMessage = Sent[keyof Sent];

/** What the page of the matrix is told. */
export type MatrixEvent =
  | { type: 'state'; state: MatrixState }
  | { type: 'rows'; rows: MatrixRow[]; anew: boolean; gone?: string[] }
  | { type: 'live'; responses: { id: string; side: 0 | 1 }[] };

type Told = { [K in keyof ReviewEvents]: { type: K } & ReviewEvents[K] };
/** What the host tells the page, by its name. */
export type HostEvent = Told[keyof Told];

const saved = { revision: 5, canUndo: true, canRedo: false };

/** What the page did, as seen from outside it. */
export interface Posted {
  message: PageMessage;
  /** Milliseconds of the page's own clock. */
  at: number;
}

declare global {
  interface Window {
    testMessages: { message: unknown; at: number }[];
    testKept: unknown;
    testViolations: string[];
    testReceived: number;
    /** What the page says of its focus is not answered. */
    testUnheard: boolean;
    testKeys: string[];
  }
}

/** The review page in a browser, with the host's end of the conversation in the test's hands. */
export class ReviewPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests for another origin, dialogs, new windows, navigations: what must never happen. */
  readonly forbidden: string[] = [];
  readonly consoleErrors: string[] = [];

  readonly #done: () => Promise<void>;

  /** `done` gives the browser's page back. */
  constructor(context: BrowserContext, page: Page, url: string, done: () => Promise<void>) {
    this.context = context;
    this.page = page;
    this.#done = done;
    const origin = new URL(url).origin;
    page.on('dialog', (dialog) => {
      this.forbidden.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => this.forbidden.push(`window: ${popup.url()}`));
    page.on('framenavigated', (frame) => {
      if (frame.url() !== url) this.forbidden.push(`navigation: ${frame.url()}`);
    });
    context.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) this.forbidden.push(`request: ${request.url()}`);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.consoleErrors.push(String(error)));
  }

  /** Gives events to the page; resolves when it has handled them and drawn. */
  async send(
    ...events: (
      HostEvent | { type: 'state'; state: GuidelinesState | InsightsState | ExportState } | MatrixEvent
    )[]
  ): Promise<void> {
    await this.#post(events.map(({ type, ...body }): ToPage => ({ kind: 'event', name: type, body })));
  }

  async #post(messages: ToPage[]): Promise<void> {
    await this.page.evaluate(async (list) => {
      const goal = window.testReceived + list.length;
      for (const message of list) window.postMessage(message, '*');
      while (window.testReceived < goal) await new Promise((resolve) => setTimeout(resolve));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }, messages);
  }

  async sendState(state: ReviewState): Promise<void> {
    await this.send({ type: 'state', state });
  }

  /** Answers the newest request of a name (or the one at a place, from 0). A draft is said to be saved. */
  async reply<K extends keyof Requests>(
    name: K,
    body?: Partial<z.input<Requests[K]['out']>>,
    at = -1,
  ): Promise<void> {
    const usual = name === 'saveDraft' || name === 'submit' || name === 'discard' ? saved : undefined;
    const answer = usual || body ? reviewRequests[name].out.parse({ ...usual, ...body }) : undefined;
    await this.#post([{ kind: 'reply', id: await this.#id(name, at), body: answer }]);
  }

  /** Answers with an error. */
  async fail(
    name: keyof Requests,
    error: { message: string; action?: string; code?: string },
    at = -1,
  ): Promise<void> {
    await this.#post([
      { kind: 'failure', id: await this.#id(name, at), error: { code: 'internal', ...error } },
    ]);
  }

  async #id(name: keyof Requests, at: number): Promise<string> {
    const raw = await this.page.evaluate(() => window.testMessages.map(({ message }) => message));
    const ids = raw.flatMap((one) => {
      const sent = toHostSchema.parse(one);
      return sent.kind === 'request' && sent.name === name ? [sent.id] : [];
    });
    const id = ids.at(at);
    if (id === undefined) throw new Error(`no request ${name}`);
    return id;
  }

  /** Everything the page asked for and told, each parsed by the contract's schema. */
  async records(): Promise<Posted[]> {
    const raw = await this.page.evaluate(() => window.testMessages);
    return raw.flatMap(({ message, at }) => {
      const sent = toHostSchema.parse(message);
      if (sent.kind === 'cancel') return [];
      const schemas = { ...reviewSignals, ...mapped(reviewRequests) };
      const schema = schemas[sent.name as keyof typeof schemas];
      return [
        {
          message: { type: sent.name, ...(schema.parse(sent.body) as object) } as unknown as PageMessage,
          at,
        },
      ];
    });
  }

  async messages<T extends keyof Sent>(type: T): Promise<Sent[T][]> {
    const all = (await this.records()).map(({ message }) => message);
    return all.filter(({ type: name }) => name === type) as unknown as Sent[T][];
  }

  /** Waits until the page has posted `count` messages of a name; gives the last. */
  async message<T extends keyof Sent>(type: T, count = 1): Promise<Sent[T]> {
    await this.page.waitForFunction(
      ([wanted, least]) =>
        window.testMessages.filter(({ message }) => (message as { name?: string }).name === wanted).length >=
        least,
      [type, count] as const,
      { timeout: 10_000 },
    );
    const found = (await this.messages(type)).at(-1);
    if (!found) throw new Error(`no message ${type}`);
    return found;
  }

  /** Waits until the page has said last that a text box in it has the focus, or that none has. */
  async saysTyping(typing: boolean): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const sent = window.testMessages.map(({ message }) => message as { name: string; body?: object });
      const said = sent.findLast(({ name }) => name === 'focus')?.body;
      return JSON.stringify(said) === JSON.stringify({ focused: true, typing: wanted });
    }, typing);
  }

  kept(): Promise<ReviewPageState> {
    return this.page.evaluate(() => window.testKept as ReviewPageState);
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => window.testViolations);
  }

  /** Another theme, as when the user picks one in the editor. */
  async setTheme(theme: Theme): Promise<void> {
    await this.page.evaluate(
      async ([kind, name]) => {
        const old = document.querySelector('link[href^="/themes/"]');
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = `/themes/${name}.css`;
        await new Promise((resolve) => {
          link.onload = resolve;
          document.head.append(link);
        });
        old?.remove();
        // The toolkit reads the colours when it sees the class change.
        document.body.className = kind;
        document.body.dataset['vscodeThemeKind'] = kind.split(' ')[0];
      },
      [kinds[theme], theme] as const,
    );
  }

  close(): Promise<void> {
    return this.#done();
  }
}

/**
 * A browser, the built page and its server, for one test file. A browser's page serves one test after the other, since a new one
 * takes as long as most tests; each begins with a fresh load, and one whose test failed is not used again.
 */
export async function startPages(): Promise<{
  open: (options?: OpenOptions) => Promise<ReviewPage>;
  /** The page of the guidelines. What it posts is read as it is, by `testMessages`. */
  openGuidelines: (
    state: GuidelinesState,
    options?: Pick<OpenOptions, 'theme' | 'width' | 'height'>,
  ) => Promise<ReviewPage>;
  /** The page of insights; without a state the host has not sent one yet. What it posts is read as it is, too. */
  openInsights: (
    state?: InsightsState,
    options?: Pick<OpenOptions, 'theme' | 'width' | 'height' | 'lang'>,
  ) => Promise<ReviewPage>;
  /** The page of exports; what it posts is read as it is, too. */
  openExport: (
    state: ExportState,
    options?: Pick<OpenOptions, 'theme' | 'width' | 'height' | 'lang'>,
  ) => Promise<ReviewPage>;
  /** The page of the matrix; what it posts is read as it is, too. */
  openMatrix: (
    told: { state: MatrixState; rows: MatrixRow[] },
    options?: Pick<OpenOptions, 'theme' | 'width' | 'height' | 'lang'> & { kept?: unknown },
  ) => Promise<ReviewPage>;
  close(): Promise<void>;
}> {
  const built = await buildPage();
  const server = await servePage(built.folder);
  const browser: Browser = await chromium.launch({
    executablePath: process.env['TOUCHSTONE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const idle: { context: BrowserContext; page: Page }[] = [];

  async function newPage(): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    return { context, page: await context.newPage() };
  }

  type Load = Required<Pick<OpenOptions, 'theme' | 'width' | 'height'>> & Pick<OpenOptions, 'kept'>;
  async function load(url: string, { theme, width, height, kept }: Load): Promise<ReviewPage> {
    const { context, page } = idle.pop() ?? (await newPage());
    const host = await page.addInitScript(beHost, kept);
    const review = new ReviewPage(context, page, url, async () => {
      page.removeAllListeners();
      context.removeAllListeners();
      await host.dispose();
      await page.mouse.move(0, 0);
      idle.push({ context, page });
    });
    await page.setViewportSize({ width, height });
    await page.goto(url);
    await review.setTheme(theme);
    await page.waitForFunction(() =>
      window.testMessages.some(({ message }) => (message as { name?: string }).name === 'ready'),
    );
    return review;
  }

  return {
    async open({
      state = defaultState(),
      loading,
      theme = 'dark',
      width = 1280,
      height = 800,
      lang,
      kept,
    } = {}) {
      const url = lang === undefined ? server.url : `${server.url}?lang=${lang}`;
      const review = await load(url, { theme, width, height, kept });
      if (!loading) await review.sendState(state);
      return review;
    },
    async openGuidelines(state, { theme = 'dark', width = 700, height = 800 } = {}) {
      const review = await load(`${server.url}guidelines`, { theme, width, height });
      await review.send({ type: 'state', state });
      return review;
    },
    async openInsights(state, { theme = 'dark', width = 1280, height = 800, lang } = {}) {
      const url = `${server.url}insights${lang === undefined ? '' : `?lang=${lang}`}`;
      const review = await load(url, { theme, width, height });
      if (state) await review.send({ type: 'state', state });
      return review;
    },
    async openExport(state, { theme = 'dark', width = 1280, height = 800, lang } = {}) {
      const url = `${server.url}export${lang === undefined ? '' : `?lang=${lang}`}`;
      const review = await load(url, { theme, width, height });
      await review.send({ type: 'state', state });
      return review;
    },
    async openMatrix(told, { theme = 'dark', width = 1280, height = 800, lang, kept } = {}) {
      const url = `${server.url}matrix${lang === undefined ? '' : `?lang=${lang}`}`;
      const review = await load(url, { theme, width, height, kept: kept as ReviewPageState | undefined });
      await review.send({ type: 'state', state: told.state }, { type: 'rows', rows: told.rows, anew: true });
      return review;
    },
    async close() {
      await browser.close();
      await server.close();
      await built.remove();
    },
  };
}

function mapped(requests: Requests): { [K in keyof Requests]: Requests[K]['in'] } {
  return Object.fromEntries(Object.entries(requests).map(([name, shape]) => [name, shape.in])) as never;
}

/** In the page, before its own script: the host's end of the conversation, and what the policy stopped. */
function beHost(kept: ReviewPageState | undefined): void {
  window.testMessages = [];
  window.testViolations = [];
  window.testReceived = 0;
  window.testUnheard = false;
  window.addEventListener('message', ({ data }: MessageEvent<{ byItself?: true }>) => {
    if (!data.byItself) setTimeout(() => (window.testReceived += 1));
  });
  window.testKept = kept;
  document.addEventListener('securitypolicyviolation', (event) =>
    window.testViolations.push(
      `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${String(event.lineNumber)}:${String(event.columnNumber)} ${event.sample}`,
    ),
  );
  Object.assign(globalThis, {
    acquireVsCodeApi: () => ({
      postMessage: (message: { name?: string; id?: string }) => {
        window.testMessages.push({ message: structuredClone(message), at: performance.now() });
        // VS Code hears of the focus by itself.
        if (message.name === 'focus' && !window.testUnheard)
          setTimeout(() => window.postMessage({ kind: 'reply', id: message.id, byItself: true }, '*'));
      },
      getState: () => window.testKept,
      setState: (next: unknown) => {
        window.testKept = structuredClone(next);
      },
    }),
  });
}
