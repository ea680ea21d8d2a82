import type { ServerResponse } from 'node:http';
import { forward } from '../../unit/platform/forward.ts';
import { serve, type Arrived } from '../../unit/platform/support.ts';
import { url } from './lab.ts';

/** What stands before the real server. */
export interface Gateway {
  url: string;
  /** Answers in its place where it gives true. */
  before?: (request: Arrived, response: ServerResponse) => boolean;
}

/** Passes everything on to the real server but what `before` answers. */
export async function startGateway(): Promise<Gateway> {
  const gateway: Gateway = { url: '' };
  const { url: address } = await serve((request, response) => {
    if (!gateway.before?.(request, response)) forward(url, request, response);
  });
  return Object.assign(gateway, { url: address });
}
