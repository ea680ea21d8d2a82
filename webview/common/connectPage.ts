import type { Input, Listeners, PageContract, ToHost } from '../../src/protocol/channel.ts';
import { PageClient } from '../../src/protocol/pageClient.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The host, and what VS Code keeps of the page over reloads. */
export interface Connection<C extends PageContract> extends Pick<PageClient<C>, 'request' | 'signal'> {
  /** Where the host tells of an error and the page goes on as it is. */
  ask: <K extends keyof C['requests'] & string>(name: K, input: Input<C['requests'][K]>) => void;
  kept(): unknown;
  keep(state: unknown): void;
}

/** Connects a page to the host. What cannot be parsed or handled is told to the host's log. */
export function connectPage<C extends PageContract>(contract: C, on: Listeners<C['events']>): Connection<C> {
  const api = acquireVsCodeApi();
  const post = (message: ToHost): void => api.postMessage(message);
  const complain = (what: string, error: unknown): void => {
    const message = `${what}: ${describe(error)}`.slice(0, 10_000);
    post({ kind: 'signal', name: 'error', body: { message } });
  };
  const client = new PageClient(contract, { post, on, complain });
  window.addEventListener('message', ({ data }) => client.receive(data));
  window.addEventListener('error', ({ error, message }) => complain('Error in the page', error ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => complain('Error in the page', reason));
  return {
    request: (...what) => client.request(...what),
    ask: (name, input) => void client.request(name, input).catch(() => undefined),
    signal: (...what) => client.signal(...what),
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
}
