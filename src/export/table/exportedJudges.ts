import type { Rubric } from '../../domain/rubric.ts';
import { isUnderTest, judgeName, type ProjectConfig } from '../../project/config.ts';

/** A judge of the project: as the store knows it, and as its columns are called. */
export interface ExportedJudge {
  id: string;
  column: string;
}

/** Longer ones are no names of columns. */
const longest = 60;

/**
 * The project's judges in their order. `hidden`: names of the models under test are not told, and a judge that is one of them is called by its
 * place.
 */
export function exportedJudges(
  config: Pick<ProjectConfig, 'judges' | 'models'>,
  rubric: Pick<Rubric, 'criteria'>,
  hidden: boolean,
): ExportedJudge[] {
  const taken = new Set<string>();
  return (config.judges ?? []).map((judge, i) => {
    const id = judgeName(judge);
    const wanted = (hidden && isUnderTest(judge, config) ? '' : wordOf(id)) || `${i + 1}`;
    // With a criterion behind it, one judge's name may be another's.
    const namesOf = (column: string): string[] => [
      column,
      ...rubric.criteria.map((criterion) => `${column}_${snake(criterion.id)}`),
    ];
    let column = wanted;
    for (let n = 2; namesOf(column).some((name) => taken.has(name)); n++) column = `${wanted}_${n}`;
    for (const name of namesOf(column)) taken.add(name);
    return { id, column };
  });
}

/** `Qwen/Qwen2.5-72B-Instruct` becomes `qwen_qwen2_5_72b_instruct`. */
function wordOf(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .slice(0, longest)
    .replaceAll(/^_|_$/g, '');
}

/** Criterion ids have dashes and no underscores, so that no two become the same. */
export function snake(id: string): string {
  return id.replaceAll('-', '_');
}
