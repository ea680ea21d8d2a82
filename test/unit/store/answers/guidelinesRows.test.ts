import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRubric } from '../../../../src/project/config.ts';
import { act, me, openWithTasks } from '../support.ts';

test('what a version said is kept as it was first seen', async () => {
  const store = await openWithTasks(1);
  assert.equal(await store.guidelines('v1'), undefined);
  await store.putGuidelines('v1', '# One', defaultRubric);
  await store.putGuidelines('v1', '# Another', defaultRubric);
  const kept = await store.guidelines('v1');
  assert.deepEqual([kept?.version, kept?.text, kept?.rubric], ['v1', '# One', defaultRubric]);
  assert.match(kept?.firstSeenAt ?? '', /^\d{4}-\d\d-\d\dT/);
  await assert.rejects(store.putGuidelines('v2', '', { criteria: [] }), { code: 'internal' });
});

test('versions are listed with the answers that follow them, also those never seen', async () => {
  const store = await openWithTasks(5);
  await store.act(act('t0', 'submitted', {}, { guidelinesVersion: 'before' }));
  await store.putGuidelines('v1', '', defaultRubric);
  await store.putGuidelines('v2', '', defaultRubric);
  await store.act(act('t1', 'submitted', {}, { guidelinesVersion: 'v1' }));
  await store.act(act('t2', 'draft', {}, { guidelinesVersion: 'v1' }));
  await store.act(act('t3', 'discarded', {}, { guidelinesVersion: 'v1' }));
  await store.act(act('t4', 'submitted', {}, { guidelinesVersion: 'v1' }));
  await store.act(act('t4', 'pending', {}, { guidelinesVersion: 'v1' }));
  const versions = await store.guidelinesVersions(me);
  assert.deepEqual(
    versions
      .map((v) => [v.version, v.firstSeenAt !== undefined, v.drafts, v.submitted, v.discarded])
      .toSorted(),
    [
      ['before', false, 0, 1, 0],
      ['v1', true, 1, 1, 1],
      ['v2', true, 0, 0, 0],
    ],
  );
  const older = await store.listTasks(me, { states: ['submitted'], guidelines: { not: 'v1' } });
  assert.deepEqual(
    older.map(({ id }) => id),
    ['t0'],
  );
});
