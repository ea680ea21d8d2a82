import { limits, type ArgillaRecord, type ResponseStatus } from './wire.ts';
import type { CallOptions } from './transport.ts';

export interface SearchOptions extends CallOptions {
  offset?: number;
  /** At most 1000. */
  limit?: number;
  /** Only these records, at most 250: by the id that whoever logged them gave, or by Argilla's own. */
  by?: { property: 'external_id' | 'id'; values: string[] };
  /** Only records to which the caller's response has one of these statuses (`pending`: no response). */
  status?: (ResponseStatus | 'pending')[];
  /** With what machines suggest. */
  suggestions?: boolean;
}

export interface SearchPage {
  records: ArgillaRecord[];
  total: number;
}

/** Records read at once: the server gives 1000, but parsing those holds the thread for too long. */
export const pageSize = 200;

/**
 * The query and body of `POST /me/datasets/{id}/records/search`. The order is always asked for: without it the server shuffles for
 * each user, and anew with each write, so that pages would overlap.
 */
export function searchRequest(options: SearchOptions): { query: URLSearchParams; body: object } {
  const { offset = 0, limit = limits.recordsPerPage, by, status, suggestions } = options;
  const include = suggestions ? 'responses,suggestions' : 'responses';
  const terms = (entity: string, property: string, values: string[]) => ({
    type: 'terms',
    scope: { entity, property },
    values,
  });
  const and = [
    ...(by ? [terms('record', by.property, by.values)] : []),
    ...(status ? [terms('response', 'status', status)] : []),
  ];
  const sort = ['inserted_at', 'id'].map((property) => ({
    scope: { entity: 'record', property },
    order: 'asc',
  }));
  return {
    query: new URLSearchParams({ offset: String(offset), limit: String(limit), include }),
    body: { ...(and.length > 0 ? { filters: { and } } : {}), sort },
  };
}
