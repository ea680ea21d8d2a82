import type { FileFacts } from '../files/fileFacts.ts';
import type { SplitName } from '../split/splitPlan.ts';
import type { Column } from '../table/column.ts';
import { featuresOf } from './arrowTypes.ts';

/** The one file with the rows of a part: `datasets` counts them from 0. */
export const arrowFile = 'data-00000-of-00001.arrow';

/**
 * What `save_to_disk` of `datasets` (its `arrow_dataset.py` and `dataset_dict.py`) writes beside the rows, by path below the folder: of an undivided dataset in the
 * folder itself, else in a folder for each part, with the parts' names above. The fingerprint is the data's own hash: the same rows, the same bytes.
 */
export function datasetsPapers(
  columns: Pick<Column<unknown>, 'name' | 'type'>[],
  parts: readonly SplitName[] | undefined,
  files: readonly FileFacts[],
): Record<string, string> {
  const papers: Record<string, string> = {};
  for (const { path, sha256 } of files) {
    const folder = path.slice(0, -arrowFile.length);
    const split = parts?.find((part) => folder === `${part}/`) ?? null;
    papers[`${folder}dataset_info.json`] = json({
      citation: '',
      description: '',
      features: featuresOf(columns),
      homepage: '',
      license: '',
    });
    papers[`${folder}state.json`] = json({
      _data_files: [{ filename: arrowFile }],
      _fingerprint: sha256.slice(0, 16),
      _format_columns: null,
      _format_kwargs: {},
      _format_type: null,
      _output_all_columns: false,
      _split: split,
    });
  }
  if (parts) papers['dataset_dict.json'] = json({ splits: parts });
  return papers;
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2) + '\n';
}
