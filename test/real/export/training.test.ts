import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { ExportArguments } from '../../../src/export/exportArguments.ts';
import type { ExportResult } from '../../../src/export/exportProtocol.ts';
import { wordsOf } from '../../../src/export/split/words.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { each } from '../../each.ts';
import { expectedPair, fill, madeTasks } from './madeTasks.ts';
import {
  exported,
  folder,
  loaded,
  max,
  message,
  newStore,
  rowsOf,
  said,
  user,
  type Loaded,
  type Row,
} from './trainingLab.ts';

/** As a set: a split keeps the order within each part. */
function sorted(rows: Row[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .sort();
}

describe('2,000 made tasks', () => {
  const made = madeTasks(2_000);
  const pairs = made.map((one) => expectedPair(one, max));
  const kept = pairs.filter((pair) => pair !== undefined);
  let store: Store;
  test('are stored', async () => {
    store = await newStore('made');
    await fill(store, made);
    assert.ok(kept.length > 1_000 && kept.length < made.length, `${kept.length} pairs`);
  });

  const args = (
    shape: ExportArguments['shape'],
    format: ExportArguments['format'],
    more: Partial<ExportArguments> = {},
  ) => {
    const path = join(folder, `${shape}-${Object.keys(more).join('-')}.${format}`);
    return { shape, format, path, ...more } as ExportArguments;
  };

  test('every shape comes back as it is documented, from JSON Lines and from Parquet', async () => {
    const whole = (instruction: string, text: string) => [user(instruction), said(text)];
    const expected: Record<string, [features: object, arrow: string[], rows: Row[]]> = {
      dpo: [
        { prompt: message, chosen: message, rejected: message },
        ['list<element: struct<role: string, content: string>>'],
        kept.map(({ instruction, chosen, rejected }) => ({
          prompt: [user(instruction)],
          chosen: [said(chosen)],
          rejected: [said(rejected)],
        })),
      ],
      'dpo-standard': [
        { prompt: 'string', chosen: 'string', rejected: 'string' },
        ['string'],
        kept.map(({ instruction, chosen, rejected }) => ({ prompt: `${instruction}\n\n`, chosen, rejected })),
      ],
      reward: [
        { chosen: message, rejected: message, margin: 'float64' },
        ['list<element: struct<role: string, content: string>>', 'double'],
        kept.map(({ instruction, chosen, rejected, margin }) => ({
          chosen: whole(instruction, chosen),
          rejected: whole(instruction, rejected),
          margin,
        })),
      ],
    };
    const wanted: [string, string][] = [];
    const results: ExportResult[] = [];
    for (const shape of Object.keys(expected) as ExportArguments['shape'][])
      for (const format of ['jsonl', 'parquet'] as const) {
        const given = args(shape, format);
        results.push(await exported(store, given));
        wanted.push([format, given.path]);
      }
    const read = await loaded(...wanted);
    for (const [i, [features, arrow, rows]] of each(Object.values(expected)).entries())
      for (const one of [read[2 * i], read[2 * i + 1]]) {
        assert.ok(one);
        assert.deepEqual(one.features, features);
        if (one.arrow) assert.deepEqual([...new Set(Object.values(one.arrow))].sort(), arrow.toSorted());
        if (one.pandas !== undefined) assert.equal(one.pandas, rows.length);
        assert.equal(one.splits['train']?.length, rows.length);
        assert.deepEqual(one.splits['train'], rows);
      }
    const counts = results[0]?.dataset;
    const unanswered = made.filter(
      ({ answers }) => !Object.values(answers).some(({ status }) => status === 'submitted'),
    ).length;
    assert.deepEqual(counts?.tasks, { seen: 2_000, used: kept.length });
    assert.deepEqual(counts?.leftOut.tasks, { unanswered, tie: 2_000 - kept.length - unanswered });
  });

  test('fine-tuning, and good and bad answers', async () => {
    const wanted: [string, string][] = [];
    for (const shape of ['sft', 'sft-prompt-completion', 'kto', 'kto-standard'] as const) {
      const given = args(shape, shape === 'kto' ? 'parquet' : 'jsonl', { minScore: 3 });
      await exported(store, given);
      wanted.push([given.format, given.path]);
    }
    const [sft, completion, kto, standard] = (await loaded(...wanted)) as [Loaded, Loaded, Loaded, Loaded];
    assert.deepEqual(
      [sft, completion, kto, standard].map(({ features }) => features),
      [
        { messages: message },
        { prompt: message, completion: message },
        { prompt: message, completion: message, label: 'bool' },
        { prompt: 'string', completion: 'string', label: 'bool' },
      ],
    );
    const best = new Map(kept.map(({ instruction, chosen }) => [instruction, chosen]));
    const messages = rowsOf(sft).map((row) => row['messages'] as { role: string; content: string }[]);
    const untied = messages.filter(([asked]) => best.has(asked?.content ?? ''));
    assert.ok(untied.length > 1_000);
    for (const [asked, answer] of untied) {
      assert.deepEqual([asked?.role, answer?.role], ['user', 'assistant']);
      assert.equal(answer?.content, best.get(asked?.content ?? ''));
    }
    assert.deepEqual(
      rowsOf(completion),
      messages.map(([asked, answer]) => ({ prompt: [asked], completion: [answer] })),
    );
    const byText = new Map(
      rowsOf(standard).map(({ prompt, completion: text, label }) => [
        `${String(prompt)}${String(text)}`,
        label,
      ]),
    );
    for (const { task, answers } of each(made)) {
      const counted = Object.values(answers).filter(({ status }) => status === 'submitted');
      for (const [i, text] of task.generations.entries()) {
        const of = i === 0 ? ('score1' as const) : ('score2' as const);
        const mean = counted.reduce((sum, { answer }) => sum + (answer[of] ?? 0), 0) / counted.length;
        assert.equal(
          byText.get(`${task.instruction}\n\n${text}`),
          counted.length === 0 ? undefined : mean > 4,
        );
      }
    }
    assert.equal(rowsOf(kto).length, rowsOf(standard).length);
  });

  test('a folder is a dataset of the Hub: no instruction on two sides, each language by its share', async () => {
    const folders: [string, string][] = [];
    for (const [shape, format] of [
      ['dpo', 'jsonl'],
      ['reward', 'parquet'],
      ['long', 'jsonl'],
      ['annotated', 'parquet'],
    ] as const) {
      const given = args(shape, format, { folder: true, split: true, annotators: 'all' });
      given.path = join(folder, `hub-${shape}`);
      await exported(store, given);
      folders.push(['hub', given.path]);
      assert.deepEqual(readdirSync(given.path).sort(), ['README.md', 'data', 'manifest.json']);
    }
    const [dpo, reward, long, annotated] = (await loaded(...folders)) as [Loaded, Loaded, Loaded, Loaded];
    assert.deepEqual(Object.keys(dpo.splits), ['train', 'validation', 'test']);
    assert.deepEqual(dpo.features, { prompt: message, chosen: message, rejected: message });
    assert.deepEqual(
      [dpo.card?.['size_categories'], dpo.card?.['task_categories'], dpo.card?.['pretty_name']],
      [['1K<n<10K'], ['text-generation'], 'hub-dpo'],
    );
    assert.deepEqual(dpo.card?.['tags'], [
      'code',
      'touchstone',
      'human-feedback',
      'trl',
      'dpo',
      'javascript',
      'python',
      'rust',
    ]);
    const expected = kept.map(({ instruction, chosen, rejected }) => ({
      prompt: [user(instruction)],
      chosen: [said(chosen)],
      rejected: [said(rejected)],
    }));
    assert.deepEqual(sorted(rowsOf(dpo)), sorted(expected));
    assert.equal(rowsOf(reward).length, kept.length);
    const sideOf = new Map<string, string>();
    const languageOf = new Map(made.map(({ task }) => [task.instruction, task.language ?? '']));
    const counts = new Map<string, Record<string, number>>();
    for (const [side, rows] of each(Object.entries(dpo.splits)))
      for (const row of each(rows)) {
        const { content } = (row['prompt'] as [{ content: string }])[0];
        const words = wordsOf(content).join(' ');
        assert.equal(sideOf.get(words) ?? side, side, words);
        sideOf.set(words, side);
        const of = counts.get(languageOf.get(content) ?? '?') ?? {};
        counts.set(languageOf.get(content) ?? '?', { ...of, [side]: (of[side] ?? 0) + 1 });
      }
    assert.deepEqual([...counts.keys()].sort(), ['', 'javascript', 'python', 'rust']);
    for (const [language, of] of each(counts)) {
      const all = Object.values(of).reduce((sum, n) => sum + n);
      for (const [side, share] of Object.entries({ train: 0.8, validation: 0.1, test: 0.1 }))
        assert.ok(
          Math.abs((of[side] ?? 0) / all - share) < 0.02,
          `${language} ${side}: ${of[side]} of ${all}`,
        );
    }

    const answers = made.flatMap((one) =>
      Object.entries(one.answers).map(([by, given]) => ({ ...one, by, ...given })),
    );
    const submitted = answers.filter(({ status }) => status === 'submitted');
    const keyed = new Map(
      rowsOf(long).map((row) => [
        `${String(row['id'])} ${String(row['annotator'])} ${String(row['response'])}`,
        row,
      ]),
    );
    assert.equal(keyed.size, 2 * submitted.length);
    for (const { task, by, answer } of each(submitted))
      for (const [i, text] of task.generations.entries()) {
        const row = keyed.get(`${task.id} ${by} ${i + 1}`);
        const { instruction, language, model, text: found, score, is_corrected: corrected } = row ?? {};
        assert.deepEqual(
          [instruction, language, model, found, score, corrected],
          [
            ...[task.instruction, task.language ?? null, ['model-one', 'model-two'][i], text],
            [answer.score1, answer.score2][i],
            answer.corrected ? answer.corrected === `Response ${i + 1}` : null,
          ],
        );
      }
    assert.equal(long.features['score'], 'int32');
    const blind = rowsOf(annotated).filter(({ status }) => status !== 'submitted');
    assert.ok(
      each(blind).every(({ model_1: model }) => model === null),
      'nothing tells the models of what is not submitted',
    );
    assert.equal(
      rowsOf(annotated).length,
      answers.length + made.filter((one) => Object.keys(one.answers).length === 0).length,
    );
  });

  test('the same project and options give the same bytes, and the manifest their hashes', async () => {
    const of = async (name: string, more: Partial<ExportArguments>) => {
      const path = join(folder, name, 'same');
      await promisify(execFile)('mkdir', ['-p', join(folder, name)]);
      await exported(store, { format: 'jsonl', shape: 'dpo', path, folder: true, split: true, ...more });
      const files = [
        'README.md',
        'manifest.json',
        ...['train', 'validation', 'test'].map((part) => `data/${part}.${more.format ?? 'jsonl'}`),
      ];
      return Promise.all(files.map(async (file) => [file, await readFile(join(path, file))] as const));
    };
    for (const format of ['jsonl', 'parquet'] as const) {
      const first = await of(`first-${format}`, { format });
      const second = await of(`second-${format}`, { format });
      for (const [i, [file, bytes]] of each(first).entries()) assert.ok(second[i]?.[1].equals(bytes), file);
      const manifest = JSON.parse(String(first[1]?.[1])) as {
        files: { path: string; sha256: string; bytes: number }[];
      };
      assert.deepEqual(
        manifest.files,
        first
          .filter(([file]) => file !== 'manifest.json')
          .map(([path, bytes]) => ({
            path,
            bytes: bytes.length,
            sha256: createHash('sha256').update(bytes).digest('hex'),
          })),
      );
    }
    const [, , other] = await of('other', { split: { train: 0.8, validation: 0.1, test: 0.1, seed: 7 } });
    const [, , usual] = await of('usual', {});
    assert.ok(!usual?.[1].equals(other?.[1] ?? Buffer.alloc(0)), 'another seed is another split');
  });

  test('files of their own for each part; CSV with and without formulas', async () => {
    const given = args('dpo-standard', 'csv', { split: { train: 3, validation: 0, test: 1 }, separator: '' });
    given.path = join(folder, 'parts.csv');
    const { dataset } = await exported(store, given);
    const paths = dataset?.files.map(({ path }) => path) ?? [];
    assert.deepEqual(paths, [join(folder, 'parts.train.csv'), join(folder, 'parts.test.csv')]);
    const [train, testing] = (await loaded(...paths.map((path): [string, string] => ['csv', path]))) as [
      Loaded,
      Loaded,
    ];
    const rows = [...rowsOf(train), ...rowsOf(testing)];
    // The reader of pandas makes one line end of each kind.
    const plain = (text: unknown) => String(text).replace(/\r\n?/g, '\n');
    const texts = (list: { chosen: unknown; rejected: unknown }[]) =>
      list.map(({ chosen, rejected }) => `${plain(chosen)}|${plain(rejected)}`).sort();
    assert.deepEqual(texts(rows as never), texts(kept));
  });
});
