import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredAnnotation } from '../../../../src/domain/annotationHistory.ts';
import type { TaskAspect, TaskChange } from '../../../../src/domain/change.ts';
import type { Overview, TaskDetail } from '../../../../src/domain/task.ts';
import { TaskMemory } from '../../../../src/ui/session/taskMemory.ts';

const draft = (taskId: string, revision: number): StoredAnnotation =>
  ({ taskId, revision, status: 'draft', annotator: 'me' }) as StoredAnnotation;

/** A memory over a store that counts what is read of it. */
function memoryOf(offers: Overview['offers'] = {}) {
  const read: string[] = [];
  let gate: Promise<void> | undefined;
  const stored = new Map<string, number>();
  const memory = new TaskMemory(
    {
      async taskDetail(taskId: string): Promise<TaskDetail> {
        read.push(taskId);
        const annotation = draft(taskId, stored.get(taskId) ?? 1);
        await gate;
        return { task: { id: taskId }, annotation } as TaskDetail;
      },
      overview(): Promise<Overview> {
        read.push('overview');
        return Promise.resolve({ offers } as Overview);
      },
      refresh(): Promise<void> {
        read.push('refresh');
        return Promise.resolve();
      },
    },
    () => 'me',
  );
  return {
    memory,
    stored,
    /** What was read since it was asked last. */
    reads: () => read.splice(0),
    /** Reads wait until the function that it gives is called. */
    slow: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = undefined;
        resolve();
      };
    },
  };
}

const change = (what: TaskAspect[], ids: string[], answers?: StoredAnnotation[]): TaskChange => ({
  ids: new Set(ids),
  what: new Set(what),
  ...(answers && { answers }),
});

test('what was read is not read again; what is asked for as it is stored is refreshed first', async () => {
  const { memory, reads } = memoryOf();
  const first = await memory.known('a');
  assert.equal(await memory.known('a'), first);
  assert.deepEqual(reads(), ['a']);
  assert.equal(await memory.detail('a'), first);
  assert.deepEqual(reads(), ['refresh']);
  assert.equal(await memory.overview(), await memory.overview());
  assert.deepEqual(reads(), ['overview']);
});

test('a draft that goes on is known at once and keeps the overview', async () => {
  const { memory, reads } = memoryOf();
  await memory.known('a');
  await memory.overview();
  reads();
  memory.changed(change(['answer'], ['a'], [draft('a', 2)]));
  assert.equal((await memory.known('a')).annotation?.revision, 2);
  await memory.overview();
  assert.deepEqual(reads(), []);
});

test('a draft that begins or ends, one that is not known, and one that ends a redo change the overview', async () => {
  const submitted = { ...draft('a', 2), status: 'submitted' as const };
  const cases: [TaskChange, Overview['offers']?][] = [
    [change(['answer'], ['a'], [submitted])],
    [change(['answer', 'outbox'], ['a'], [draft('a', 2)])],
    [change(['answer'], ['b'], [draft('b', 2)])],
    [change(['answer'], ['a'])],
    [
      change(['answer'], ['a'], [draft('a', 2)]),
      { redo: { what: 'submitted', taskId: 'a', instruction: '', count: 1 } },
    ],
  ];
  for (const [one, offers] of cases) {
    const { memory, reads } = memoryOf(offers);
    await memory.known('a');
    await memory.overview();
    reads();
    memory.changed(one);
    await memory.overview();
    assert.deepEqual(reads(), ['overview']);
  }
});

test('another aspect drops the detail, and only what is counted the overview', async () => {
  for (const [aspect, counted] of [
    ['run', false],
    ['comment', false],
    ['response', true],
    ['task', true],
  ] as const) {
    const { memory, reads } = memoryOf();
    await memory.known('a');
    await memory.known('b');
    await memory.overview();
    reads();
    memory.changed(change([aspect], ['a']));
    await memory.known('a');
    await memory.known('b');
    await memory.overview();
    assert.deepEqual(reads(), counted ? ['a', 'overview'] : ['a'], aspect);
  }
});

test('a read that raced a change is given and not kept', async () => {
  const { memory, reads, slow, stored } = memoryOf();
  const go = slow();
  const reading = memory.known('a');
  stored.set('a', 2);
  memory.changed(change(['answer'], ['a'], [draft('a', 2)]));
  go();
  assert.equal((await reading).annotation?.revision, 1, 'as it was when it was read');
  assert.equal((await memory.known('a')).annotation?.revision, 2);
  assert.deepEqual(reads(), ['a', 'a']);
});

test('the last four tasks are kept, and nothing once nobody can tell what changed', async () => {
  const { memory, reads } = memoryOf();
  for (const id of ['a', 'b', 'c', 'd', 'e']) await memory.known(id);
  reads();
  await memory.known('b');
  await memory.known('a');
  assert.deepEqual(reads(), ['a']);
  memory.changed({ ids: 'all', what: new Set(['task']) });
  await memory.known('a');
  await memory.overview();
  assert.deepEqual(reads(), ['a', 'overview']);
});
