import type { Browser, Locator, Page } from 'playwright-core';
import type { TaskInput } from '../../../src/domain/task.ts';
import type { ProjectConfig } from '../../../src/project/config.ts';
import type { Guidelines } from '../../../src/project/loadProject.ts';

/** What Argilla's server holds of a judged record. */
export interface StoredResponse {
  taskId: string;
  status: string;
  scores: [number | undefined, number | undefined];
}

/** Argilla's own web page on a dataset that Touchstone made, with one record to judge after the other. */
export class ArgillaPage {
  readonly page: Page;
  readonly datasetId: string;
  readonly #api: Api;

  private constructor(page: Page, datasetId: string, api: Api) {
    this.page = page;
    this.datasetId = datasetId;
    this.#api = api;
  }

  /** Makes the dataset with these tasks as records, logs in by the page, and opens the queue of pending records. */
  static async open(
    browser: Browser,
    what: { config: ProjectConfig; guidelines: Guidelines; tasks: TaskInput[] },
  ): Promise<ArgillaPage> {
    const lab = await import('../../real/argilla/lab.ts');
    const config = { ...what.config, argilla: lab.configFor(lab.freshName('judging')).argilla };
    const desk = await lab.newDesk({ config, guidelines: what.guidelines, tasks: what.tasks });
    const { dataset } = await desk.sync.open(true);
    await desk.sync.push();
    await lab.closeAll();

    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: lab.url });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(`${lab.url}/sign-in`);
    await page.locator('input[name="Username"]').fill('argilla');
    await page.locator('input[name="Password"]').fill('12345678');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.includes('sign-in'));
    await page.goto(`${lab.url}/dataset/${dataset.id}/annotation-mode?page=1&status=pending`);
    const argilla = new ArgillaPage(page, dataset.id, { get: (path) => lab.api('GET', path) });
    await argilla.#questions().waitFor();
    await argilla.field('generation_2').locator('p, pre').first().waitFor();
    return argilla;
  }

  #questions(): Locator {
    return this.page.getByRole('form', { name: 'Annotation Questions' }).first();
  }

  /** What a field of the shown record looks like. */
  field(name: 'instruction' | 'generation_1' | 'generation_2'): Locator {
    const at = ['instruction', 'generation_1', 'generation_2'].indexOf(name);
    return this.page.locator('.content-area').nth(at);
  }

  /** The button that copies a block of code. */
  copyButton(response: 1 | 2, block: number): Locator {
    return this.field(`generation_${response}`)
      .locator('pre')
      .nth(block)
      .locator('xpath=..')
      .locator('a[href="#"]');
  }

  rating(response: 1 | 2, score: number): Locator {
    return this.page.locator(`label[for="score_response_${response}_${score}"]`);
  }

  /** Both ratings are chosen: Enter would submit. */
  async canSubmit(): Promise<void> {
    await this.page.locator('button:not([disabled])', { hasText: 'Submit' }).first().waitFor();
  }

  /** The answers that the server has, over its REST API. */
  async stored(): Promise<StoredResponse[]> {
    const found = await this.#api.get<{
      items: {
        external_id: string;
        responses: { status: string; values: Record<string, { value: number }> | null }[];
      }[];
    }>(`/datasets/${this.datasetId}/records?limit=1000&include=responses`);
    return found.items.flatMap((record) =>
      record.responses.map(({ status, values }) => ({
        taskId: record.external_id,
        status,
        scores: [values?.['score_response_1']?.value, values?.['score_response_2']?.value] as [
          number,
          number,
        ],
      })),
    );
  }

  async close(): Promise<void> {
    const lab = await import('../../real/argilla/lab.ts');
    await this.page.context().close();
    await lab.http.close();
  }
}

interface Api {
  get<T>(path: string): Promise<T>;
}
