import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import type { Http, HttpResponse } from '../../platform/http.ts';
import type { Secrets } from '../../platform/secrets.ts';

/** Requests to the Hugging Face Hub for one dataset, and what its refusals mean. https://huggingface.co/docs/hub/api */

export interface HubDeps {
  http: Http;
  secrets: Secrets;
  signal?: AbortSignal;
}

export class HubClient {
  readonly dataset: string;
  readonly #deps: HubDeps;

  constructor(dataset: string, deps: HubDeps) {
    this.dataset = dataset;
    this.#deps = deps;
  }

  get origin(): string {
    return this.#deps.secrets.hub;
  }

  /** The dataset's page. */
  get page(): string {
    return `${this.origin}/datasets/${this.dataset}`;
  }

  /**
   * GET with the token that belongs to the URL's origin. Resolves for 2xx.
   * Errors: `dataset-missing`, `dataset-gated`, `dataset-unauthorized`, `network-*`.
   */
  async get(
    url: string,
    options: { headers?: Record<string, string>; maxBytes?: number } = {},
  ): Promise<HttpResponse> {
    const token = await this.#deps.secrets.tokenFor(url);
    const response = await this.#deps.http.request(url, {
      ...options,
      ...(token ? { secretHeaders: { authorization: `Bearer ${token}` } } : {}),
      signal: this.#deps.signal,
    });
    if (response.status >= 200 && response.status < 300) return response;
    await response.discard();
    throw this.#refused(response, token !== undefined);
  }

  /** `X-Error-Code` and `X-Error-Message` are the Hub's own words, as `huggingface_hub` reads them. */
  #refused(response: HttpResponse, signedIn: boolean): TouchstoneError {
    const { status, headers } = response;
    const code = headers['x-error-code'];
    const detail = `${status} ${code ?? ''} ${headers['x-error-message'] ?? ''} ${response.url}`.trim();
    const fail = (kind: ErrorCode, message: string, action: string): TouchstoneError =>
      new TouchstoneError(kind, message, { status, detail, action });
    const signIn = l10n.t('Sign in with "Touchstone: Sign In to Hugging Face"');
    if (code === 'GatedRepo')
      return fail(
        'dataset-gated',
        l10n.t('The dataset {0} is gated: its owner asks for consent first.', this.dataset),
        signedIn
          ? l10n.t(
              'Accept the terms at {0} with the account that you are signed in with, then load again.',
              this.page,
            )
          : l10n.t('Accept the terms at {0}. {1}, then load again.', this.page, signIn),
      );
    if (status === 401 || status === 403)
      return signedIn
        ? fail(
            'dataset-unauthorized',
            l10n.t('The Hub does not let this token read the dataset {0}.', this.dataset),
            l10n.t('{0}, with a token that may read it; the token found may have expired.', signIn),
          )
        : fail(
            'dataset-unauthorized',
            l10n.t('The dataset {0} does not exist or is private: the Hub does not say which.', this.dataset),
            l10n.t('Check the name. If it is private: {0}, then load again.', signIn),
          );
    if (status === 404 && code === 'RevisionNotFound')
      return fail(
        'dataset-missing',
        l10n.t('The dataset {0} has no such revision.', this.dataset),
        l10n.t('Correct "revision" in touchstone.json.'),
      );
    if (status === 404 && code === 'EntryNotFound')
      return fail(
        'dataset-missing',
        l10n.t('A file of {0} that the Hub listed no longer exists.', this.dataset),
        l10n.t('Load again; the dataset may just have been changed.'),
      );
    if (status === 404)
      return fail(
        'dataset-missing',
        l10n.t('There is no dataset {0} on {1}.', this.dataset, this.origin),
        signedIn
          ? l10n.t('Check the name in touchstone.json. Your account may not see it.')
          : l10n.t('Check the name in touchstone.json. If it is private: {0}.', signIn),
      );
    if (status === 429)
      return fail(
        'network-bad-answer',
        l10n.t('{0} is rate limiting this machine. Try again in a few minutes.', this.origin),
        signedIn
          ? l10n.t('Wait a few minutes, then load again.')
          : l10n.t('Wait a few minutes, or: {0} for higher limits.', signIn),
      );
    return fail(
      'network-bad-answer',
      l10n.t('{0} answered with status {1}.', this.origin, status),
      l10n.t('Try again later; https://status.huggingface.co tells when the Hub has trouble.'),
    );
  }
}
