import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotatedShape } from '../../../src/export/table/exportColumns.ts';
import { longColumns, longRecords } from '../../../src/export/table/longShape.ts';
import { tableShape } from '../../../src/export/tableShapes.ts';
import { LeftOut } from '../../../src/export/training/leftOut.ts';
import type { Filters } from '../../../src/export/training/datasetOptions.ts';
import { defaultRubric } from '../../../src/project/config.ts';
import type { ExportRow, Store } from '../../../src/store/api/store.ts';
import { act, me, openWithTasks } from '../store/support.ts';

const context = { rubric: defaultRubric, blind: true };

async function rowsOf(store: Store): Promise<ExportRow[]> {
  return store.exportPage(undefined, undefined, 100);
}

/** Three tasks: with failure modes of both responses, answered without any, not answered. */
async function named(): Promise<Store> {
  const store = await openWithTasks(3);
  const add = [
    { response: 1 as const, name: 'Off by one' },
    { response: 2 as const, name: 'Slow', lines: [3, 4] as [number, number] },
    { response: 2 as const, name: 'wrong' },
  ];
  await store.act(act('t0', 'submitted', { score1: 1, score2: 2 }));
  await store.act(act('t0', 'submitted', { score1: 1, score2: 2 }, { tags: { add }, entry: 'step' }));
  await store.act(act('t1', 'submitted', { score1: 1, score2: 2 }));
  return store;
}

test('tables have the failure modes of each response, as they are called now', async () => {
  const store = await named();
  await store.changeTags(me, { rename: 'off by one', to: 'Off by =1' });
  const { record, columns } = annotatedShape(context);
  const values = (await rowsOf(store)).map((row) => {
    const one = record(row);
    return ['tags_1', 'tags_2'].map((name) =>
      columns.find((column) => column.name === name)?.value(one as never),
    );
  });
  assert.deepEqual(values, [
    ['[{"name":"Off by =1","lines":null}]', '[{"name":"Slow","lines":[3,4]},{"name":"wrong","lines":null}]'],
    ['[]', '[]'],
    [null, null],
  ]);
  const [row] = await rowsOf(store);
  assert.deepEqual(row && longRecords(row, context).map(([n, one]) => [n, one['tags']]), [
    [1, values[0]?.[0]],
    [2, values[0]?.[1]],
  ]);
  assert.ok(longColumns(context).some(({ name, type }) => name === 'tags' && type === 'string'));
});

test('an export can be of answers with a failure mode alone', async () => {
  const rows = await rowsOf(await named());
  const made = (shape: 'annotated' | 'long', filters: Filters) => {
    const leftOut = new LeftOut();
    const table = tableShape(shape, { ...context, filters, leftOut });
    const ofTasks = [...Map.groupBy(rows, ({ task }) => task.id).values()];
    const all = ofTasks.flatMap((ofTask) => table.records(ofTask).records as Record<string, unknown>[]);
    return [all.map((one) => [one['id'], one['response'] ?? '']), leftOut.sorted()];
  };
  assert.deepEqual(made('annotated', { tags: ['SLOW', 'nothing'] }), [
    [['t0', '']],
    { answers: { tags: 1 }, tasks: { unanswered: 2 }, rows: {} },
  ]);
  assert.deepEqual(made('long', { tags: ['slow'] }), [
    [['t0', 2]],
    { answers: { tags: 1 }, tasks: { unanswered: 2 }, rows: { tags: 1 } },
  ]);
});
