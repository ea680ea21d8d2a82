import * as z from 'zod';
import { parseJson } from '../../platform/errors.ts';
import type { Database } from '../sqlite/database.ts';
import { getMeta, setMeta } from '../content/meta.ts';

const leaseSchema = z.object({ holder: z.string(), until: z.number() });

/**
 * Takes or renews, for `ms`, the right to do alone what is named, and tells whether one has it. Whoever dies with it loses it when the time
 * is over; one that is held for longer than anybody takes it comes of a clock that was set back, and does not count.
 */
export function holdLease(db: Database, name: string, holder: string, ms: number): boolean {
  const now = Date.now();
  const held = leaseOf(db, name);
  if (held && held.holder !== holder && held.until > now && held.until - now <= ms) return false;
  setMeta(db, keyOf(name), JSON.stringify({ holder, until: now + ms }));
  return true;
}

export function endLease(db: Database, name: string, holder: string): void {
  if (leaseOf(db, name)?.holder === holder) setMeta(db, keyOf(name), undefined);
}

function leaseOf(db: Database, name: string): z.infer<typeof leaseSchema> | undefined {
  return leaseSchema.safeParse(parseJson(getMeta(db, keyOf(name)) ?? '')).data;
}

function keyOf(name: string): string {
  return `lease:${name}`;
}
