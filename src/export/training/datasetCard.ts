import { basename } from 'node:path';
import { maxScore } from '../../project/rubricRules.ts';
import { featureTypes } from '../arrow/arrowTypes.ts';
import type { SplitName } from '../split/splitPlan.ts';
import type { Column } from '../table/column.ts';
import { sumOf, type DatasetFacts } from './datasetFacts.ts';
import { goodRule } from './pickExamples.ts';
import { reasons, type Unit } from './leftOut.ts';
import { isTraining } from './trainingShape.ts';

/** `README.md` of a dataset on the Hub: metadata in YAML, then what a reader wants to know. English, as all that is kept as data. */
export function cardOf(facts: DatasetFacts): string {
  return `---\n${frontMatter(facts)}---\n\n${bodyOf(facts)}`;
}

/** By the keys of the Hub's dataset cards (huggingface.co/docs/hub/datasets-cards); paths as `datasets` finds them. */
function frontMatter({ options: { about }, ...facts }: DatasetFacts): string {
  const parts = partsOf(facts.rows);
  const languages = [...new Set(parts.flatMap(([, counts]) => Object.keys(counts)))].filter(Boolean).sort();
  const lines = [
    ...(about.license ? [`license: ${yaml(about.license)}`] : []),
    `pretty_name: ${yaml(about.name)}`,
    ...list('task_categories', ['text-generation']),
    ...list('tags', [...new Set(['code', 'touchstone', ...tagsOf(facts.shape), ...languages])]),
    ...list('size_categories', [sizeOf(parts.reduce((sum, [, counts]) => sum + sumOf(counts), 0))]),
    'configs:',
    '- config_name: default',
    '  data_files:',
    ...parts.flatMap(([part]) => [`  - split: ${part}`, `    path: ${yaml(`data/${part}.${facts.format}`)}`]),
    // The reader of CSV refuses whole numbers that may be missing.
    ...(facts.format === 'csv' ? [] : ['dataset_info:', '  features:', ...facts.columns.flatMap(feature)]),
  ];
  return lines.join('\n') + '\n';
}

function feature({ name, type }: Pick<Column<unknown>, 'name' | 'type'>): string[] {
  if (type !== 'messages') return [`  - name: ${yaml(name)}`, `    dtype: ${featureTypes[type]}`];
  const parts = ['role', 'content'].flatMap((part) => [`    - name: ${part}`, '      dtype: string']);
  return [`  - name: ${yaml(name)}`, '    list:', ...parts];
}

function tagsOf(shape: string): string[] {
  const kind = shape.replace(/-.*/, '');
  if (!isTraining(shape)) return ['human-feedback'];
  return ['human-feedback', 'trl', ...(kind === 'reward' ? ['reward-modeling', 'preference'] : [kind])];
}

function sizeOf(rows: number): string {
  const bounds = [1e3, 1e4, 1e5, 1e6, 1e7];
  const short = ['1K', '10K', '100K', '1M', '10M'];
  const i = bounds.findIndex((bound) => rows < bound);
  if (i < 0) return `n>${short.at(-1)}`;
  return i === 0 ? 'n<1K' : `${short[i - 1]}<n<${short[i]}`;
}

function bodyOf(facts: DatasetFacts): string {
  const { about } = facts.options;
  return `${[
    `# ${plainText(about.name)}`,
    `Answers of code models, judged by people with Touchstone ${plainText(about.extensionVersion)} in the project ${plainText(about.project)}. ${whatOf(facts)}`,
    '```python\nfrom datasets import load_dataset\n\ndataset = load_dataset("path/or/name of this dataset")\n```',
    '## Rows',
    table(['split', 'rows', 'by language'], rowsOf(facts)),
    `Made from ${facts.tasks.used} of ${facts.tasks.seen} tasks. Columns: ${facts.columns.map(({ name }) => `\`${name}\``).join(', ')}.`,
    '## How it was made',
    howOf(facts)
      .map((line) => `- ${line}`)
      .join('\n'),
    '## Left out',
    leftOutOf(facts),
    '## Split',
    splitOf(facts),
    '## Limits',
    [
      'Scores are opinions of the annotators, by the guidelines of the version named above; they were not adjudicated.',
      'Responses come from language models and may be wrong, unsafe to run, or like texts that the models were trained on.',
      likenessOf(facts),
      ...(about.license
        ? []
        : ['No license is stated: settle the rights to tasks and responses before you publish it.']),
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
    '`manifest.json` has all options and counts, and the SHA-256 of each file.',
  ].join('\n\n')}\n`;
}

function likenessOf({ options: { benchmarks }, contaminated = [] }: DatasetFacts): string {
  const searched = 'Near copies are looked for in the instructions, not in the answers';
  if (!benchmarks)
    return `${searched}, and not in other datasets: compare with your own benchmarks before you train.`;
  const names = benchmarks.paths.map((path) => plainText(basename(path))).sort();
  const found = `${contaminated.length} tasks are like one of ${names.join(', ')}`;
  return `${searched}. ${found}, and ${benchmarks.leaveOut ? 'left out' : 'NOT left out'}: \`manifest.json\` names them.`;
}

function whatOf({ shape }: DatasetFacts): string {
  if (shape.startsWith('sft')) return 'Each row is an instruction with the answer to learn.';
  if (shape.startsWith('dpo'))
    return 'Each row is an instruction with a better and a worse answer, for TRL’s DPO, ORPO and CPO trainers.';
  if (shape.startsWith('kto')) return 'Each row is an instruction with an answer and whether that is good.';
  if (shape.startsWith('reward'))
    return 'Each row is a better and a worse answer, with the instruction in both, and how much better it is.';
  if (shape === 'long') return 'Each row is one annotator’s judgement of one response.';
  return shape === 'bare'
    ? 'Each row is an instruction with two responses.'
    : 'Each row is a task with two responses and one annotator’s judgement.';
}

function howOf({ shape, options, rubric, sources }: DatasetFacts): string[] {
  const { filters, examples } = options;
  const versions = [...sources.guidelines]
    .sort()
    .map(([version, count]) => `${plainText(version)} (${count} answers)`);
  const lines = [
    `Tasks from: ${words(sources.datasets)}.`,
    `Models: ${words(sources.models)}.`,
    `Guidelines: version ${versions.join(', ') || 'unknown'}. Scores go from 0 to ${maxScore(rubric)}: ${rubric.criteria.map(({ title, max }) => `${plainText(title)} ${max}`).join(', ')}.`,
    ...(sources.otherRubric > 0
      ? [
          `${sources.otherRubric} of the answers followed a version with another rubric: their scores have another scale.`,
        ]
      : []),
    `Annotators: ${sources.annotators.size}. Answers that are ${filters.statuses?.join(' or ') ?? 'in any state'}.`,
  ];
  if (filters.tags)
    lines.push(`Failure modes, one of them named: ${filters.tags.map(plainText).join(', ')}.`);
  if (filters.minScore !== undefined) lines.push(`Least score: ${filters.minScore}.`);
  if (filters.minGap !== undefined) lines.push(`Least difference of the scores: ${filters.minGap}.`);
  if (filters.checks) lines.push('Code of which a check passed and none failed.');
  if (filters.tasks) lines.push(`Of a choice of ${filters.tasks.length} tasks.`);
  if (filters.withoutFlagged) lines.push('Tasks that somebody flagged are not in it.');
  if (!isTraining(shape)) return lines;
  lines.push('Several answers to one task count as one: the mean of their scores, the newest correction.');
  lines.push(
    examples.corrections
      ? 'Where somebody corrected a response, the correction is the good answer; it counts as full marks.'
      : 'Corrections were not used.',
  );
  if (shape.startsWith('kto')) {
    const { from, above } = goodRule({ rubric, options: examples });
    lines.push(
      `Good: ${from === undefined ? `more than ${above}` : `at least ${from}`} of ${maxScore(rubric)}.`,
    );
  }
  if (shape.startsWith('reward')) lines.push('`margin`: the difference of the mean scores.');
  if (examples.systemPrompt !== undefined) lines.push('A system prompt stands before each instruction.');
  if (shape.endsWith('-standard'))
    lines.push(
      `Behind each instruction stands ${codeSpan(JSON.stringify(examples.separator))}, so that prompt and answer may follow each other.`,
    );
  return lines;
}

function leftOutOf({ leftOut }: DatasetFacts): string {
  const rows = Object.entries(leftOut).flatMap(([unit, counts]) =>
    Object.entries(counts).map(([reason, count]) => {
      const why = (reasons[unit as Unit] as Record<string, string>)[reason] ?? reason;
      return [`${unit} ${why}`, String(count)];
    }),
  );
  return rows.length === 0 ? 'Nothing.' : table(['what', 'how many'], rows);
}

function splitOf({ options: { split }, groups }: DatasetFacts): string {
  if (!split) return 'The data is not divided.';
  const { train, validation, test, seed } = split;
  return `Divided train : validation : test = ${train} : ${validation} : ${test} by rows, with seed ${seed}, each language by the same shares. Tasks with the same instruction (case, blanks and punctuation apart) or a near copy of it (MinHash over shingles of words) are in one part: ${groups?.count} groups.`;
}

function rowsOf({ rows }: DatasetFacts): string[][] {
  return partsOf(rows).map(([part, languages]) => {
    const by = Object.entries(languages).sort(
      ([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1),
    );
    return [
      part,
      String(sumOf(languages)),
      by.map(([name, count]) => `${plainText(name) || 'none'} ${count}`).join(', '),
    ];
  });
}

function partsOf(rows: DatasetFacts['rows']): [SplitName, Record<string, number>][] {
  return Object.entries(rows) as [SplitName, Record<string, number>][];
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function words(set: Set<string>): string {
  return [...set].sort().map(plainText).join(', ') || 'not told';
}

/** In one line, and nothing in it is markdown or HTML. */
function plainText(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|#~]/g, '\\$&');
}

/** As it is, whatever it holds, in one line: between more backticks than follow each other in it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${text.replace(/[\u2028\u2029\u0085]/g, ' ')}${fence}`;
}

/** A JSON string is one of YAML as well. */
function yaml(text: string): string {
  return /^[A-Za-z][A-Za-z0-9_/.-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text).replace(
        /[\u007f-\u00a0\u2028\u2029\ufeff]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
}

function list(key: string, values: string[]): string[] {
  return [`${key}:`, ...values.map((value) => `- ${yaml(value)}`)];
}
