import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import {
  reviewToHostSchema,
  type HostToReview,
  type ReviewPageState,
  type ReviewState,
  type ReviewToHost,
} from '../../../src/protocol/reviewMessages.ts';
import type { GuidelinesState, HostToGuidelines } from '../../../src/protocol/guidelinesMessages.ts';
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

/** What the page did, as seen from outside it. */
export interface Posted {
  message: ReviewToHost;
  /** Milliseconds of the page's own clock. */
  at: number;
}

declare global {
  interface Window {
    testMessages: { message: unknown; at: number }[];
    testKept: unknown;
    testViolations: string[];
    testReceived: number;
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

  /** Gives messages to the page; resolves when it has handled them and drawn. */
  async send(...messages: (HostToReview | HostToGuidelines)[]): Promise<void> {
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

  /** Everything the page posted, each parsed by the contract's schema. */
  async records(): Promise<Posted[]> {
    const raw = await this.page.evaluate(() => window.testMessages);
    return raw.map(({ message, at }) => ({ message: reviewToHostSchema.parse(message), at }));
  }

  async messages<T extends ReviewToHost['type']>(type: T): Promise<Extract<ReviewToHost, { type: T }>[]> {
    const all = await this.records();
    return all
      .map(({ message }) => message)
      .filter((message): message is Extract<ReviewToHost, { type: T }> => message.type === type);
  }

  /** Waits until the page has posted `count` messages of a type; gives the last. */
  async message<T extends ReviewToHost['type']>(
    type: T,
    count = 1,
  ): Promise<Extract<ReviewToHost, { type: T }>> {
    await this.page.waitForFunction(
      ([wanted, least]) =>
        window.testMessages.filter(({ message }) => (message as { type: string }).type === wanted).length >=
        least,
      [type, count] as const,
      { timeout: 10_000 },
    );
    const found = (await this.messages(type)).at(-1);
    if (!found) throw new Error(`no message ${type}`);
    return found;
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
      window.testMessages.some(({ message }) => (message as { type: string }).type === 'ready'),
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
    async close() {
      await browser.close();
      await server.close();
      await built.remove();
    },
  };
}

/** In the page, before its own script: the host's end of the conversation, and what the policy stopped. */
function beHost(kept: ReviewPageState | undefined): void {
  window.testMessages = [];
  window.testViolations = [];
  window.testReceived = 0;
  window.addEventListener('message', () => setTimeout(() => (window.testReceived += 1)));
  window.testKept = kept;
  document.addEventListener('securitypolicyviolation', (event) =>
    window.testViolations.push(
      `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${String(event.lineNumber)}:${String(event.columnNumber)} ${event.sample}`,
    ),
  );
  Object.assign(globalThis, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) =>
        window.testMessages.push({ message: structuredClone(message), at: performance.now() }),
      getState: () => window.testKept,
      setState: (next: unknown) => {
        window.testKept = structuredClone(next);
      },
    }),
  });
}
