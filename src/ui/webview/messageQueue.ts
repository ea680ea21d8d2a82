import type * as vscode from 'vscode';
import { hostToReviewSchema, type HostToReview } from '../../protocol/reviewMessages.ts';

/** What goes to the review page: held back until its script has loaded. */
export class ReviewMail {
  #webview: vscode.Webview | undefined;
  #ready = false;
  #waiting: HostToReview[] = [];

  /** The page has loaded. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Another page, or none: its script says later that it has loaded. */
  to(webview: vscode.Webview | undefined): void {
    this.#webview = webview;
    this.#ready = false;
    this.#waiting = [];
  }

  /** @param first sends what comes before all that waited */
  async open(first: () => Promise<void>): Promise<void> {
    this.#ready = true;
    const waiting = this.#waiting.splice(0);
    await first();
    for (const message of waiting) this.post(message);
  }

  post(message: HostToReview): void {
    const checked = hostToReviewSchema.parse(message);
    if (this.#ready) void this.#webview?.postMessage(checked);
    // A page that has loaded gets a new snapshot, which holds the text as well.
    else if (checked.type === 'do' || checked.type === 'refused' || checked.type === 'saved')
      this.#waiting.push(checked);
  }
}
