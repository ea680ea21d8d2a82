import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { trainingShapes } from '../../../../src/export/exportArguments.ts';
import type { Filters, TrainingShape } from '../../../../src/export/training/datasetOptions.ts';
import type { ExampleRules } from '../../../../src/export/training/pickExamples.ts';
import { LeftOut, type LeftOutCounts } from '../../../../src/export/training/leftOut.ts';
import { trainingShape } from '../../../../src/export/training/trainingShape.ts';
import type { ExportRow } from '../../../../src/store/api/store.ts';
import { each } from '../../../each.ts';
import { codeHash, programOf } from '../../../../src/code/program.ts';
import { checked, row, rubric, unanswered, type Given } from '../rows.ts';

const usual = { separator: '\n\n', corrections: true, seed: 42 };
const submitted: Filters = { statuses: ['submitted'] };

function made(
  shape: TrainingShape,
  rows: ExportRow[],
  {
    filters = submitted,
    options = {},
    scale = rubric,
  }: { filters?: Filters; options?: Partial<ExampleRules['options']>; scale?: ExampleRules['rubric'] } = {},
): { records: object[]; leftOut: LeftOutCounts } {
  const leftOut = new LeftOut();
  const rules = { rubric: scale, filters, options: { ...usual, ...options }, leftOut };
  const { records } = trainingShape(shape, rules).records(rows);
  return { records, leftOut: leftOut.sorted() };
}

const none = { answers: {}, tasks: {}, rows: {} };
const user = { role: 'user', content: 'Instruction of t' };
const said = (content: string) => [{ role: 'assistant', content }];

describe('the columns are those that TRL documents', () => {
  const scored = row({ score1: 2, score2: 6 });
  const expected: Record<TrainingShape, [types: string[], record: object]> = {
    sft: [['messages messages'], { messages: [user, ...said('two')] }],
    'sft-prompt-completion': [
      ['prompt messages', 'completion messages'],
      { prompt: [user], completion: said('two') },
    ],
    'sft-standard': [
      ['prompt string', 'completion string'],
      { prompt: 'Instruction of t\n\n', completion: 'two' },
    ],
    dpo: [
      ['prompt messages', 'chosen messages', 'rejected messages'],
      { prompt: [user], chosen: said('two'), rejected: said('one') },
    ],
    'dpo-standard': [
      ['prompt string', 'chosen string', 'rejected string'],
      { prompt: 'Instruction of t\n\n', chosen: 'two', rejected: 'one' },
    ],
    kto: [
      ['prompt messages', 'completion messages', 'label bool'],
      { prompt: [user], completion: said('one'), label: false },
    ],
    'kto-standard': [
      ['prompt string', 'completion string', 'label bool'],
      { prompt: 'Instruction of t\n\n', completion: 'one', label: false },
    ],
    reward: [
      ['chosen messages', 'rejected messages', 'margin double'],
      { chosen: [user, ...said('two')], rejected: [user, ...said('one')], margin: 4 },
    ],
    'reward-standard': [
      ['chosen string', 'rejected string', 'margin double'],
      { chosen: 'Instruction of t\n\ntwo', rejected: 'Instruction of t\n\none', margin: 4 },
    ],
  };
  for (const shape of trainingShapes)
    test(shape, () => {
      const rules = { rubric, filters: submitted, options: usual, leftOut: new LeftOut() };
      const of = trainingShape(shape, rules);
      const { columns } = of;
      assert.deepEqual(
        columns.map(({ name, type }) => `${name} ${type}`),
        expected[shape][0],
      );
      const [first] = of.records([scored]).records;
      assert.deepEqual(first, expected[shape][1]);
      assert.deepEqual(
        columns.map(({ value }) => value(first ?? {})),
        Object.values(expected[shape][1]),
      );
    });
});

test('a system prompt stands before each instruction', () => {
  const options = { systemPrompt: 'Be brief.' };
  const rows = [row({ score1: 1, score2: 6 })];
  const system = { role: 'system', content: 'Be brief.' };
  assert.deepEqual(made('sft', rows, { options }).records, [{ messages: [system, user, ...said('two')] }]);
  assert.deepEqual(made('dpo-standard', rows, { options: { ...options, separator: '\n' } }).records, [
    { prompt: 'Be brief.\nInstruction of t\n', chosen: 'two', rejected: 'one' },
  ]);
});

describe('several answers to one task', () => {
  const by = (name: string, given: Given) => row({ by: name, ...given });

  test('the means of the scores decide', () => {
    const rows = [
      by('a', { score1: 7, score2: 1 }),
      by('b', { score1: 3, score2: 4 }),
      by('c', { score1: 1, score2: 3 }),
    ];
    const { records, leftOut } = made('reward-standard', rows, { options: { separator: ' ' } });
    const [{ chosen, margin }] = records as [{ chosen: string; margin: number }];
    assert.equal(chosen, 'Instruction of t one');
    assert.ok(Math.abs(margin - 1) < 1e-12);
    assert.deepEqual(leftOut, none);
  });

  test('equal means are a tie, however they came about', () => {
    const rows = [by('a', { score1: 7, score2: 1 }), by('b', { score1: 1, score2: 7 })];
    assert.deepEqual(made('dpo', rows), { records: [], leftOut: { ...none, tasks: { tie: 1 } } });
  });

  test('the newest correction is chosen, the others are counted', () => {
    const rows = [
      by('a', { score1: 2, score2: 3, correction: 'old', updatedAt: '2025-01-01T00:00:00.000Z' }),
      by('b', { score1: 2, score2: 3, correction: 'new', updatedAt: '2025-03-01T00:00:00.000Z' }),
      by('c', { score1: 2, score2: 3, correction: ' \n', updatedAt: '2025-04-01T00:00:00.000Z' }),
    ];
    const { records, leftOut } = made('reward-standard', rows, { options: { separator: '' } });
    assert.deepEqual(records, [
      { chosen: 'Instruction of tnew', rejected: 'Instruction of tone', margin: 5 },
    ]);
    assert.deepEqual(leftOut, { ...none, answers: { 'other-corrections': 1 } });
  });

  test('answers about other texts than most are not mixed in; of equally many those about the texts of now count', () => {
    const former: Given = { texts: ['former', 'two'], judgedOther: ['responses'] };
    const rows = [
      by('a', { ...former, score1: 7, score2: 0 }),
      by('b', { score1: 1, score2: 3 }),
      by('c', { score1: 2, score2: 3 }),
    ];
    const of = (list: ExportRow[]) => made('dpo-standard', list, { options: { separator: '' } });
    assert.deepEqual(of(rows).leftOut, { ...none, answers: { 'other-texts': 1 } });
    assert.deepEqual(of(rows).records, [{ prompt: 'Instruction of t', chosen: 'two', rejected: 'one' }]);
    assert.deepEqual(of(rows.slice(0, 2)).records, [
      { prompt: 'Instruction of t', chosen: 'two', rejected: 'one' },
    ]);
    assert.equal((of(rows.slice(0, 1)).records[0] as { chosen: string }).chosen, 'former');
  });
});

describe('pairs', () => {
  test('a correction is better than both; the worse response, or of equal ones the corrected one, is rejected', () => {
    const corrected = (given: Given) =>
      made('reward-standard', [row({ correction: 'right', ...given })], { options: { separator: '|' } })
        .records;
    const pair = (rejected: string, margin: number) => [
      { chosen: 'Instruction of t|right', rejected: `Instruction of t|${rejected}`, margin },
    ];
    assert.deepEqual(corrected({ score1: 5, score2: 3 }), pair('two', 4));
    assert.deepEqual(corrected({ score1: 3, score2: 3, corrected: 'Response 1' }), pair('one', 4));
    assert.deepEqual(corrected({ score1: 3, score2: 3, corrected: 'Response 2' }), pair('two', 4));
    assert.equal(corrected({ score1: 3, score2: 3, corrected: 'Neither' }).length, 1);
    assert.deepEqual(
      made('dpo', [row({ correction: 'right', score1: 3, score2: 3 })], { options: { corrections: false } })
        .leftOut.tasks,
      { tie: 1 },
    );
  });

  test('ties, same texts but for blanks, empty answers: left out and counted', () => {
    const cases: [Given, object][] = [
      [{ score1: 4, score2: 4 }, { tie: 1 }],
      [{ score1: 4, score2: 5, texts: ['a  b\r\nc ', ' a b\nc'] }, { same: 1 }],
      [{ score1: 4, score2: 2, correction: 'two ', texts: ['one', 'two'] }, { same: 1 }],
      [{ score1: 4, score2: 5, texts: ['one', ' \n'] }, { empty: 1 }],
      [{ score1: 4, score2: 5, texts: ['one', undefined] }, { 'no-responses': 1 }],
      [{ score1: 4 }, { unanswered: 1 }],
      [{ score1: 4, score2: 6, status: 'draft' }, { unanswered: 1 }],
    ];
    for (const [given, tasks] of each(cases)) {
      const { records, leftOut } = made('dpo', [row(given)]);
      assert.deepEqual([records, leftOut.tasks], [[], tasks]);
    }
    assert.deepEqual(made('dpo', [unanswered('t')]).leftOut.tasks, { unanswered: 1 });
    assert.deepEqual(made('dpo', [row({ score1: 4 })]).leftOut.answers, { unscored: 1 });
    assert.deepEqual(made('dpo', [row({ status: 'discarded' })]).leftOut.answers, { status: 1 });
  });

  test('an empty rejected answer is a bad one', () => {
    assert.equal(made('dpo', [row({ score1: 4, score2: 0, texts: ['one', ''] })]).records.length, 1);
  });
});

describe('answers to learn', () => {
  test('of equally good ones the lot decides, the same each time and for each half', () => {
    const drawn = (id: string, seed: number) =>
      (
        made('sft-standard', [row({ id, score1: 5, score2: 5 })], { options: { seed } }).records[0] as {
          completion: string;
        }
      ).completion;
    const of = (seed: number) => Array.from({ length: 200 }, (_, i) => drawn(`t${i}`, seed));
    assert.deepEqual(of(1), of(1));
    assert.notDeepEqual(of(1), of(2));
    const ones = of(1).filter((text) => text === 'one').length;
    assert.ok(ones > 70 && ones < 130, String(ones));
  });
});

describe('good and bad', () => {
  const labels = (given: Given, options = {}, scale: ExampleRules['rubric'] = rubric) =>
    made('kto-standard', [row(given)], { options, scale }).records.map((record) => {
      const { completion, label } = record as { completion: string; label: boolean };
      return `${completion} ${label}`;
    });

  test('good is more than where a correction is asked for, half of the scale, or what was said', () => {
    assert.deepEqual(labels({ score1: 4, score2: 5 }), ['one false', 'two true']);
    assert.deepEqual(labels({ score1: 3, score2: 4 }, {}, { criteria: rubric.criteria }), [
      'one false',
      'two true',
    ]);
    assert.deepEqual(labels({ score1: 5, score2: 6 }, { goodFrom: 6 }), ['one false', 'two true']);
  });

  test('a correction is good; each text comes once; one that is both is none', () => {
    assert.deepEqual(labels({ score1: 1, score2: 2, correction: 'right' }), [
      'right true',
      'one false',
      'two false',
    ]);
    const same = made('kto', [row({ score1: 6, score2: 7, texts: ['a b', 'a  b'] })]);
    assert.deepEqual([same.records.length, same.leftOut.rows], [1, { same: 1 }]);
    const both = made('kto', [row({ score1: 1, score2: 7, texts: ['a b', 'a  b'] })]);
    assert.deepEqual(both, {
      records: [],
      leftOut: { ...none, tasks: { 'no-row': 1 }, rows: { contradicting: 2 } },
    });
  });

  test('a least score is asked of good ones alone', () => {
    const { records, leftOut } = made('kto', [row({ score1: 5, score2: 1 })], { filters: { minScore: 6 } });
    assert.deepEqual([records.length, leftOut.rows], [1, { score: 1 }]);
  });
});

describe('filters', () => {
  const rows = [row({ by: 'a', score1: 5, score2: 2 }), row({ by: 'b', score1: 1, score2: 7 })];
  const tasksLeft = (shape: TrainingShape, filters: Filters, list = rows.slice(0, 1)) => {
    const { records, leftOut } = made(shape, list, { filters });
    return [records.length, leftOut.tasks];
  };

  test('annotators', () => {
    const { records, leftOut } = made('dpo-standard', rows, { filters: { annotators: ['a'] } });
    assert.equal((records[0] as { chosen: string }).chosen, 'one');
    assert.deepEqual(leftOut, { ...none, answers: { annotator: 1 } });
  });

  test('the least score and the least difference, both with what they name', () => {
    assert.deepEqual(tasksLeft('sft', { minScore: 5 }), [1, {}]);
    assert.deepEqual(tasksLeft('sft', { minScore: 5.5 }), [0, { score: 1 }]);
    assert.deepEqual(tasksLeft('dpo', { minGap: 3 }), [1, {}]);
    assert.deepEqual(tasksLeft('dpo', { minGap: 3.5 }), [0, { gap: 1 }]);
    assert.deepEqual(tasksLeft('kto', { minGap: 3.5 }), [0, { gap: 1 }]);
    const corrected = [row({ score1: 5, score2: 2, correction: 'right' })];
    assert.deepEqual(
      tasksLeft('dpo', { minScore: 7, minGap: 5 }, corrected),
      [1, {}],
      'a correction has full marks',
    );
  });

  test('responses that were made for another instruction are no answers to this one', () => {
    const judged = row({ texts: ['one', 'two'], score1: 6, score2: 1 });
    assert.deepEqual(tasksLeft('dpo', {}, [judged])[0], 1);
    const [first, second] = judged.generations;
    const late = {
      ...judged,
      generations: [first && { ...first, forOther: true as const }, second],
    } as typeof judged;
    assert.equal(tasksLeft('dpo', {}, [late])[0], 0);
  });

  test('checks: what is to be learnt passed one and failed none, with the code that it has', () => {
    const code = (name: string) => `\`\`\`python\ndef ${name}():\n    return 1\n\`\`\`\n`;
    const texts: [string, string] = [code('a'), code('b')];
    const given = { score1: 5, score2: 2, texts };
    const of = (...runs: ExportRow['runs']) =>
      tasksLeft('dpo', { checks: 'passed' }, [row({ ...given, runs })]);
    assert.deepEqual(of(checked(1, texts[0], 'passed')), [1, {}]);
    assert.deepEqual(of(), [0, { checks: 1 }]);
    assert.deepEqual(of(checked(2, texts[1], 'passed')), [0, { checks: 1 }], 'of the other response');
    assert.deepEqual(of(checked(1, texts[1], 'passed')), [0, { checks: 1 }], 'of other code');
    assert.deepEqual(of(checked(1, texts[0], 'ran')), [0, { checks: 1 }], 'nothing was expected');
    const former = { input: { id: 'x', origin: 'dataset', code: 'check()', checks: true } } as const;
    assert.deepEqual(
      of(checked(1, texts[0], 'passed', former)),
      [0, { checks: 1 }],
      'no test of the task any more',
    );
    for (const verdict of ['differs', 'crashed', 'timed-out'] as const)
      assert.deepEqual(of(checked(1, texts[0], 'passed'), checked(1, texts[0], verdict)), [0, { checks: 1 }]);
    assert.deepEqual(of(checked(1, texts[0], 'passed'), checked(1, texts[0], 'stopped')), [1, {}]);
    const alone = checked(1, texts[0], 'crashed', { input: undefined });
    assert.deepEqual(
      of(checked(1, texts[0], 'passed'), alone),
      [1, {}],
      'a run without an input says nothing',
    );
  });

  test('checks of a correction: as the task was that the newest one is to', () => {
    const text = '```python\ntotal = 1\n```\n\n```ruby\nputs 1\n```\n';
    const program = programOf(text, { taskLanguage: 'python' });
    assert.ok(program);
    const runs = [checked('correction', text, 'passed', { codeHash: codeHash(program) })];
    const given: Given = { score1: 1, score2: 2, correction: text, runs };
    const former = row({ ...given, by: 'a', language: 'ruby' });
    const newest = row({ ...given, by: 'b', language: 'python', updatedAt: '2025-02-01T00:00:00.000Z' });
    assert.deepEqual(tasksLeft('dpo', { checks: 'passed' }, [former, newest]), [1, {}]);
    assert.deepEqual(tasksLeft('dpo', { checks: 'passed' }, [former]), [0, { checks: 1 }]);
  });

  test('flagged tasks, where that is asked for', () => {
    const flagged = [
      row({ score1: 5, score2: 2 }),
      row({ by: 'b', score1: 5, score2: 2, flag: 'ambiguous' }),
    ];
    assert.deepEqual(tasksLeft('dpo', { withoutFlagged: true }, flagged), [0, { flagged: 1 }]);
    assert.deepEqual(tasksLeft('dpo', {}, flagged), [1, {}]);
  });
});
