import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Suggestion } from '../../../src/domain/annotationHistory.ts';
import { each } from '../../each.ts';
import { newDesk, scores, tasks, type Desk } from './argillaDesk.ts';
import { answerThere, startStandIn, type StandIn } from './argillaStandIn.ts';

async function pushed(count = 2): Promise<{ it: StandIn; desk: Desk }> {
  const it = await startStandIn();
  const desk = await newDesk(it.url, { tasks: tasks(count) });
  await desk.sync.push();
  return { it, desk };
}

async function standing(desk: Desk, taskId: string): Promise<unknown[]> {
  const { annotation } = await desk.store.taskDetail(taskId, desk.annotator);
  return [annotation?.status, annotation?.score1, annotation?.comments];
}

const there = { score_response_1: 2, score_response_2: 2 };
const hour = 3_600_000;

describe('no clock decides between a draft here and an answer there', () => {
  for (const aheadMs of [2 * 60_000, 24 * hour, -24 * hour])
    test(`the server’s is ${aheadMs / 60_000} minutes ahead`, async () => {
      const { it, desk } = await pushed();
      it.aheadMs = aheadMs;
      answerThere(it, 't/0', 'submitted', there);
      await desk.act('t/0', 'draft', { score1: 5, comments: 'typed just now' });
      for (let i = 0; i < 2; i++) {
        const result = await desk.sync.pull();
        assert.deepEqual([result.conflicts, result.answersPulled], [['t/0'], 0]);
        assert.deepEqual(await standing(desk, 't/0'), ['draft', 5, 'typed just now']);
      }
      // The user decides, and what was here is in the history.
      assert.equal((await desk.sync.pull({ onConflict: 'theirs' })).answersPulled, 1);
      assert.deepEqual(await standing(desk, 't/0'), ['submitted', 2, undefined]);
      const history = await desk.store.history('t/0');
      assert.ok(history.some(({ answer }) => answer.comments === 'typed just now'));
    });

  test('what came from there as it is follows what is changed there, also by a clock that is behind', async () => {
    const { it, desk } = await pushed();
    answerThere(it, 't/0', 'draft', there);
    assert.equal((await desk.sync.pull()).answersPulled, 1);
    it.aheadMs = -hour;
    answerThere(it, 't/0', 'draft', { ...there, score_response_1: 4 });
    assert.equal((await desk.sync.pull()).answersPulled, 1);
    assert.deepEqual(await standing(desk, 't/0'), ['draft', 4, undefined]);
    // From the first word on it is one's own.
    await desk.act('t/0', 'draft', { score1: 4, score2: 2, comments: 'mine' });
    it.aheadMs = hour;
    answerThere(it, 't/0', 'submitted', there);
    assert.deepEqual((await desk.sync.pull()).conflicts, ['t/0']);
    assert.deepEqual(await standing(desk, 't/0'), ['draft', 4, 'mine']);
  });

  test('an answer that was seen already is no news to a draft over it', async () => {
    const { it, desk } = await pushed();
    it.aheadMs = hour;
    answerThere(it, 't/0', 'submitted', there);
    await desk.sync.pull();
    await desk.act('t/0', 'draft', { score1: 7 });
    const result = await desk.sync.pull();
    assert.deepEqual([result.conflicts, result.answersPulled], [[], 0]);
    assert.deepEqual(await standing(desk, 't/0'), ['draft', 7, undefined]);
  });
});

describe('a pull touches what came from Argilla alone', () => {
  const judged: Suggestion = {
    agent: 'gpt',
    origin: 'judge',
    field: 'comments',
    value: 'The judge’s.',
    at: '2026-01-01T00:00:00.000Z',
  };
  const suggest = (it: StandIn, name: string, value: unknown, agent = 'gpt'): void => {
    const question_id = it.questions().find((one) => one.name === name)?.id;
    it.records[0]?.suggestions.push({ question_id, value, agent });
  };
  const read = async (desk: Desk): Promise<unknown[]> =>
    (await desk.store.suggestions('t/0')).map(({ agent, origin, field, value }) => [
      agent,
      origin,
      field,
      value,
    ]);

  test('suggestions of an agent of the same name are two, here and there', async () => {
    const { it, desk } = await pushed();
    await desk.store.putSuggestions('t/0', [judged, { ...judged, field: 'score1', value: 3 }]);
    suggest(it, 'comments', 'Argilla’s.');
    suggest(it, 'score_response_2', 1);
    assert.equal((await desk.sync.pull()).suggestions, 2);
    assert.deepEqual(await read(desk), [
      ['gpt', 'judge', 'score1', 3],
      ['gpt', 'argilla', 'score2', 1],
      ['gpt', 'argilla', 'comments', 'Argilla’s.'],
      ['gpt', 'judge', 'comments', 'The judge’s.'],
    ]);
    // One of Argilla's goes there: the other stays, and so do the judge's.
    it.records[0]?.suggestions.shift();
    await desk.sync.pull();
    assert.deepEqual(await read(desk), [
      ['gpt', 'judge', 'score1', 3],
      ['gpt', 'argilla', 'score2', 1],
      ['gpt', 'judge', 'comments', 'The judge’s.'],
    ]);
    it.records[0]?.suggestions.splice(0);
    await desk.sync.pull();
    for (const [, origin] of each((await read(desk)) as [string, string][])) assert.equal(origin, 'judge');
  });

  test('what the judge says later does not take the place of Argilla’s', async () => {
    const { it, desk } = await pushed();
    suggest(it, 'comments', 'Argilla’s.');
    await desk.sync.pull();
    await desk.store.putSuggestions('t/0', [judged]);
    await desk.store.removeSuggestions({ taskId: 't/0', origin: 'judge' });
    assert.deepEqual(await read(desk), [['gpt', 'argilla', 'comments', 'Argilla’s.']]);
  });
});

describe('what is sent is what stands here when it is sent', () => {
  test('a draft over a submit that waits holds it back, until it is submitted', async () => {
    const { it, desk } = await pushed();
    await desk.act('t/0', 'submitted', scores);
    await desk.act('t/1', 'submitted', scores);
    await desk.act('t/0', 'draft', { ...scores, comments: 'wait' });
    const counts = await desk.store.counts(desk.annotator);
    assert.deepEqual([counts.unsent, counts.held, counts.blocked], [2, 1, 0]);
    for (const what of ['outbox', 'all'] as const) {
      const { held } = await desk.sync.push({ what });
      assert.equal(held, 1);
      assert.equal(it.responses.length, 1);
    }
    await desk.act('t/0', 'submitted', { ...scores, score1: 1 });
    await desk.sync.push({ what: 'outbox' });
    const sent = it.responses.map(({ values }) => values['score_response_1']?.value);
    assert.deepEqual(sent.sort(), [1, 6]);
    assert.deepEqual(await desk.waiting(), []);
  });

  test('also one that is typed while the push is under way', async () => {
    const { it, desk } = await pushed(60);
    for (let i = 0; i < 60; i++) await desk.act(`t/${i}`, 'submitted', scores);
    // The first lot is being answered: the outbox was read before.
    it.before = (request, response) => {
      if (!request.path.endsWith('/responses/bulk')) return false;
      it.before = undefined;
      void desk.act('t/59', 'draft', { ...scores, comments: 'stop' }).then(() => it.reply(request, response));
      return true;
    };
    await desk.sync.push({ what: 'outbox' });
    const last = it.records.find(({ external_id }) => external_id === 't/59');
    assert.equal(
      it.responses.some(({ record_id }) => record_id === last?.id),
      false,
    );
    assert.deepEqual(
      (await desk.waiting()).map(({ taskId }) => taskId),
      ['t/59'],
    );
  });
  test('what is taken back while it is a draft goes, and a later submit comes again', async () => {
    const { it, desk } = await pushed();
    await desk.act('t/0', 'submitted', scores);
    await desk.sync.push({ what: 'outbox' });
    await desk.store.undo(desk.annotator, true);
    await desk.act('t/0', 'draft', { score1: 1 });
    await desk.sync.push({ what: 'outbox' });
    assert.deepEqual(it.responses, []);
    await desk.act('t/0', 'submitted', scores);
    await desk.sync.push({ what: 'outbox' });
    assert.equal(it.responses.length, 1);
  });

  test('what was put back there to an older answer of ours is somebody’s decision', async () => {
    const { it, desk } = await pushed();
    const older = { ...scores, score1: 2 };
    for (const answer of [older, scores]) {
      await desk.act('t/0', 'submitted', answer);
      await desk.sync.push();
    }
    const sent = it.responses[0]?.values;
    answerThere(it, 't/0', 'submitted', {
      ...Object.fromEntries(Object.entries(sent ?? {}).map(([name, { value }]) => [name, value])),
      score_response_1: 2,
    });
    await desk.store.actMany(['t/0'], {
      ...{ annotator: desk.annotator, action: 'reopen', guidelinesVersion: 'v1', send: true },
    });
    const { blocked } = await desk.sync.push();
    assert.deepEqual([blocked, it.responses.length], [1, 1]);
  });

  test('an answer whose acknowledgement was lost is known, also when it is changed before the next push', async () => {
    const { it, desk } = await pushed();
    await desk.act('t/0', 'submitted', scores);
    it.before = (request, response) => {
      if (!request.path.includes('/responses/bulk')) return false;
      it.before = () => true;
      // It arrives, and the way back is cut.
      it.reply(request, { writeHead: () => ({ end: () => response.destroy() }) } as never);
      return true;
    };
    await assert.rejects(desk.sync.push({ what: 'outbox', signal: AbortSignal.timeout(1000) }));
    it.before = undefined;
    assert.equal(it.responses.length, 1);
    await desk.act('t/0', 'submitted', { ...scores, score2: 1 });
    const { blocked, responsesSent } = await desk.sync.push();
    assert.deepEqual([blocked, responsesSent], [0, 1]);
  });

  test('undo leaves what was answered there to other questions', async () => {
    const { it, desk } = await pushed();
    await desk.act('t/0', 'submitted', scores);
    await desk.sync.push({ what: 'outbox' });
    answerThere(it, 't/0', 'submitted', { score_response_1: 6, score_response_2: 3, team_note: 'Monday' });
    await desk.store.undo(desk.annotator, true);
    for (let i = 0; i < 2; i++) {
      await desk.sync.push();
      const [left] = it.responses;
      assert.deepEqual([left?.status, left?.values], ['draft', { team_note: { value: 'Monday' } }]);
      assert.deepEqual(await desk.waiting(), []);
      await desk.sync.pull();
      assert.deepEqual(await standing(desk, 't/0'), [undefined, undefined, undefined]);
    }
  });
});

describe('records that were logged without the ids of tasks', () => {
  /** A dataset with the records of another program, which are those of the first two tasks and one of nobody. */
  async function logged(): Promise<{ it: StandIn; url: string }> {
    const { it } = await pushed(3);
    it.records.forEach((record, i) => (record.external_id = i === 1 ? randomUUID() : (null as never)));
    it.records[2]!.fields = { ...it.records[2]!.fields, generation_2: 'Another' };
    return { it, url: it.url };
  }

  test('are those of the tasks with the same texts, in the background as well', async () => {
    const { it, url } = await logged();
    const desk = await newDesk(url);
    await desk.act('t/0', 'submitted', scores);
    await desk.sync.push({ what: 'outbox' });
    assert.deepEqual([it.records.length, it.responses[0]?.record_id], [3, it.records[0]?.id]);
    await desk.sync.push();
    await desk.sync.push();
    assert.equal(it.records.length, 4, 'the one with other texts is another');
  });

  test('are read once for the background, and again when there are others', async () => {
    const { it, url } = await logged();
    const desk = await newDesk(url, { tasks: tasks(6) });
    const scans = (): number => {
      const all = it.origin.arrived.filter(({ path, body }) => /search/.test(path) && !/filters/.test(body));
      it.origin.arrived.length = 0;
      return all.filter(({ path }) => !/limit=1&/.test(path)).length;
    };
    const answer = async (i: number): Promise<number> => {
      await desk.act(`t/${i}`, 'submitted', scores);
      await desk.sync.push({ what: 'outbox' });
      return scans();
    };
    scans();
    // The third makes a record, the second is one of them.
    assert.deepEqual([await answer(0), await answer(2), await answer(1), await answer(3)], [1, 0, 0, 0]);
    assert.equal(it.records.length, 5);
    const { fields } = it.records[3]!;
    it.records.push({
      ...it.records[2]!,
      id: randomUUID(),
      fields: { ...fields, instruction: 'Write function 4.' },
    });
    assert.equal(await answer(4), 1);
    await desk.sync.push();
    assert.equal(scans(), 1, 'who pushes by hand wants to know');
  });

  test('bring their answers along', async () => {
    const { it, url } = await logged();
    const desk = await newDesk(url);
    const second = it.records[1]!;
    answerThere(it, second.external_id, 'submitted', there);
    const result = await desk.sync.pull();
    assert.deepEqual([result.answersPulled, result.recordsUnknown], [1, 1]);
    assert.deepEqual(await standing(desk, 't/1'), ['submitted', 2, undefined]);
    assert.equal((await desk.sync.pull()).unchanged, 1);
  });
});

test('what is submitted while a pull takes the texts of other tasks keeps its own', async () => {
  const { it, desk } = await pushed(20);
  for (const record of it.records) record.fields['generation_1'] = `Other one of ${record.external_id}`;
  const adopt = desk.store.adoptGenerations.bind(desk.store);
  let calls = 0;
  desk.store.adoptGenerations = async (...texts) => {
    if (calls++ === 0) await desk.act('t/15', 'submitted', { ...scores, comments: 'judged what I saw' });
    return adopt(...texts);
  };
  const result = await desk.sync.pull();
  assert.equal(result.textsAdopted, 19);
  assert.deepEqual(
    result.differences.map(({ taskId }) => taskId),
    ['t/15'],
  );
  const { annotation, generations } = await desk.store.taskDetail('t/15', desk.annotator);
  assert.deepEqual([annotation?.status, annotation?.judgedOther], ['submitted', undefined]);
  assert.ok(each(generations, 'generation').every(({ text }) => !text.startsWith('Other one')));
});
