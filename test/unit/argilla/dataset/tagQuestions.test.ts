import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSettings, datasetSettings } from '../../../../src/argilla/dataset/datasetSettings.ts';
import { sameValues, toValues, withOthers } from '../../../../src/argilla/dataset/responseValues.ts';
import {
  offeredTags,
  pulledTags,
  tagOptionsOf,
  tagQuestions,
  tagValues,
} from '../../../../src/argilla/dataset/tagQuestions.ts';
import type { Question } from '../../../../src/argilla/api/wire.ts';
import { defaultRubric } from '../../../../src/project/config.ts';

const tag = (id: string, name: string, former: string[] = []) => ({ id, name, former });
const offered = offeredTags(
  ['Does not run', 'Slow', 'fencepost'],
  [tag('off by one', 'Off by 1', ['Fencepost']), tag('slow', 'Takes long'), tag('slow (2)', 'Slow')],
);

const asThere = (): Question[] => tagQuestions(offered).map((question, i) => ({ ...question, id: `q${i}` }));

test('the project’s failure modes come first, each by its id, whatever it is called by now', () => {
  assert.deepEqual(
    offered.map(({ id, name }) => `${id}: ${name}`),
    ['does not run: Does not run', 'slow (2): Slow', 'off by one: Off by 1', 'slow: Takes long'],
  );
});

test('a new dataset asks for them, and one that does not ask fits all the same', () => {
  const wanted = datasetSettings(defaultRubric, { minSubmitted: 1 }, '', tagQuestions(offered));
  assert.deepEqual(
    wanted.extra?.map(({ name, required, settings }) => [
      name,
      required,
      settings.options?.[2],
      settings.visible_options,
    ]),
    [1, 2].map((n) => [`failure_modes_${n}`, false, { value: 'off by one', text: 'Off by 1' }, 4]),
  );
  const dataset = { allow_extra_metadata: true } as Parameters<typeof compareSettings>[0]['dataset'];
  const questions = wanted.questions.map((question) => ({ ...question, id: question.name }));
  const existing = { dataset, fields: wanted.fields, questions, metadata: [] };
  assert.deepEqual(compareSettings(existing, wanted), []);
  assert.deepEqual(compareSettings({ ...existing, questions: [...questions, ...asThere()] }, wanted), []);
  // Argilla takes no question with one option.
  assert.deepEqual(tagQuestions(offered.slice(0, 1)), []);
  assert.equal(tagQuestions(offered.slice(0, 2))[0]?.settings.visible_options, undefined);
});

const options = tagOptionsOf(asThere());
const answer = {
  score1: 1,
  tags: [
    { response: 1 as const, tag: 'slow', name: 'Takes long', lines: [2, 3] as [number, number] },
    { response: 1 as const, tag: 'off by one', name: 'Off by 1' },
    { response: 2 as const, tag: 'new', name: 'New' },
  ],
};

test('what the dataset offers is sent, in its order; the rest is named', () => {
  assert.deepEqual(tagValues(answer, options), {
    values: { failure_modes_1: { value: ['off by one', 'slow'] } },
    left: ['New'],
  });
  assert.deepEqual(toValues(answer, defaultRubric), { score_response_1: { value: 1 } }, 'not asked for');
  const values = toValues(answer, defaultRubric, undefined, options);
  const there = { ...values, failure_modes_1: { value: ['slow', 'off by one'] } };
  assert.ok(sameValues(values, there, options));
  assert.ok(!sameValues(values, { ...there, failure_modes_2: { value: ['slow'] } }, options));
  // What was chosen there goes where nothing is chosen here; without the wish it is somebody else's.
  const chosen = { failure_modes_2: { value: ['slow'] }, remark: { value: 'x' } };
  assert.deepEqual(withOthers(values, chosen, options), { remark: { value: 'x' }, ...values });
  assert.deepEqual(withOthers({}, chosen), chosen);
});

test('what comes back says what was chosen and what could have been', () => {
  const pulled = pulledTags({ failure_modes_1: { value: ['slow', 'forged'] } }, options);
  assert.deepEqual(
    [pulled?.[1]?.chosen, pulled?.[2]?.chosen, pulled?.[1]?.offered.length],
    [['slow'], [], 4],
  );
  assert.equal(pulledTags({ failure_modes_1: { value: ['slow'] } }, undefined), undefined);
  assert.deepEqual(tagOptionsOf([{ ...asThere()[0]!, settings: { type: 'text' } }]), {});
});
