import { defaultRubric } from '../../../src/project/config.ts';
import type { Rubric } from '../../../src/domain/rubric.ts';
import type { ExportOptions } from '../../../src/export/exportRows.ts';
import type { ExportRow } from '../../../src/store/api/store.ts';
import type { Generation, Run } from '../../../src/domain/task.ts';
import type { StoredAnnotation } from '../../../src/domain/annotationHistory.ts';

export const rubric: Rubric = {
  ...defaultRubric,
  criteria: [
    ...defaultRubric.criteria.map(({ id, title, max }) => ({ id, title, max })),
    { id: 'error-handling', title: 'Errors', max: 2 },
  ],
};

/** Texts that formats stumble over. */
export const awkward = [
  'plain',
  '',
  'comma, "quote" and\nline\r\nbreaks\r',
  '=HYPERLINK("http://evil.example","x")',
  '+1\t-1 @SUM(A1)',
  'Ünïcödé 目录 🦊 \u202e',
  ' leading and trailing ',
  'null',
  'NaN',
  '\ufeffbom',
  'tab\tand\0nul',
  '```python\nprint("hi")\n```\n'.repeat(3),
];

function generation(taskId: string, response: 1 | 2, text: string): Generation {
  return {
    taskId,
    response,
    model: `org/Secret-Model-${response}`,
    provider: response === 1 ? 'tgi' : 'openai',
    text,
    origin: 'model',
    hash: `hash-${response}-${text.length}`,
    url: 'https://secret-model.example/v1',
    parameters: { temperature: 0.2, stop: ['</s>'], top_k: null },
    prompt: '[INST] secret prompt [/INST]',
    startedAt: '2025-01-02T03:04:05.006Z',
    durationMs: 1234.5,
    finishReason: 'stop',
    usage: { promptTokens: 10, completionTokens: 20 },
    seed: 2 ** 40 + 7,
    ...(response === 2 && { reasoning: 'So, <b>two</b>.' }),
  };
}

function annotation(taskId: string, status: StoredAnnotation['status'], comments: string): StoredAnnotation {
  return {
    taskId,
    revision: 3,
    status,
    annotator: 'ann',
    guidelinesVersion: 'abcdef012345',
    shownOrder: [2, 1],
    updatedAt: '2025-02-03T04:05:06.007Z',
    score1: 6,
    score2: 0,
    points1: { documentation: 2, example: 1, correctness: 3, 'error-handling': 0 },
    corrected: 'Response 2',
    correction: comments,
    comments,
  };
}

export function run(taskId: string, stdout: string, more: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    taskId,
    response: 1,
    codeHash: 'c0de',
    verdict: 'ran',
    language: 'python',
    runner: 'python 3.11.7',
    exitCode: 0,
    timedOut: false,
    stopped: false,
    stdout,
    stderr: '',
    truncatedBytes: 5,
    durationMs: 12.7,
    sandbox: 'none',
    startedAt: '2025-01-02T03:04:06.000Z',
    ...more,
  };
}

/** One row for each awkward text: with and without annotation, generations and runs, in every status. */
export function sampleRows(): ExportRow[] {
  return awkward.map((text, i): ExportRow => {
    const id = `Set/${i}`;
    const status = (['submitted', 'draft', 'discarded', undefined] as const)[i % 4];
    return {
      task: {
        id,
        position: i,
        instruction: text || 'empty',
        source: 'test',
        ...(i % 2 ? { language: 'python', context: { concepts: text } } : {}),
      },
      generations: [i === 10 ? undefined : generation(id, 1, text), generation(id, 2, `two ${text}`)],
      ...(status ? { annotation: annotation(id, status, text) } : {}),
      runs: i % 3 === 0 ? [run(id, text), run(id, 'x'.repeat(10_000))] : [],
    };
  });
}

/** A store with these rows, one after the other. */
export function storeOf(rows: ExportRow[]): ExportOptions['store'] & { asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const placed = rows.map((row, position) => ({ ...row, task: { ...row.task, position } }));
  return {
    asked,
    exportPage: async (annotator, after, limit) => {
      asked.push(annotator);
      const start = after ? after.position + 1 : 0;
      return placed.slice(start, start + limit);
    },
  };
}
