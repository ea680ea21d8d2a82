import type { ExportPreview } from '../../../src/export/exportPreview.ts';
import { chosen, firstChoices, type FormChoices } from '../../../src/export/form/formChoices.ts';
import { formState } from '../../../src/export/form/formState.ts';
import type { ExportState } from '../../../src/protocol/exportMessages.ts';
import { project } from './fixture.ts';

const code = '```python\ndef get_value(matrix, indices):\n    return matrix[indices[0]][indices[1]]\n```';

/** What a thread tells of a project of 164 tasks. */
export function preview(more: Partial<ExportPreview> = {}): ExportPreview {
  return {
    columns: [
      'id',
      'instruction',
      'language',
      'response_model_1',
      'score_response_1',
      'comments',
      'annotator',
    ],
    rows: Array.from({ length: 5 }, (_, i) => [
      `HumanEval/${i}`,
      'Write a Python function named get_value that takes a matrix and a tuple of indices.',
      'python',
      code,
      String(i),
      i % 2 ? null : 'Ünïcödé 目录 🦊: A is better than B.',
      'ann',
    ]),
    count: 92,
    tasks: { seen: 164, used: 90 },
    leftOut: {
      answers: { status: 12, 'other-rubric': 3 },
      tasks: { unanswered: 74, benchmark: 2 },
      rows: {},
    },
    statuses: { submitted: 92, draft: 9, discarded: 3, none: 62 },
    annotators: ['ann', 'ben'],
    tags: ['wrong edge case'],
    done: true,
    ...more,
  };
}

export function exportState(
  choices: Partial<FormChoices> = {},
  more: Partial<Parameters<typeof formState>[0]> = {},
): ExportState {
  const all = Object.entries(choices).reduce((all, [id, value]) => chosen(all, id, value), firstChoices);
  return formState({
    choices: all,
    rubric: project.config.rubric,
    project: project.config.name,
    people: ['ann', 'ben'],
    tags: ['wrong edge case'],
    busy: false,
    preview: preview(),
    ...more,
  });
}

/** Views of the page, by name. */
export const exportStates: Record<string, ExportState> = {
  first: exportState(),
  counting: exportState({}, { busy: true, preview: preview({ done: false, count: 20 }) }),
  begun: exportState({}, { busy: true, preview: undefined }),
  full: exportState(
    {
      shape: 'kto-standard',
      format: 'csv',
      split: true,
      folder: true,
      benchmarks: ['/data/HumanEval.jsonl.gz', '/data/mbpp.jsonl'],
      neutralise: true,
      queue: true,
    },
    {
      queue: 'gap ≥ 3 · passed · sample of 200, seed 5179',
      preview: preview({
        contaminated: 2,
        parts: [
          { name: 'train', rows: 74 },
          { name: 'validation', rows: 9 },
          { name: 'test', rows: 9 },
        ],
      }),
    },
  ),
  faulty: exportState({ minScore: 'seven', split: true, train: '-1' }, { preview: undefined }),
  nothing: exportState(
    { minScore: '9' },
    { preview: preview({ rows: [], count: 0, tasks: { seen: 164, used: 0 } }) },
  ),
  failed: exportState(
    {},
    {
      preview: undefined,
      problem: { message: 'mbpp.jsonl is not there.', action: 'Look for another file.' },
    },
  ),
};
