import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BenchmarkIndex } from '../../../src/export/benchmarks/benchmarkIndex.ts';
import { readBenchmarks } from '../../../src/export/benchmarks/readBenchmarks.ts';
import { exportOf, readArguments, type ExportArguments } from '../../../src/export/exportArguments.ts';
import type { ExportPreview } from '../../../src/export/exportPreview.ts';
import {
  chosen,
  faultsOf,
  fileName,
  firstChoices,
  formatsOf,
  toArguments,
  type FormChoices,
} from '../../../src/export/form/formChoices.ts';
import { formState } from '../../../src/export/form/formState.ts';
import { exportRows } from '../../../src/export/exportRows.ts';
import { PreviewClient } from '../../../src/export/previewClient.ts';
import { defaultRubric } from '../../../src/project/config.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { fill, madeTasks } from '../../real/export/madeTasks.ts';
import { newFolder, openWithTasks } from '../store/support.ts';

const project = { config: { rubric: defaultRubric, blind: true } };
const clients: PreviewClient[] = [];
after(async () => {
  for (const client of clients) await client.close();
});

async function whatOf(store: Store, given: ExportArguments, counted = false) {
  return exportOf(readArguments(given), {
    ...{ me: 'local:me', project: 'made', extensionVersion: '0.0.0', guidelinesVersion: 'g1', counted },
    personOf: async (who) => (await store.whoIs(who)).annotator,
    tasksOf: () => Promise.resolve(['made/0', 'made/1', 'made/7', 'made/20']),
  });
}

async function previewed(
  store: Store,
  given: ExportArguments,
  client = new PreviewClient(store.path),
): Promise<{ told: ExportPreview[]; last: ExportPreview }> {
  if (!clients.includes(client)) clients.push(client);
  const told: ExportPreview[] = [];
  const job = { ...(await whatOf(store, given, true)), ...project.config };
  const last = await client.preview(job, (known) => told.push(known));
  return { told, last };
}

describe('a preview', () => {
  const wanted: [name: string, given: Partial<FormChoices>][] = [
    ['all of the table', { what: 'everything' }],
    ['submitted only', {}],
    ['mine', { annotators: '\0me' }],
    ['of a queue', { shape: 'long', queue: true }],
    ['pairs', { shape: 'dpo', format: 'jsonl', minGap: '2' }],
    ['divided', { shape: 'kto-standard', split: true, seed: '7' }],
    ['responses', { shape: 'bare', minScore: '3' }],
  ];
  test('counts and shows what the export then writes', async () => {
    const folder = await newFolder();
    const store = await openWithTasks(0, folder);
    const made = madeTasks(300);
    await fill(store, made);
    for (const [name, choices] of each(wanted)) {
      const all = Object.entries(choices).reduce((now, [id, value]) => chosen(now, id, value), firstChoices);
      const given = toArguments(all, join(folder, fileName(all)));
      const { last, told } = await previewed(store, given);
      const result = await exportRows({ store, project, ...(await whatOf(store, given)) });
      assert.equal(last.done, true, name);
      assert.equal(last.count, result.rows, name);
      if (result.dataset) {
        assert.deepEqual(last.leftOut, result.dataset.leftOut, name);
        assert.deepEqual(last.tasks, result.dataset.tasks, name);
        if (all.split)
          assert.deepEqual(
            last.parts,
            result.dataset.files.map(({ split, rows }) => ({ name: split, rows })),
          );
      }
      assert.equal(last.rows.length, Math.min(5, result.rows));
      assert.ok(last.rows.every((row) => row.length === last.columns.length));
      assert.ok(each(last.rows.flat()).every((cell) => (cell?.length ?? 0) <= 241));
      assert.deepEqual(told[0]?.rows, last.rows, 'the first rows are there at once');
    }
    const { statuses, annotators } = (await previewed(store, toArguments(firstChoices, 'x'))).last;
    const given = made.flatMap(({ answers }) => Object.values(answers).map(({ status }) => status));
    const count = (wanted: string) => given.filter((status) => status === wanted).length;
    assert.deepEqual(statuses, {
      ...{ submitted: count('submitted'), draft: count('draft'), discarded: count('discarded') },
      none: made.filter(({ answers }) => Object.keys(answers).length === 0).length,
    });
    assert.deepEqual(annotators.toSorted(), ['local:me', 'local:other']);
  });

  test('another one takes its place', async () => {
    const store = await openWithTasks(0);
    await fill(store, madeTasks(60));
    const client = new PreviewClient(store.path);
    clients.push(client);
    const first = previewed(store, { format: 'csv', path: 'x', statuses: ['submitted'] }, client);
    const stopped = assert.rejects(first, { code: 'cancelled' });
    // Asked once the first is on its way.
    await new Promise((resolve) => setImmediate(resolve));
    const second = await previewed(store, { format: 'csv', path: 'x', shape: 'long' }, client);
    await stopped;
    assert.ok(second.last.done && second.last.columns.includes('is_corrected'));
  });
});

describe('benchmarks', () => {
  const prompt =
    'def has_close_elements(numbers, threshold):\n    """ Check if in given list of numbers, are any two numbers closer to each other than given threshold. """';
  const mbpp = 'Write a function to find the shared elements from the given two lists.';

  test('a task is like one that it quotes, or that it is a part of', () => {
    const index = new BenchmarkIndex([
      { benchmark: 'h', id: 'HumanEval/0', text: prompt },
      { benchmark: 'm', id: '2', text: mbpp },
    ]);
    assert.equal(
      index.match(`Please complete:\n${prompt}\nReturn code only, with tests.`)?.item,
      'HumanEval/0',
    );
    assert.deepEqual(index.match(mbpp.toUpperCase()), { benchmark: 'm', item: '2', share: 1 });
    assert.equal(
      index.match(
        'Check if, in given list of numbers, are any two numbers closer to each other than given threshold',
      )?.item,
      'HumanEval/0',
    );
    for (const other of each([
      'Write a function to find the largest prime below its argument.',
      '',
      '!',
      'lists',
    ]))
      assert.equal(index.match(other), undefined, other);
  });

  test('are read as they are published', async () => {
    const folder = await newFolder();
    const human = join(folder, 'HumanEval.jsonl.gz');
    writeFileSync(human, gzipSync(`${JSON.stringify({ task_id: 'HumanEval/0', prompt, test: 't' })}\n`));
    const json = join(folder, 'mbpp.json');
    writeFileSync(json, JSON.stringify([{ task_id: 2, text: mbpp, code: 'c' }]));
    assert.deepEqual(await readBenchmarks([human, json]), [
      { benchmark: 'HumanEval.jsonl.gz', id: 'HumanEval/0', text: prompt },
      { benchmark: 'mbpp.json', id: '2', text: mbpp },
    ]);
    const other = join(folder, 'other.csv');
    writeFileSync(other, 'a,b\n1,2\n');
    await assert.rejects(readBenchmarks([other]), { code: 'column-missing' });
    await assert.rejects(readBenchmarks([join(folder, 'no.jsonl')]), { code: 'file-missing' });
  });

  test('are listed with an export, and left out where that is wanted', async () => {
    const folder = await newFolder();
    const store = await openWithTasks(0, folder);
    const made = madeTasks(40);
    await fill(store, made);
    const list = join(folder, 'bench.jsonl');
    const [copied] = made.filter(({ answers }) => answers['local:other']?.status === 'submitted');
    writeFileSync(list, `${JSON.stringify({ id: 'x/1', prompt: copied?.task.instruction })}\n`);
    const given: ExportArguments = {
      format: 'jsonl',
      shape: 'long',
      benchmarks: [list],
      path: join(folder, 'a.jsonl'),
    };
    const kept = await exportRows({ store, project, ...(await whatOf(store, given)) });
    const alike = kept.dataset?.contaminated ?? [];
    assert.ok(alike.some(({ id, item, share }) => id === copied?.task.id && item === 'x/1' && share === 1));
    const without = { ...given, withoutBenchmarks: true, folder: true, path: join(folder, 'b') };
    const left = await exportRows({ store, project, ...(await whatOf(store, without)) });
    assert.equal(left.dataset?.leftOut.tasks.benchmark, alike.length);
    assert.ok(left.rows < kept.rows);
    const { last } = await previewed(store, without);
    assert.equal(last.contaminated, alike.length);
  });
});

describe('the form', () => {
  test('its arguments are those of the command, whatever is chosen', () => {
    const shapes = ['annotated', 'bare', 'long', 'sft', 'dpo', 'kto-standard', 'reward-standard'] as const;
    for (const shape of each(shapes))
      for (const folder of [true, false])
        for (const format of each(formatsOf({ shape, folder })))
          for (const split of [true, false]) {
            const choices: FormChoices = {
              ...firstChoices,
              ...{
                shape,
                folder,
                format,
                split,
                neutralise: true,
                checks: true,
                minScore: '2,5',
                queue: true,
              },
              ...{ benchmarks: ['/b.jsonl'], license: 'mit', annotators: 'ann', tag: 'slow' },
            };
            assert.deepEqual(faultsOf(choices), []);
            const given = readArguments(toArguments(choices, 'out'));
            assert.equal(given.minScore, 2.5);
            assert.deepEqual([given.annotators, given.tags], [['ann'], ['slow']]);
            assert.equal(given.neutraliseFormulas, format === 'csv' ? true : undefined);
          }
  });

  test('what no longer fits is put right', () => {
    const dpo = chosen(firstChoices, 'shape', 'dpo');
    assert.equal(dpo.format, 'jsonl', 'CSV holds no messages');
    const folder = chosen(chosen(firstChoices, 'format', 'arrow'), 'folder', true);
    assert.equal(folder.format, 'parquet');
    assert.equal(chosen(firstChoices, 'toString', 'x'), firstChoices);
    assert.equal(chosen(firstChoices, 'split', 'yes'), firstChoices, 'another kind of value');
  });

  test('tells what is wrong, and what cannot be done', () => {
    const state = (choices: Partial<FormChoices>, preview?: ExportPreview) =>
      formState({
        choices: { ...firstChoices, ...choices },
        rubric: defaultRubric,
        ...{ project: 'p', people: [], tags: [], busy: false },
        ...(preview && { preview }),
      });
    assert.deepEqual(faultsOf({ ...firstChoices, minScore: 'x', seed: '1.5' }), ['minScore', 'seed']);
    assert.deepEqual(faultsOf({ ...firstChoices, split: true, train: '', validation: '0', test: '' }), [
      'train',
    ]);
    assert.deepEqual(state({ minScore: 'x' }).can, []);
    assert.deepEqual(state({}).can, ['export', 'push', 'copy']);
    const none: ExportPreview = {
      ...{
        columns: ['id'],
        rows: [],
        count: 0,
        tasks: { seen: 3, used: 0 },
        annotators: [],
        tags: [],
        done: true,
      },
      leftOut: { answers: { status: 1 }, tasks: { unanswered: 3 }, rows: {} },
      statuses: { submitted: 0, draft: 1, discarded: 0, none: 2 },
    };
    const empty = state({}, none);
    assert.deepEqual(empty.can, ['copy']);
    assert.match(empty.problem?.message ?? '', /None of 3 tasks/);
    assert.deepEqual(empty.leftOut, [
      { text: 'Tasks without an answer that counts', count: '3' },
      { text: 'Answers with another status', count: '1' },
    ]);
    const what = empty.groups[0]?.fields.find(({ id }) => id === 'what');
    assert.ok(what?.kind === 'choice');
    assert.deepEqual(
      what.options.map(({ text }) => text),
      ['Submitted only (0)', 'Everything (3)'],
    );
    assert.equal(what.hint, '0 submitted · 1 in draft · 0 discarded · 2 tasks without an answer');
  });
});
