import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compareSettings,
  datasetSettings,
  guidelinesText,
  type ExistingSettings,
} from '../../../../src/argilla/dataset/datasetSettings.ts';
import { isSpace } from '../../../../src/argilla/api/space.ts';
import {
  fromValues,
  orderOf,
  sameValues,
  toValues,
  withOthers,
} from '../../../../src/argilla/dataset/responseValues.ts';
import { TouchstoneError } from '../../../../src/platform/errors.ts';
import { defaultRubric, rubricSchema } from '../../../../src/project/config.ts';

const rubric = rubricSchema.parse(defaultRubric);
const wanted = datasetSettings(rubric, { minSubmitted: 2 }, '# Guide');

/** What a server has after the wanted settings were created; to be changed by each test. */
function existing(): ExistingSettings {
  return structuredClone({
    dataset: { id: 'd', name: 'n', status: 'ready' as const, allow_extra_metadata: false, workspace_id: 'w' },
    fields: wanted.fields,
    questions: wanted.questions.map((q, i) => ({ ...q, id: String(i) })),
    metadata: wanted.metadata,
  });
}

test('the settings are the cookbook’s', () => {
  assert.deepEqual(
    wanted.fields.map((f) => [f.name, f.settings.type, f.settings.use_markdown, f.required]),
    ['instruction', 'generation_1', 'generation_2'].map((name) => [name, 'text', true, true]),
  );
  assert.deepEqual(
    wanted.questions.map((q) => [
      q.name,
      q.settings.type,
      q.required,
      q.settings.options?.map((o) => o.value),
    ]),
    [
      ['score_response_1', 'rating', true, [0, 1, 2, 3, 4, 5, 6, 7]],
      ['score_response_2', 'rating', true, [0, 1, 2, 3, 4, 5, 6, 7]],
      [
        'which_response_corrected',
        'label_selection',
        false,
        ['Response 1', 'Response 2', 'Combination of both', 'Neither'],
      ],
      ['correction', 'text', false, undefined],
      ['comments', 'text', false, undefined],
    ],
  );
  assert.deepEqual(
    wanted.metadata.map((m) => [m.name, m.settings.type]),
    [['source-dataset', 'terms']],
  );
  assert.equal(wanted.guidelines, '# Guide');
  assert.equal(wanted.minSubmitted, 2);
});

test('a rubric beyond ten is refused with the reason', () => {
  const rubricOf = (...maxima: number[]) =>
    rubricSchema.parse({ criteria: maxima.map((max, i) => ({ id: `c${i}`, title: `C${i}`, max })) });
  assert.throws(
    () => datasetSettings(rubricOf(6, 5), { minSubmitted: 1 }, ''),
    (error) =>
      error instanceof TouchstoneError &&
      error.code === 'argilla-rubric' &&
      /up to 11.*ends at 10/.test(error.message),
  );
  assert.equal(
    datasetSettings(rubricOf(5, 5), { minSubmitted: 1 }, '').questions[0]?.settings.options?.length,
    11,
  );
  assert.equal(
    datasetSettings(rubricOf(1), { minSubmitted: 1 }, '').questions[0]?.settings.options?.length,
    2,
  );
});

test('what is ours alone may differ', () => {
  assert.deepEqual(compareSettings(existing(), wanted), []);
  const other = existing();
  for (const item of [...other.fields, ...other.questions]) item.title = 'Another title:';
  other.fields[0]!.settings.use_markdown = false;
  other.questions[2]!.settings.options!.reverse();
  other.questions.push({
    id: 'x',
    name: 'extra',
    title: 'Extra',
    required: false,
    settings: { type: 'text' },
  });
  other.fields.push({ name: 'hint', title: 'Hint', required: false, settings: { type: 'text' } });
  other.dataset.guidelines = 'other';
  assert.deepEqual(compareSettings(other, wanted), []);
});

const faults: [string, (s: ExistingSettings) => void, RegExp][] = [
  ['a missing field', (s) => s.fields.pop(), /field "generation_2" is missing/],
  [
    'another type',
    (s) => (s.fields[1]!.settings.type = 'chat'),
    /field "generation_1" is of type chat instead of text/,
  ],
  [
    'an optional field',
    (s) => (s.fields[0]!.required = false),
    /field "instruction" is optional instead of required/,
  ],
  ['a missing question', (s) => s.questions.splice(3, 1), /question "correction" is missing/],
  [
    'another scale',
    (s) => s.questions[0]!.settings.options!.pop(),
    /"score_response_1" takes 0 to 6 instead of 0 to 7/,
  ],
  [
    'other labels',
    (s) => (s.questions[2]!.settings.options![0] = { value: 'First' }),
    /"which_response_corrected" takes "First"/,
  ],
  [
    'a required comment',
    (s) => (s.questions[4]!.required = true),
    /question "comments" is required instead of optional/,
  ],
  [
    'a further required question',
    (s) => s.questions.push({ id: 'x', name: 'more', title: '', required: true, settings: { type: 'text' } }),
    /question "more" is required there/,
  ],
  [
    'a further required field',
    (s) => s.fields.push({ name: 'more', title: '', required: true, settings: { type: 'text' } }),
    /field "more" is required there/,
  ],
  ['no metadata', (s) => s.metadata.pop(), /metadata "source-dataset" is missing/],
  [
    'other metadata',
    (s) => (s.metadata[0]!.settings.type = 'integer'),
    /metadata "source-dataset" is of type integer/,
  ],
];
for (const [name, spoil, text] of faults)
  test(`refused: ${name}`, () => {
    const other = existing();
    spoil(other);
    const differences = compareSettings(other, wanted);
    assert.equal(differences.length, 1, differences.join('; '));
    assert.match(differences[0]!, text);
  });

test('guidelines fit into Argilla', () => {
  assert.equal(guidelinesText(' \n'), null);
  assert.equal(guidelinesText('short'), 'short');
  const exact = '😀'.repeat(10_000);
  assert.equal(guidelinesText(exact), exact);
  const cut = guidelinesText('é'.repeat(10_001));
  assert.equal([...cut!].length, 10_000);
  assert.match(cut!, /go on/);
});

test('values: scores, texts, a legend where the comments name A or B', () => {
  const answer = {
    points1: { documentation: 1, example: 2, correctness: 3 },
    score2: 4,
    corrected: 'Response 2' as const,
    correction: ' ',
    comments: 'A is better than B',
  };
  const values = toValues(answer, rubric, [2, 1]);
  assert.deepEqual(values, {
    score_response_1: { value: 6 },
    score_response_2: { value: 4 },
    which_response_corrected: { value: 'Response 2' },
    comments: { value: 'A is better than B\n\n(A = Response 2, B = Response 1)' },
  });
  assert.deepEqual(orderOf(values), [2, 1]);
  assert.deepEqual(fromValues(values, rubric), {
    score1: 6,
    score2: 4,
    corrected: 'Response 2',
    comments: 'A is better than B',
  });
  assert.equal(fromValues(values, rubric, true).comments, values['comments']?.value);
});

test('values: what Argilla would refuse is left out', () => {
  assert.deepEqual(toValues({ score1: 8, score2: -1 }, rubric), {});
  assert.deepEqual(toValues({ comments: 'a\0b\ud800' }, rubric), { comments: { value: 'a\uFFFDb\uFFFD' } });
  assert.deepEqual(
    fromValues({ score_response_1: { value: 2.5 }, which_response_corrected: { value: 'x' } }, rubric),
    {},
  );
});

test('values: equal when our questions say the same; other questions’ answers survive', () => {
  assert.ok(sameValues({ comments: { value: '' } }, {}));
  assert.ok(sameValues({ extra: { value: 1 } }, {}));
  assert.ok(!sameValues({ score_response_1: { value: 0 } }, {}));
  assert.deepEqual(
    withOthers({ comments: { value: 'new' } }, { extra: { value: 1 }, correction: { value: 'old' } }),
    {
      extra: { value: 1 },
      comments: { value: 'new' },
    },
  );
});

test('Spaces are known by their host', () => {
  assert.ok(isSpace('https://owner-argilla.hf.space'));
  assert.ok(!isSpace('https://hf.space.example.org'));
  assert.ok(!isSpace('http://127.0.0.1:6900'));
});
