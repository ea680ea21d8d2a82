import * as z from 'zod';
import type { Connection } from '../common/connectPage.ts';

const keptSchema = z.object({ tables: z.array(z.string()) });

/** Which charts are shown as tables; VS Code keeps it as long as the page's tab. */
export function shownTables(host: Pick<Connection<never>, 'kept' | 'keep'>) {
  const kept = keptSchema.safeParse(host.kept());
  const tables = new Set(kept.success ? kept.data.tables : []);
  return {
    has: (key: string): boolean => tables.has(key),
    set(key: string, asTable: boolean): void {
      if (asTable) tables.add(key);
      else tables.delete(key);
      host.keep({ tables: [...tables] });
    },
  };
}
