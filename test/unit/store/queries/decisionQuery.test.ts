import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeInsights } from '../../../../src/insights/computeInsights.ts';
import { readInsightRows } from '../../../../src/insights/rows/readInsightRows.ts';
import { decisionText } from '../../../../src/review/decisionText.ts';
import { SeededRandom } from '../../../../src/stats/base/seededRandom.ts';
import type { Decision } from '../../../../src/stats/sequence/decision.ts';
import type { Store } from '../../../../src/store/api/store.ts';
import { Database } from '../../../../src/store/sqlite/database.ts';
import { act, me, openWithTasks } from '../support.ts';
import { rubric, sectionOf } from '../../insights/sections/support.ts';

const bob = 'local:bob';

/** What insights say of the same store, in the panel's words. */
async function insightsVerdict(store: Store, blind: boolean): Promise<string> {
  const db = new Database(store.path, { readOnly: true });
  try {
    const known = { rows: readInsightRows(db), people: new Map<string, string>() };
    const { insights } = await computeInsights(known, {
      rubric,
      models: ['One', 'Two'],
      choices: {},
      me,
      blind,
    });
    if (insights.sections.length === 0) return '';
    const { mark, text } = sectionOf(insights, 'better').verdict;
    if (text === 'Too few tasks') return '';
    return mark === 'decided'
      ? 'decided, you may stop'
      : mark === 'look'
        ? 'not decided'
        : text.toLowerCase();
  } finally {
    db.close();
  }
}

test('the panel says what insights say, whatever is answered, changed and taken back', async () => {
  const store = await openWithTasks(40);
  const random = new SeededRandom(5);
  const said = new Map<string, number>();
  const asked = { greatest: 7, blind: false };
  for (let step = 0; step < 120; step++) {
    const task = `t${random.below(40)}`;
    const annotator = random.below(4) === 0 ? bob : me;
    const status = random.below(8) === 0 ? 'draft' : 'submitted';
    const score1 = Math.min(7, 2 + random.below(4) + (step > 60 ? 2 : 0));
    await store.act(act(task, status, { score1, score2: random.below(5) }, { annotator }));
    if (random.below(10) === 0) await store.undo(me, false);
    if (random.below(10) === 0) {
      const how = { annotator, action: 'discard', guidelinesVersion: 'g1', send: false } as const;
      await store.actMany([task], { ...how, batch: `b${step}` });
    }
    for (const blind of step % 5 === 0 ? [false, true] : []) {
      const text = decisionText(await store.decision(me, { ...asked, blind }));
      assert.equal(text, await insightsVerdict(store, blind), `after ${step} acts, blind: ${blind}`);
      said.set(text, (said.get(text) ?? 0) + 1);
    }
  }
  assert.ok(said.has('') && said.has('decided, you may stop'), [...said].join('; '));
  assert.ok(
    [...said.keys()].some((text) => /^not decided, about \d+ more$/.test(text)),
    [...said].join('; '),
  );
});

test('of a blind project others count once they are eight tasks that one has not submitted', async () => {
  const store = await openWithTasks(40);
  const decision = (blind: boolean): Promise<Decision> => store.decision(me, { greatest: 7, blind });
  for (let i = 0; i < 8; i++) await store.act(act(`t${i}`, 'submitted', { score1: 4, score2: 4 }));
  const alone = await decision(true);
  assert.deepEqual(alone, { is: 'open', reason: 'all-ties' });
  for (let i = 8; i < 15; i++)
    await store.act(act(`t${i}`, 'submitted', { score1: 7, score2: 0 }, { annotator: bob }));
  assert.deepEqual(await decision(true), alone, 'seven tell nothing');
  assert.notDeepEqual(await decision(false), alone);
  await store.act(act('t15', 'submitted', { score1: 7, score2: 0 }, { annotator: bob }));
  assert.deepEqual(await decision(true), await decision(false), 'eight count');
});

test('a decision says nothing of who leads', async () => {
  const told: Decision[] = [];
  for (const [score1, score2] of [
    [7, 0],
    [0, 7],
  ] as const) {
    const store = await openWithTasks(12);
    for (let i = 0; i < 12; i++) await store.act(act(`t${i}`, 'submitted', { score1, score2 }));
    told.push(await store.decision(me, { greatest: 7, blind: true }));
  }
  assert.deepEqual(told, [{ is: 'decided' }, { is: 'decided' }]);
});

test('of tasks that were drawn by chances nothing is decided', async () => {
  const store = await openWithTasks(20);
  const drawn = (await store.drawTask(me, undefined, { sort: { by: 'informative' } })) ?? '';
  for (let i = 0; i < 20; i++)
    if (`t${i}` !== drawn) await store.act(act(`t${i}`, 'submitted', { score1: 7, score2: 0 }));
  const asked = { greatest: 7, blind: false };
  assert.deepEqual(await store.decision(me, asked), { is: 'decided' });
  await store.act(act(drawn, 'submitted', { score1: 7, score2: 0 }));
  assert.equal(decisionText(await store.decision(me, asked)), 'no verdict in this order');
  assert.equal(await insightsVerdict(store, false), 'no verdict in this order');
});
