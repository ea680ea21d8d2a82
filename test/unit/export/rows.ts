import type { Answer } from '../../../src/domain/annotation.ts';
import type { StoredAnnotation } from '../../../src/domain/annotationHistory.ts';
import type { Run } from '../../../src/domain/task.ts';
import { codeHash, programOf } from '../../../src/code/program.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import type { ExportRow } from '../../../src/store/api/store.ts';
import { generation, run } from '../store/support.ts';

export const rubric = {
  criteria: [
    { id: 'documentation', title: 'Comments', max: 2 },
    { id: 'works', title: 'Works', max: 5 },
  ],
  correctAtOrBelow: 4,
};

export interface Given extends Answer {
  id?: string;
  instruction?: string;
  language?: string;
  texts?: [string | undefined, string | undefined];
  by?: string;
  status?: StoredAnnotation['status'];
  updatedAt?: string;
  judgedOther?: StoredAnnotation['judgedOther'];
  runs?: Run[];
}

/** A row of the store with an answer: by `ann`, submitted, unless it is said otherwise. */
export function row(given: Given = {}): ExportRow {
  const {
    id = 't',
    instruction = `Instruction of ${id}`,
    language,
    texts = ['one', 'two'],
    runs = [],
  } = given;
  const { by = 'ann', status = 'submitted', updatedAt = '2025-01-01T00:00:00.000Z', judgedOther } = given;
  const { score1, score2, corrected, correction, comments, flag, points1, points2 } = given;
  const of = (n: 1 | 2) => {
    const text = texts[n - 1];
    return text === undefined ? undefined : { ...generation(id, n, text), hash: sha256(text) };
  };
  return {
    task: { id, position: 0, instruction, source: 'test', ...(language !== undefined && { language }) },
    generations: [of(1), of(2)],
    annotation: {
      ...{
        taskId: id,
        revision: 1,
        status,
        annotator: by,
        guidelinesVersion: 'g1',
        shownOrder: [2, 1],
        updatedAt,
      },
      ...{ score1, score2, corrected, correction, comments, flag, points1, points2, judgedOther },
    },
    runs,
  };
}

export function unanswered(id: string): ExportRow {
  return { ...row({ id }), annotation: undefined };
}

/** A run of the text's code with an input of its own. */
export function checked(
  response: Run['response'],
  text: string,
  verdict: Run['verdict'],
  more: Partial<Run> = {},
): Run {
  const program = programOf(text);
  return run('t', `${response}-${verdict}`, {
    response,
    verdict,
    codeHash: program ? codeHash(program) : 'none',
    input: { id: verdict, origin: 'annotator', code: 'check()', checks: true },
    ...more,
  });
}
