import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAnswer, withoutReasoning } from '../../../src/judge/prompt/readAnswer.ts';
import { each } from '../../each.ts';
import { rubric, scoresOf } from './support.ts';

const good = scoresOf({ style: 1, works: 3 }, 80);

describe('readAnswer', () => {
  test('takes the scores out of what stands around them', () => {
    const verdict = {
      points: { style: 1, works: 3 },
      reasons: { style: 'Seen: style.', works: 'Seen: works.' },
      confidence: 0.8,
    };
    for (const answer of each([
      good,
      `\`\`\`json\n${good}\n\`\`\``,
      `First {a draft}: ${scoresOf({ style: 9, works: 0 })}\nBetter:\n${good}\nThat is all.`,
      `${good} and then {"other": 1}`,
    ]))
      assert.deepEqual(readAnswer(answer, '1', rubric), { verdict }, answer);
    const unsure = readAnswer(scoresOf({ style: 0, works: 0 }), '2', rubric);
    assert.ok('verdict' in unsure && unsure.verdict.confidence === undefined);
  });

  test('says what is wrong with an answer', () => {
    const faults: [answer: string, fault: RegExp][] = [
      ['', /no JSON/],
      ['I would give 7 points.', /no JSON/],
      ['{"style": {"reason": "x", "points": 1}', /no JSON|missing/],
      [scoresOf({ style: 1 }), /"works" is missing/],
      [scoresOf({ style: 3, works: 0 }), /"style" takes whole points from 0 to 2, not 3/],
      [scoresOf({ style: -1, works: 0 }), /from 0 to 2, not -1/],
      [scoresOf({ style: 1.5, works: 0 }), /whole points/],
      [
        '{"style": {"reason": "x", "points": "2"}, "works": {"reason": "x", "points": 1}}',
        /no reason and points/,
      ],
      ['{"style": 2, "works": 3}', /no reason and points/],
      ['{"style": {"reason": " ", "points": 2}, "works": {"reason": "x", "points": 1}}', /without a reason/],
    ];
    for (const [answer, fault] of each(faults)) {
      const read = readAnswer(answer, '1', rubric);
      assert.ok('fault' in read && fault.test(read.fault), `${answer}: ${JSON.stringify(read)}`);
    }
  });

  test('failure modes that cannot be used make no answer invalid', () => {
    const read = (failureModes: unknown, lines?: number) => {
      const answer = JSON.stringify({ ...(JSON.parse(good) as object), failureModes });
      const result = readAnswer(answer, '1', rubric, lines);
      assert.ok('verdict' in result, JSON.stringify(result));
      return [result.verdict.tags, result.droppedTags];
    };
    assert.deepEqual(read([{ name: 'Slow', lines: [] }]), [undefined, undefined], 'they were not asked for');
    assert.deepEqual(read(undefined, 9), [[], 0]);
    assert.deepEqual(
      read(
        [
          { name: 'Slow', lines: [2, 3] },
          { name: 'Wrong', lines: null },
        ],
        3,
      ),
      [[{ name: 'Slow', lines: [2, 3] }, { name: 'Wrong' }], 0],
    );
    assert.deepEqual(read([{ name: 'One line', lines: [3] }], 3), [[{ name: 'One line', lines: [3, 3] }], 0]);
    const bad: unknown[] = [
      ...['Slow', 7, null, {}, [], { name: '' }, { name: 'x'.repeat(61) }, { name: 'x'.repeat(2_000) }],
      ...[
        [3, 2],
        [0, 1],
        [1, 4],
        [1, 2, 3],
        [1.5, 2],
        ['1', '2'],
      ].map((lines) => ({ name: 'y', lines })),
    ];
    for (const one of each(bad)) assert.deepEqual(read([one], 3), [[], 1], JSON.stringify(one)?.slice(0, 50));
    const names = ['a', 'b', 'A', 'c', 'd'].map((name) => ({ name, lines: [] }));
    assert.deepEqual(read(names, 3), [[{ name: 'a' }, { name: 'b' }, { name: 'c' }], 2], 'three, each once');
    assert.deepEqual(read('Slow', 3), [[], 1]);
  });

  test('a comparison names a response by its place, and is told by its number', () => {
    const winner = (word: string, question: '1,2' | '2,1') => {
      const read = readAnswer(`{"reason": "r", "winner": "${word}"}`, question, rubric);
      return 'verdict' in read ? read.verdict.winner : read.fault;
    };
    assert.deepEqual(
      [winner('first', '1,2'), winner('second', '1,2'), winner('first', '2,1'), winner('second', '2,1')],
      [1, 2, 2, 1],
    );
    assert.equal(winner('tie', '2,1'), 0);
    assert.match(String(winner('A', '1,2')), /winner/);
  });

  test('is quick with texts that only look like answers', () => {
    const started = performance.now();
    for (const answer of [
      '{'.repeat(100_000),
      '{"'.repeat(50_000),
      `{"${'\\"'.repeat(50_000)}`,
      '{}'.repeat(50_000),
    ])
      assert.ok('fault' in readAnswer(answer, '1', rubric));
    assert.ok(performance.now() - started < 5000);
  });
});

test('what a model thought aloud is apart from its answer', () => {
  assert.deepEqual(withoutReasoning(`<think>Is it 7?</think>\n${good}`), {
    answer: good,
    reasoning: '<think>Is it 7?</think>',
  });
  assert.deepEqual(withoutReasoning(`opened by the template</think>${good}`), {
    answer: good,
    reasoning: 'opened by the template</think>',
  });
  const endless = '<think>without end {"a": 1}';
  assert.deepEqual(withoutReasoning(endless), { answer: '', reasoning: endless });
  assert.deepEqual(withoutReasoning(good), { answer: good });
  const channels = `<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>${good}`;
  assert.equal(withoutReasoning(channels).answer, good);
});
