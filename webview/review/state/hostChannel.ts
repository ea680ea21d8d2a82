import {
  hostToReviewSchema,
  reviewPageStateSchema,
  type HostToReview,
  type ReviewPageState,
  type ReviewToHost,
} from '../../../src/protocol/reviewMessages.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The page's end of the conversation with the host. */
export interface Channel {
  post(message: ReviewToHost): void;
  /** What the page kept before a reload; empty when it kept nothing that can be read. */
  kept(): ReviewPageState;
  keep(state: ReviewPageState): void;
}

/** Connects to the host. What cannot be parsed or handled is told to the host's log. */
export function connect(onMessage: (message: HostToReview) => void): Channel {
  const api = acquireVsCodeApi();
  const post = (message: ReviewToHost) => api.postMessage(message);
  const complain = (what: string, error: unknown) =>
    post({ type: 'error', message: `${what}: ${describe(error)}`.slice(0, 10_000) });

  window.addEventListener('message', (event) => {
    const parsed = hostToReviewSchema.safeParse(event.data);
    if (!parsed.success) {
      complain('The review page cannot read a message', parsed.error);
      return;
    }
    try {
      onMessage(parsed.data);
    } catch (error) {
      complain(`The review page failed at "${parsed.data.type}"`, error);
    }
  });
  window.addEventListener('error', (event) =>
    complain('Error in the review page', event.error ?? event.message),
  );
  window.addEventListener('unhandledrejection', (event) =>
    complain('Error in the review page', event.reason),
  );

  return {
    post,
    kept: () => reviewPageStateSchema.safeParse(api.getState()).data ?? {},
    keep: (state) => api.setState(state),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
}
