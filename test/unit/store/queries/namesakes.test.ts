import assert from 'node:assert/strict';
import { test } from 'node:test';
import { me, models, open, task } from '../support.ts';

test('a task knows whether another one has its title, where that is asked for', async () => {
  const store = await open();
  const long = 'Explain in a few words why the sum of two even numbers is even, and';
  const instructions: [string, string][] = [
    ['one', 'Write `add_two(a)`.'],
    ['two', 'Write `add_two(a, b)` in another way.'],
    ['near', 'Write `add_two_more(a)`.'],
    ['prose', 'What does add_two of the task before do?'],
    ['long-1', `${long} give an example.`],
    ['long-2', `${long} give none.`],
    ['signs', '== "quoted" \u0000 *'],
    ['quotes', 'Say "hello" twice'],
    ['quotes-2', 'Say "hello" twice'],
    ['== ', '=='],
  ];
  await store.upsertTasks(
    instructions.map(([id, instruction]) => task(id, { instruction })),
    models,
  );
  const named: string[] = [];
  for (const [id] of instructions) if ((await store.taskDetail(id, me, true)).namesake) named.push(id);
  assert.deepEqual(named, ['one', 'two', 'long-1', 'long-2', 'quotes', 'quotes-2']);
  assert.ok(!('namesake' in (await store.taskDetail('one', me))), 'nobody asked');
});
