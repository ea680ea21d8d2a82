import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundProgram } from '../../../src/inputs/programCache.ts';
import { ownPrompt } from '../../../src/judge/prompt/judgePrompt.ts';
import { isUnderTest } from '../../../src/project/config.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { startOpenAi } from '../../servers/inference/openai.ts';
import { sendJson } from '../../servers/inference/server.ts';
import { coded, serving } from '../models/support.ts';
import { generation, openWithTasks, run, task } from '../store/support.ts';
import {
  allQuestions,
  fenced,
  isComparison,
  judgeConfig,
  scoresOf,
  scriptedJudges,
  winnerOf,
  type Script,
} from './support.ts';

const fair: Script = (request) =>
  isComparison(request) ? winnerOf('first') : scoresOf({ style: 1, works: 2 }, 90);

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `t${i}`);

test('each response alone and both in both orders; scores become suggestions with agent, score and reason', async () => {
  const store = await openWithTasks(2);
  const engine = scriptedJudges(store, fair);
  const progress: string[] = [];
  const outcome = await engine.judge({
    taskIds: ids(2),
    onProgress: ({ done, failed, total }) => progress.push(`${done} ${failed} ${total}`),
  });
  assert.deepEqual(outcome, {
    ...{
      suggestions: 4,
      comparisons: 4,
      kept: 0,
      failed: 0,
      droppedTags: 0,
      reasons: [],
      skipped: 0,
      ended: [],
      cancelled: false,
    },
  });
  assert.deepEqual([progress[0], progress.at(-1)], ['0 0 8', '8 0 8']);
  const suggestions = await store.suggestions('t0');
  assert.deepEqual(
    suggestions.map(({ agent, origin, field, value, score, reasons, outdated }) => [
      ...[agent, origin, field, value, score, reasons, outdated],
    ]),
    (['points1', 'points2'] as const).map((field) => [
      ...['judge-a', 'judge', field, { style: 1, works: 2 }, 0.9],
      ...[{ style: 'Seen: style.', works: 'Seen: works.' }, undefined],
    ]),
  );
  const judgements = await store.judgements('t0');
  assert.deepEqual(judgements.map(({ question }) => question).sort(), allQuestions);
  const winners = judgements.flatMap(({ question, verdict }) =>
    question.length > 1 ? [[question, verdict.winner]] : [],
  );
  assert.deepEqual(winners.sort(), [
    ['1,2', 1],
    ['2,1', 2],
  ]);
  const one = judgements.find(({ question }) => question === '1');
  const { task: ofTask, responses } = one?.about ?? { responses: [] };
  assert.match(ofTask ?? '', /^[0-9a-f]{64}$/);
  assert.deepEqual(
    responses.map((hash) => hash !== ''),
    [true, false],
  );
  assert.equal(one?.answer, scoresOf({ style: 1, works: 2 }, 90));
  assert.equal(one.prompt, engine.version);
  assert.equal(await store.judgePrompt(engine.version), ownPrompt);
  const { sent, durationMs, ...provenance } = one.provenance;
  assert.match(sent, /^[0-9a-f]{64}$/);
  assert.ok(durationMs >= 0 && Date.parse(one.at) <= Date.now());
  assert.deepEqual(provenance, {
    ...{ model: 'judge-a', provider: 'vscode-lm', parameters: { seed: 42 }, seed: 42 },
    ...{ structured: 'words', attempts: 1 },
  });
});

test('only what is missing is asked: what changed, or all when it is wanted again', async () => {
  const store = await openWithTasks(2);
  let asked = 0;
  const count: Script = (...args) => {
    asked++;
    return fair(...args);
  };
  const during = async (work: () => Promise<unknown>): Promise<number> => {
    const before = asked;
    await work();
    return asked - before;
  };
  const engine = scriptedJudges(store, count);
  assert.equal(await during(() => engine.judge({ taskIds: ['t0'] })), 4);
  assert.equal(await during(() => engine.judge({ taskIds: ids(2) })), 4);
  assert.equal(await during(() => engine.judge({ taskIds: ids(2) })), 0);
  assert.equal(await during(() => engine.judge({ taskIds: ['t0'], again: true })), 4);
  await store.putGeneration(generation('t0', 2, 'another'));
  assert.equal((await store.suggestions('t0'))[0]?.outdated, true);
  assert.equal(await during(() => engine.judge({ taskIds: ids(2) })), 3, 'all that shows response 2');
  assert.deepEqual(
    (await store.suggestions('t0')).map(({ outdated }) => outdated),
    [undefined, undefined],
  );
  const stricter = scriptedJudges(store, count, { prompt: `${ownPrompt}\nBe strict.` });
  assert.equal(await during(() => stricter.judge({ taskIds: ['t0'] })), 4);
  assert.equal((await store.judgements('t0')).length, 8, 'answers under both versions are kept');
  const alone = scriptedJudges(store, count, { judges: [{ name: 'judge-b', compare: false }] });
  assert.equal(await during(() => alone.judge({ taskIds: ['t0'] })), 2);
});

test('runs are evidence: new ones are a new question', async () => {
  const store = await openWithTasks(1);
  await store.putGeneration(generation('t0', 1, '```python\nx = 1\n```'));
  const seen: string[] = [];
  const engine = scriptedJudges(
    store,
    (request, name) => {
      seen.push(fenced(request.instruction, 'runs') ?? '');
      return fair(request, name);
    },
    { judges: [{ name: 'j', compare: false }] },
  );
  await engine.judge({ taskIds: ['t0'] });
  const hash = foundProgram('```python\nx = 1\n```', {})?.hash;
  assert.ok(hash);
  await store.putRun(
    run('t0', 'old', { codeHash: 'of former code' }),
    run('t0', 'new', { codeHash: hash, verdict: 'crashed', stderr: 'Boom' }),
  );
  await engine.judge({ taskIds: ['t0'] });
  assert.deepEqual(seen, [
    'It was not run.',
    'No program was found in it.',
    '- as it is: FAILED: it ended with an error (error "Boom")',
  ]);
});

test('an invalid answer is asked again with the fault and another seed; one that stays so is counted and explained', async () => {
  const store = await openWithTasks(2);
  const asked: { seed: unknown; text: string }[] = [];
  const engine = scriptedJudges(
    store,
    ({ instruction, parameters }) => {
      const isSecond = instruction.includes('second of');
      if (isSecond) return scoresOf({ style: 1, works: 7 });
      if (!instruction.includes('first of t0')) return scoresOf({ style: 1, works: 2 });
      asked.push({ seed: parameters.seed, text: instruction });
      return asked.length < 2 ? 'Seven!' : scoresOf({ style: 2, works: 2 });
    },
    { judges: [{ name: 'j', compare: false }] },
  );
  const outcome = await engine.judge({ taskIds: ids(2) });
  assert.deepEqual(
    { ...outcome },
    {
      ...{ suggestions: 2, comparisons: 0, kept: 0, failed: 2, droppedTags: 0 },
      ...{ skipped: 0, ended: [], cancelled: false },
      reasons: [{ message: '"works" takes whole points from 0 to 3, not 7.', count: 2 }],
    },
  );
  assert.deepEqual(
    asked.map(({ seed }) => seed),
    [42, 43],
  );
  assert.match(
    asked[1]?.text ?? '',
    /could not be used:\n```\nSeven!\n```\nThe fault: It held no JSON object\./,
  );
  const failures = await store.judgeFailures();
  assert.deepEqual(
    failures.map(({ taskId, judge, question, code, attempts, answer }) => [
      taskId,
      judge,
      question,
      code,
      attempts,
      answer,
    ]),
    ids(2).map((id) => [id, 'j', '2', 'model-bad-answer', 3, scoresOf({ style: 1, works: 7 })]),
  );
  const mended = scriptedJudges(store, fair, { judges: [{ name: 'j', compare: false }] });
  assert.equal((await mended.judge({ taskIds: ids(2) })).kept, 2);
  assert.deepEqual(await store.judgeFailures(), []);
});

test('many invalid answers do not end the run; a wrong key does, for that judge alone', async () => {
  const store = await openWithTasks(6);
  const engine = scriptedJudges(
    store,
    (request, name) => {
      if (name === 'closed') throw new TouchstoneError('model-unauthorized', 'Who are you?');
      return name === 'dull' ? 'Hm.' : fair(request, name);
    },
    { judges: ['dull', 'closed', 'good'].map((name) => ({ name, compare: false })) },
  );
  const outcome = await engine.judge({ taskIds: ids(6) });
  assert.equal(outcome.suggestions, 12);
  assert.deepEqual(
    outcome.ended.map(({ judge, error }) => [judge, error.code]),
    [['closed', 'model-unauthorized']],
  );
  const failures = await store.judgeFailures();
  assert.equal(failures.filter(({ judge }) => judge === 'dull').length, 12);
  assert.equal(failures.filter(({ judge }) => judge === 'closed').length, 0, 'nothing is said of the tasks');
});

test('cancelled, it keeps what was answered and goes on there', async () => {
  const store = await openWithTasks(8);
  const stop = new AbortController();
  let asked = 0;
  const script: Script = (request, name) => {
    if (++asked === 7) stop.abort();
    return fair(request, name);
  };
  const engine = scriptedJudges(store, script, { judges: [{ name: 'j', compare: false }] });
  const first = await engine.judge({ taskIds: ids(8), signal: stop.signal });
  assert.equal(first.cancelled, true);
  assert.equal(first.failed, 0);
  assert.ok(first.suggestions > 0 && first.suggestions < 16);
  const second = await engine.judge({ taskIds: ids(8) });
  assert.deepEqual([second.kept, second.suggestions], [first.suggestions, 16 - first.suggestions]);
  assert.deepEqual(await store.judgeFailures(), []);
});

test('a response that is exchanged while the judge reads gets no suggestion of it', async () => {
  const store = await openWithTasks(1);
  const engine = scriptedJudges(
    store,
    async (request, name) => {
      if (request.instruction.includes('first of')) await store.putGeneration(generation('t0', 1, 'new'));
      return fair(request, name);
    },
    { judges: [{ name: 'j', compare: false }] },
  );
  const outcome = await engine.judge({ taskIds: ['t0'] });
  assert.deepEqual([outcome.suggestions, outcome.failed], [1, 1]);
  assert.deepEqual(
    (await store.suggestions('t0')).map(({ field }) => field),
    ['points2'],
  );
  assert.equal((await store.judgeFailures())[0]?.code, 'texts-changed');
  assert.equal((await engine.judge({ taskIds: ['t0'] })).suggestions, 1);
  assert.deepEqual(
    (await store.suggestions('t0')).map(({ field, outdated }) => [field, outdated]),
    [
      ['points1', undefined],
      ['points2', undefined],
    ],
  );
});

test('tasks without both responses are left out; without a judge nothing is asked', async () => {
  const store = await openWithTasks(1);
  await store.upsertTasks([task('bare')], ['model-one', 'model-two']);
  const outcome = await scriptedJudges(store, fair).judge({ taskIds: ['bare', 't0', 'none'] });
  assert.deepEqual([outcome.skipped, outcome.suggestions, outcome.failed], [2, 2, 0]);
  const none = scriptedJudges(store, fair, { more: { judges: undefined } });
  await assert.rejects(none.judge({ taskIds: ['t0'] }), coded('config-invalid'));
});

test('several judges: each its suggestion, and the mean of all as the jury’s', async () => {
  const store = await openWithTasks(1);
  const points: Record<string, [number, number]> = { a: [0, 3], b: [1, 3], c: [2, 1] };
  const engine = scriptedJudges(
    store,
    (_, name) => scoresOf({ style: points[name]?.[0] ?? 9, works: points[name]?.[1] ?? 9 }),
    { judges: Object.keys(points).map((name) => ({ name, compare: false })) },
  );
  await engine.judge({ taskIds: ['t0'] });
  const all = await store.suggestions('t0');
  assert.deepEqual(
    all.filter(({ field }) => field === 'points1').map(({ agent, value }) => [agent, value]),
    [
      ['a', { style: 0, works: 3 }],
      ['b', { style: 1, works: 3 }],
      ['c', { style: 2, works: 1 }],
      ['jury', { style: 1, works: 2 }],
    ],
  );
  const jury = all.find(({ agent, field }) => agent === 'jury' && field === 'points2');
  assert.equal(jury?.score, 1 / 6, 'one of six single points is the mean');
  assert.deepEqual(jury.reasons, { style: 'a: 0, b: 1, c: 2', works: 'a: 3, b: 3, c: 1' });
});

test('the strictest way to keep the shape that the server takes is used, and told', async () => {
  const refused: string[] = [];
  const pieces = [scoresOf({ style: 1, works: 1 })];
  const server = await serving(
    startOpenAi({
      pieces,
      before: (request, response) => {
        const body = JSON.stringify(request.body);
        const isBounded = body.includes('maxLength');
        refused.push(isBounded ? 'bounded' : body.includes('response_format') ? 'schema' : 'words');
        if (!isBounded) return false;
        sendJson(response, 400, {
          error: { message: 'maxLength is not supported', type: 'invalid_request_error' },
        });
        return true;
      },
    }),
  );
  const store = await openWithTasks(2);
  const judges = [{ name: 'm', provider: 'openai', url: server.url, compare: false }];
  const outcome = await scriptedJudges(store, fair, {
    judges,
    more: {
      models: [
        { name: 'a', provider: 'vscode-lm' },
        { name: 'b', provider: 'vscode-lm' },
      ],
    },
  }).judge({ taskIds: ids(2) });
  assert.equal(outcome.suggestions, 4);
  assert.ok(
    refused.filter((way) => way === 'bounded').length <= 2,
    'a way that was refused is not tried again',
  );
  const [one] = await store.judgements('t0');
  assert.deepEqual(
    [one?.provenance.structured, one?.provenance.url],
    ['schema', `${server.url}/v1/chat/completions`],
  );
  assert.deepEqual(one?.provenance.parameters, { max_tokens: 2048, temperature: 0, seed: 42 });
});

test('a judge that is one of the models is known, and not named while the project is blind', async () => {
  const config = judgeConfig([{ name: 'model-one' }, { name: 'other' }]);
  assert.deepEqual(
    (config.judges ?? []).map((judge) => isUnderTest(judge, config)),
    [true, false],
  );
  const store = await openWithTasks(4);
  const script: Script = () => {
    throw new TouchstoneError('model-bad-request', 'owner/model-one at http://secret.example refuses.');
  };
  await scriptedJudges(store, script, { judges: [{ name: 'model-one', compare: false }] }).judge({
    taskIds: ids(4),
  });
  const failures = await store.judgeFailures();
  assert.ok(failures.length > 0);
  assert.doesNotMatch(failures.map(({ message }) => message).join(), /model-one|example/);
});
