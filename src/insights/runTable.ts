import * as l10n from '@vscode/l10n';
import { decimal } from '../platform/displayLanguage.ts';
import type { ModelSummary } from './runSummary.ts';

/** The summary as a markdown table, one row per model; nothing of the names is rendered as markdown. */
export function runTable(
  title: string,
  models: readonly ModelSummary[],
  notes: readonly string[] = [],
): string {
  const ks = [...new Set(models.flatMap((model) => model.passAt.map(({ k }) => k)))].sort((a, b) => a - b);
  const head = [
    l10n.t('Model'),
    l10n.t('Responses'),
    l10n.t('With code'),
    l10n.t('Run without an error'),
    ...ks.map((k) => `pass@${k}`),
    l10n.t('Inputs passed'),
    l10n.t('Time-outs'),
    l10n.t('Crashes'),
    l10n.t('Not run yet'),
    l10n.t('Sandbox (runs)'),
  ];
  const rows = models.map((model) => [
    escaped(model.name),
    String(model.generations),
    share(model.withCode, model.generations),
    share(model.ran, model.withCode),
    ...ks.map((k) => {
      const found = model.passAt.find((p) => p.k === k);
      return found ? l10n.t('{0} ({1} tasks)', percent(found.value), found.tasks) : '–';
    }),
    share(model.passed, model.tested),
    String(model.timedOut),
    String(model.crashed),
    String(model.notRun),
    Object.entries(model.sandboxes)
      .map(([name, runs]) => `${escaped(name)}: ${runs}`)
      .join('; ') || '–',
  ]);
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 || i === head.length - 1 ? '---' : '---:'));
  return [
    `# ${escaped(title)}`,
    '',
    line(head),
    line(rule),
    ...rows.map(line),
    '',
    l10n.t(
      'pass@k is the unbiased estimate over the tasks that say what is expected: a response passes when every input of its task shows it.',
    ),
    l10n.t('Examples found in the responses themselves are run but do not count there.'),
    ...notes.flatMap((note) => ['', `- ${escaped(note)}`]),
    '',
  ].join('\n');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : l10n.t('{0} ({1} of {2})', percent(part / whole), part, whole);
}

function percent(value: number): string {
  return `${decimal(value * 100, 1)} %`;
}

function escaped(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~&@:]/g, (c) => `\\${c}`);
}
