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
      ...(options.headers ? { headers: options.headers } : {}),
      ...(token ? { secretHeaders: { authorization: `Bearer ${token}` } } : {}),
      ...(this.#deps.signal ? { signal: this.#deps.signal } : {}),
      ...(options.maxBytes !== undefined ? { maxBytes: options.maxBytes } : {}),
    });
    if (response.status >= 200 && response.status < 300) return response;
    await response.discard();
    throw this.#refused(response, token !== undefined);
  }

  /** `X-Error-Code` and `X-Error-Message` are the Hub's own words, as `huggingface_hub` reads them. */
  #refused(response: HttpResponse, signedIn: boolean): TouchstoneError {
    const { status, headers } = response;
    const code = headers['x-error-code'];
    const told = {
      status,
      detail: `${status} ${code ?? ''} ${headers['x-error-message'] ?? ''} ${response.url}`.trim(),
    };
    const signIn = 'Sign in with "Touchstone: Sign In to Hugging Face"';
    if (code === 'GatedRepo')
      return new TouchstoneError(
        'dataset-gated',
        `The dataset ${this.dataset} is gated: its owner asks for consent first.`,
        {
          ...told,
          action: signedIn
            ? `Accept the terms at ${this.page} with the account that you are signed in with, then load again.`
            : `Accept the terms at ${this.page}. ${signIn}, then load again.`,
        },
      );
    if (status === 401 || status === 403)
      return signedIn
        ? new TouchstoneError(
            'dataset-unauthorized',
            `The Hub does not let this token read the dataset ${this.dataset}.`,
            {
              ...told,
              action: `${signIn}, with a token that may read it; the token found may have expired.`,
            },
          )
        : new TouchstoneError(
            'dataset-unauthorized',
            `The dataset ${this.dataset} does not exist or is private: the Hub does not say which.`,
            { ...told, action: `Check the name. If it is private: ${signIn}, then load again.` },
          );
    if (status === 404 && code === 'RevisionNotFound')
      return new TouchstoneError('dataset-missing', `The dataset ${this.dataset} has no such revision.`, {
        ...told,
        action: 'Correct "revision" in touchstone.json.',
      });
    if (status === 404 && code === 'EntryNotFound')
      return new TouchstoneError(
        'dataset-missing',
        `A file of ${this.dataset} that the Hub listed is not there any more.`,
        { ...told, action: 'Load again; the dataset may just have been changed.' },
      );
    if (status === 404)
      return new TouchstoneError(
        'dataset-missing',
        `There is no dataset ${this.dataset} on ${this.origin}.`,
        {
          ...told,
          action: `Check the name in touchstone.json.${signedIn ? ' Your account may not see it.' : ` If it is private: ${signIn}.`}`,
        },
      );
    if (status === 429)
      return new TouchstoneError(
        'network-bad-answer',
        `${this.origin} has had too many requests from here for now.`,
        {
          ...told,
          action: signedIn
            ? 'Wait a few minutes, then load again.'
            : `Wait a few minutes, or: ${signIn} for higher limits.`,
        },
      );
    return new TouchstoneError('network-bad-answer', `${this.origin} answered with status ${status}.`, {
      ...told,
      action: 'Try again later; https://status.huggingface.co tells when the Hub has trouble.',
    });
  }
}
