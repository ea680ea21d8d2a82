import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FrameLocator, Page } from 'playwright-core';
import { openWorkbench, type Workbench } from '../../host/harness/index.mjs';
import { Person } from '../../e2e/support/person.ts';
import { eventually, keysWork } from '../../e2e/support/wait.ts';
import { removeTemporaryDir, temporaryDir } from '../../servers/lib/processes.mjs';

/** One submitted answer in Touchstone's database. */
export interface StoredAnswer {
  taskId: string;
  status: string;
  scores: [number | undefined, number | undefined];
}

export interface PanelOptions {
  vsix: string;
  /** Files of the project's folder, `touchstone.json` among them. */
  files: Record<string, string>;
  settings?: Record<string, unknown>;
}

/** Touchstone's review panel in a VS Code that runs in the browser. */
export class Panel {
  readonly workbench: Workbench;
  readonly folder: string;
  frame!: FrameLocator;

  private constructor(workbench: Workbench, folder: string) {
    this.workbench = workbench;
    this.folder = folder;
  }

  /** Opens the project and shows the task of this title; keys reach the panel. */
  static async open(options: PanelOptions, title: string): Promise<Panel> {
    const folder = temporaryDir('judging');
    for (const [name, text] of Object.entries(options.files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const workbench = await openWorkbench({ vsix: options.vsix, folder, settings: options.settings });
    workbench.page.setDefaultTimeout(30_000);
    const panel = new Panel(workbench, folder);
    const me = new Person(workbench.page, 'judging');
    try {
      await me.openTouchstone();
      await me.row(title).click();
      panel.frame = await me.review();
      await panel.focus();
      return panel;
    } catch (error) {
      await me.failurePicture('judging');
      console.log(workbench.extHostLog().split('\n').slice(-40).join('\n'));
      await panel.close();
      throw error;
    }
  }

  get page(): Page {
    return this.workbench.page;
  }

  async focus(): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await keysWork(this.page, this.frame);
  }

  async title(): Promise<string> {
    return ((await this.frame.locator('h1').first().textContent()) ?? '').trim();
  }

  /** Keys go to the page: a person sees its focus ring. */
  hasFocus(): Promise<void> {
    return eventually('the panel has the focus', () =>
      this.frame.locator('body').evaluate(() => document.hasFocus()),
    );
  }

  /** So many criteria have points, and they are on disk. */
  async scored(criteria: number): Promise<void> {
    await eventually(`${criteria} criteria have points`, async () => {
      return (await this.frame.locator('[data-criterion] input:checked').count()) === criteria;
    });
    await this.frame.locator('footer .saved', { hasText: 'Draft saved' }).waitFor();
  }

  get databasePath(): string {
    return join(this.folder, '.touchstone', 'touchstone.sqlite');
  }

  /** A query of the project's database, read beside the extension. */
  query<T>(sql: string, ...values: (string | number)[]): T[] {
    const database = new DatabaseSync(this.databasePath, { readOnly: true });
    try {
      return database.prepare(sql).all(...values) as T[];
    } finally {
      database.close();
    }
  }

  stored(): StoredAnswer[] {
    return this.query<{ id: string; status: string; score1: number | null; score2: number | null }>(
      'SELECT tasks.id, status, score1, score2 FROM annotations JOIN tasks ON position = task',
    ).map((row) => ({
      taskId: row.id,
      status: row.status,
      scores: [row.score1 ?? undefined, row.score2 ?? undefined],
    }));
  }

  /** What a person would see where the script got stuck; in `test-results`. */
  failurePicture(): Promise<void> {
    return new Person(this.page, 'judging').failurePicture('judging');
  }

  async close(): Promise<void> {
    await this.workbench.close();
    removeTemporaryDir(this.folder);
  }
}
