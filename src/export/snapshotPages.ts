import type { ExportPlace, ExportRow } from '../store/api/store.ts';
import { exportPage } from '../store/queries/exportPage.ts';
import { storeError } from '../store/sqlite/sqliteErrors.ts';
import { openMoment } from './files/moment.ts';

/** The rows of an export, of one moment. */
export interface Snapshot {
  page(annotator: string | undefined, after: ExportPlace | undefined, limit: number): ExportRow[];
  close: () => void;
}

/** Errors: those of the store. */
export function openSnapshot(file: string, scratch: string): Snapshot {
  const { db, close } = openMoment(file, scratch);
  return {
    page(annotator, after, limit) {
      try {
        return exportPage(db, annotator, after, limit);
      } catch (error) {
        throw storeError(error);
      }
    },
    close,
  };
}
