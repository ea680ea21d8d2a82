import * as l10n from '@vscode/l10n';
import { stringify } from 'csv-stringify/sync';
import type { Outcome } from '../domain/matrix.ts';
import { decimal } from '../platform/displayLanguage.ts';
import type { MatrixRow, MatrixSide, MatrixState } from '../protocol/matrixMessages.ts';
import { notFormula } from './sectionText.ts';

/** The matrix as text, for the clipboard. */

export interface MatrixTable {
  state: Pick<MatrixState, 'project' | 'models' | 'passAt' | 'kinds'>;
  rows: readonly MatrixRow[];
  byModel: boolean;
}

/** In the order in which they are shown: by model alone where that may be told. */
function sidesOf({ sides, first }: MatrixRow, byModel: boolean): readonly MatrixSide[] {
  return byModel && first === 1 ? [sides[1], sides[0]] : sides;
}

/** pass@k of the models, and a row for each task; nothing of the texts is rendered as markdown. */
export function matrixMarkdown({ state, rows, byModel }: MatrixTable): string {
  const heads = byModel ? state.models : (['A', 'B'] as const);
  const two = (text: string): string[] => heads.map((head) => `${text} ${head}`);
  const head = [
    l10n.t('Task'),
    l10n.t('Language'),
    l10n.t('State'),
    ...two(l10n.t('Tests')),
    ...two(l10n.t('Own examples')),
    ...two(l10n.t('Points')),
    ...two(l10n.t('Lines')),
    l10n.t('Failure modes'),
  ];
  const lines = rows.map((row) => {
    const sides = sidesOf(row, byModel);
    const tags = sides.flatMap(({ tags = [] }, i) => tags.map((tag) => `${heads[i] ?? ''}: ${tag}`));
    return [
      row.title,
      row.language ?? '',
      stateWord(row.state),
      ...sides.map(testsText),
      ...sides.map(({ own }) => (own.judged > 0 ? l10n.t('{0} of {1}', own.passed, own.judged) : '–')),
      ...sides.map(({ score }) => (score === undefined ? '–' : String(score))),
      ...sides.map(({ lines }) => String(lines)),
      tags.join('; '),
    ];
  });
  return [
    `# ${escaped(l10n.t('Matrix of {0}', state.project))}`,
    '',
    ...passTable(state),
    line(head.map(escaped)),
    line(head.map((_, i) => (i < 3 || i === head.length - 1 ? '---' : '---:'))),
    ...lines.map((cells) => line(cells.map(escaped))),
    '',
  ].join('\n');
}

function passTable({ models, passAt }: MatrixTable['state']): string[] {
  const ks = [...new Set(passAt.flatMap((own) => own.map(({ k }) => k)))].sort((a, b) => a - b);
  if (ks.length === 0) return [];
  const rows = models.map((model, i) => [
    escaped(model),
    ...ks.map((k) => {
      const share = passAt[i]?.find((one) => one.k === k)?.share;
      if (!share) return '–';
      const value = l10n.t('{0} ({1} tasks)', percent(share.value), share.tasks);
      if (share.low === undefined || share.high === undefined) return value;
      return l10n.t('{0}, 95 %: {1} to {2}', value, percent(share.low), percent(share.high));
    }),
  ]);
  return [
    line([l10n.t('Model'), ...ks.map((k) => `pass@${k}`)]),
    line(['---', ...ks.map(() => '---:')]),
    ...rows.map(line),
    '',
    l10n.t(
      'pass@k is the unbiased estimate over the tasks that say what is expected: a response passes when every input of its task shows it.',
    ),
    l10n.t('Examples from the responses do not count in pass@k.'),
    '',
  ];
}

/** A row for each response. For programs: the names of the columns are not translated. */
export function matrixCsv({ state, rows, byModel }: MatrixTable): string {
  const columns = [
    ...['task', 'language', 'state', 'response', 'outcome', 'tests_passed', 'tests_judged', 'own_passed'],
    ...['own_judged', 'score', 'judge', 'against_runs', 'lines', 'tags'],
  ];
  const heads = byModel ? state.models : ['A', 'B'];
  const lines = rows.flatMap((row) =>
    sidesOf(row, byModel).map(({ outcome, tests, own, score, judge, odd, lines, tags = [] }, i) => [
      ...[row.id, row.language ?? '', row.state, heads[i] ?? '', outcome, String(tests.passed)],
      ...[String(tests.judged), String(own.passed), String(own.judged), String(score ?? '')],
      ...[String(judge ?? ''), String(odd === true), String(lines), tags.join('; ')],
    ]),
  );
  return stringify([columns, ...lines].map((cells) => cells.map(notFormula)));
}

function testsText({ outcome, tests }: MatrixSide): string {
  const counted = tests.judged > 0 ? l10n.t('{0} of {1}', tests.passed, tests.judged) : '';
  const word = outcomeWord(outcome);
  return counted ? `${word}, ${counted}` : word;
}

function outcomeWord(outcome: Outcome): string {
  const words: Record<Outcome, string> = {
    passed: l10n.t('passed'),
    ran: l10n.t('ran, no tests'),
    'not-run': l10n.t('not run'),
    failed: l10n.t('failed'),
    'timed-out': l10n.t('timed out'),
    crashed: l10n.t('crashed'),
    missing: l10n.t('no response'),
    'gone-wrong': l10n.t('no response: failed'),
  };
  return words[outcome];
}

function stateWord(state: MatrixRow['state']): string {
  const words: Record<MatrixRow['state'], string> = {
    'to-score': l10n.t('To score'),
    draft: l10n.t('Draft'),
    failed: l10n.t('Failed'),
    submitted: l10n.t('Submitted'),
    discarded: l10n.t('Discarded'),
    'to-generate': l10n.t('To generate'),
    withdrawn: l10n.t('No longer in the dataset'),
  };
  return words[state];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function percent(value: number): string {
  return `${decimal(value * 100, 1)} %`;
}

function escaped(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~&@:]/g, (c) => `\\${c}`);
}
