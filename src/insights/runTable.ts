import type { ModelSummary } from './runSummary.ts';

/** The summary as a markdown table, one row per model; nothing of the names is rendered as markdown. */
export function runTable(
  title: string,
  models: readonly ModelSummary[],
  notes: readonly string[] = [],
): string {
  const ks = [...new Set(models.flatMap((model) => model.passAt.map(({ k }) => k)))].sort((a, b) => a - b);
  const head = [
    'Model',
    'Responses',
    'With code',
    'Run without an error',
    ...ks.map((k) => `pass@${k}`),
    'Inputs passed',
    'Time-outs',
    'Crashes',
    'Not run yet',
    'Sandbox (runs)',
  ];
  const rows = models.map((model) => [
    escaped(model.name),
    String(model.generations),
    share(model.withCode, model.generations),
    share(model.ran, model.withCode),
    ...ks.map((k) => {
      const found = model.passAt.find((p) => p.k === k);
      return found ? `${percent(found.value)} (${found.tasks} tasks)` : '–';
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
    'pass@k is the unbiased estimate over the tasks that say what is expected: a response passes when every input of its task shows it.',
    'Examples found in the responses themselves are run but do not count there.',
    ...notes.flatMap((note) => ['', `- ${escaped(note)}`]),
    '',
  ].join('\n');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${percent(part / whole)} (${part} of ${whole})`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function escaped(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~&@:]/g, (c) => `\\${c}`);
}
