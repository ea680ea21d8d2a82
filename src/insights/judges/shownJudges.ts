import * as l10n from '@vscode/l10n';
import { juryName } from '../../domain/judgement.ts';
import { juryRows, type JudgedRow, type JudgeRows } from '../rows/judgedRow.ts';

export interface NamedJudge {
  id: string;
  label: string;
  isOwn: boolean;
}

/** So many judges are told; those of the project come first. */
const mostJudges = 8;

/**
 * Judges with their rows: those of the project in its order, then others that have been asked. Where several of the project's are there, the
 * jury stands behind them. `hidden`: names that are not to be shown.
 */
export function shownJudges(
  rows: readonly JudgedRow[],
  project: readonly NamedJudge[],
  hidden: readonly string[],
): JudgeRows[] {
  const byJudge = Map.groupBy(rows, ({ judge }) => judge);
  const others = [...byJudge.keys()].filter((id) => !project.some((one) => one.id === id)).sort();
  const named = [
    ...project.filter(({ id }) => byJudge.has(id)),
    ...others.map((id, i) => ({
      id,
      label: isHidden(id, hidden) ? l10n.t('Former judge {0}', i + 1) : id,
      isOwn: false,
    })),
  ].slice(0, mostJudges);
  const judges = named.map((one): JudgeRows => ({ ...one, rows: byJudge.get(one.id) ?? [] }));
  const own = judges.filter(({ id }) => project.some((one) => one.id === id));
  if (own.length < 2) return judges;
  const jury = juryRows(own);
  return jury.length === 0
    ? judges
    : [
        ...judges,
        {
          id: juryName,
          label: l10n.t('Jury'),
          isOwn: false,
          rows: jury.map((row) => ({ ...row, judge: juryName })),
        },
      ];
}

function isHidden(id: string, hidden: readonly string[]): boolean {
  return hidden.some((name) => id.toLowerCase().includes(name.split('/').at(-1)?.toLowerCase() ?? name));
}

/** The judge that figures of one are told of: the jury, else that which has scored most. */
export function mainJudge(judges: readonly JudgeRows[]): JudgeRows | undefined {
  const scored = ({ rows }: JudgeRows): number => rows.filter(({ scores }) => scores).length;
  const jury = judges.find(({ id }) => id === juryName);
  return jury ?? [...judges].sort((a, b) => scored(b) - scored(a))[0];
}
