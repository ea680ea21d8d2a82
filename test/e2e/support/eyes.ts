import type { CDPSession, Page } from 'playwright-core';
import { webviewFrame } from '../../host/harness/index.mjs';

/** What a person who plays by the keyboard perceives of the workbench and the review page. */
export interface Eyes {
  /** The task that the review page shows; undefined while there is none. */
  title(): Promise<string | undefined>;
  /** Whether the review page has the focus. */
  atReview(): Promise<boolean>;
  /** What has the focus: `role name`; of a radio button, `radiogroup` and the group's name. */
  focused(): Promise<string>;
  /** The checked value of each group of radio buttons, by the group's name. */
  chosen(): Promise<Record<string, string>>;
  /** Whether this is written somewhere. */
  sees(text: string | RegExp): Promise<boolean>;
  /** Whether a list that is open offers this. */
  offers(text: string): Promise<boolean>;
  /** Whether there is a view or an editor of this name to go to. */
  hasTab(name: string): Promise<boolean>;
  /** What the review page said last to a screen reader. */
  said(): Promise<string>;
}

/** Looks at the documents. */
export class DocumentEyes implements Eyes {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async title(): Promise<string | undefined> {
    if ((await this.#page.locator('iframe.webview.ready:visible').count()) === 0) return undefined;
    const heading = (await webviewFrame(this.#page)).locator('h1').first();
    // A page that has not been told its task yet has a heading without a text.
    return (await heading.count()) > 0 ? (await heading.textContent()) || undefined : undefined;
  }

  async atReview(): Promise<boolean> {
    const frame = await webviewFrame(this.#page);
    return frame.locator('body').evaluate(() => document.hasFocus());
  }

  async focused(): Promise<string> {
    for (const frame of this.#page.frames().reverse()) {
      const name = await frame
        .evaluate(() => {
          const active = document.activeElement;
          if (!active || !document.hasFocus() || active === document.body || active.localName === 'iframe')
            return '';
          const group = active.closest('[role=radiogroup]');
          const role = group
            ? 'radiogroup'
            : active instanceof HTMLTextAreaElement
              ? 'textbox'
              : (active.getAttribute('role') ?? active.localName);
          const label =
            active instanceof HTMLTextAreaElement ? active.labels[0]?.textContent.trim() : undefined;
          return `${role} ${(group ?? active).getAttribute('aria-label') ?? label ?? ''}`;
        })
        .catch(() => '');
      if (name) return name;
    }
    return '';
  }

  async chosen(): Promise<Record<string, string>> {
    const frame = await webviewFrame(this.#page);
    return frame
      .locator('body')
      .evaluate(() =>
        Object.fromEntries(
          [...document.querySelectorAll<HTMLInputElement>('[role=radiogroup] input:checked')].map((input) => [
            input.closest('[role=radiogroup]')?.getAttribute('aria-label') ?? '',
            input.parentElement?.textContent.trim() ?? '',
          ]),
        ),
      );
  }

  async sees(text: string | RegExp): Promise<boolean> {
    for (const frame of this.#page.frames()) {
      const found = frame.getByText(text);
      if (
        await found
          .first()
          .isVisible()
          .catch(() => false)
      )
        return true;
    }
    return false;
  }

  async offers(text: string): Promise<boolean> {
    return this.#page.getByRole('option', { name: text }).first().isVisible();
  }

  async hasTab(name: string): Promise<boolean> {
    return this.#page.getByRole('tab', { name }).first().isVisible();
  }

  async said(): Promise<string> {
    const frame = await webviewFrame(this.#page);
    return (await frame.locator('[role=status][aria-live=polite]').first().textContent()) ?? '';
  }
}

interface Node {
  nodeId: string;
  parentId?: string;
  childIds?: string[];
  ignored: boolean;
  role?: { value?: string };
  name?: { value?: string };
  value?: { value?: unknown };
  properties?: { name: string; value: { value?: unknown } }[];
}

/** Reads the accessibility tree alone, as Chromium gives it to a screen reader; looks at no document. */
export class TreeEyes implements Eyes {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async open(page: Page): Promise<TreeEyes> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    return new TreeEyes(session);
  }

  /** The trees of all frames, the outermost first. */
  async #trees(): Promise<Node[][]> {
    interface FrameTree {
      frame: { id: string };
      childFrames?: FrameTree[];
    }
    const { frameTree } = (await this.#session.send('Page.getFrameTree')) as { frameTree: FrameTree };
    const ids = (tree: FrameTree): string[] => [tree.frame.id, ...(tree.childFrames ?? []).flatMap(ids)];
    const trees: Node[][] = [];
    for (const frameId of ids(frameTree)) {
      // A frame may go while the others are read.
      const tree = await this.#session
        .send('Accessibility.getFullAXTree', { frameId })
        .catch((error: Error) => {
          if (/Frame with the given|No frame|not found|detached|Target closed/i.test(error.message))
            return undefined;
          throw error;
        });
      if (tree) trees.push((tree.nodes as Node[]).filter((node) => !node.ignored || node.childIds));
    }
    return trees;
  }

  /** The tree of the review page: the one with the scores. */
  async #review(): Promise<Node[]> {
    const trees = await this.#trees();
    return (
      trees.find((nodes) =>
        nodes.some((one) => roleOf(one) === 'radiogroup' && /^Response A/.test(nameOf(one))),
      ) ?? []
    );
  }

  async title(): Promise<string | undefined> {
    const heading = (await this.#review()).find(
      (one) => roleOf(one) === 'heading' && property(one, 'level') === 1,
    );
    return heading && nameOf(heading);
  }

  async atReview(): Promise<boolean> {
    return (await this.#review()).some((one) => property(one, 'focused') === true);
  }

  async focused(): Promise<string> {
    const containers = ['RootWebArea', 'Iframe', 'WebArea', ''];
    for (const nodes of (await this.#trees()).reverse()) {
      const node = nodes.find(
        (one) => property(one, 'focused') === true && !containers.includes(roleOf(one)),
      );
      if (!node) continue;
      const group = roleOf(node) === 'radio' ? groupOf(nodes, node) : undefined;
      return `${roleOf(group ?? node)} ${nameOf(group ?? node)}`;
    }
    return '';
  }

  async chosen(): Promise<Record<string, string>> {
    const nodes = await this.#review();
    const checked = nodes.filter((one) => roleOf(one) === 'radio' && property(one, 'checked') === 'true');
    return Object.fromEntries(
      checked.map((radio) => {
        const group = groupOf(nodes, radio);
        return [group ? nameOf(group) : '', nameOf(radio)];
      }),
    );
  }

  async sees(text: string | RegExp): Promise<boolean> {
    const fits = (name: string) => (typeof text === 'string' ? name.includes(text) : text.test(name));
    return (await this.#trees()).some((nodes) => nodes.some((one) => !one.ignored && fits(nameOf(one))));
  }

  async offers(text: string): Promise<boolean> {
    return this.#has('option', text);
  }

  async hasTab(name: string): Promise<boolean> {
    return this.#has('tab', name);
  }

  async #has(role: string, name: string): Promise<boolean> {
    const all = (await this.#trees()).flat();
    return all.some((one) => roleOf(one) === role && nameOf(one).includes(name));
  }

  async said(): Promise<string> {
    const nodes = await this.#review();
    const regions = nodes.filter((one) => property(one, 'live') === 'polite' && roleOf(one) === 'status');
    return regions
      .map((region) => textIn(nodes, region))
      .join(' ')
      .trim();
  }
}

const roleOf = (node: Node): string => node.role?.value ?? '';
const nameOf = (node: Node): string => node.name?.value ?? '';
const property = (node: Node, name: string): unknown =>
  node.properties?.find((one) => one.name === name)?.value.value;

function groupOf(nodes: readonly Node[], node: Node): Node | undefined {
  for (let at: Node | undefined = node; at;) {
    if (roleOf(at) === 'radiogroup') return at;
    const { parentId }: Node = at;
    at = nodes.find((one) => one.nodeId === parentId);
  }
  return undefined;
}

function textIn(nodes: readonly Node[], node: Node): string {
  if (roleOf(node) === 'StaticText') return nameOf(node);
  return (node.childIds ?? [])
    .map((id) => nodes.find((one) => one.nodeId === id))
    .map((child) => (child ? textIn(nodes, child) : ''))
    .join('');
}
