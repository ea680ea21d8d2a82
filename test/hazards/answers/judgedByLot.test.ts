import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskInput } from '../../../src/domain/task.ts';
import { toRecord, type AnnotatedRecord } from '../../../src/export/table/record.ts';
import { textsOf } from '../../../src/store/api/shownTexts.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { act, generation, open } from '../../unit/store/support.ts';

/** Loads, responses and acts in orders drawn by lot: each answer is exported beside what was on screen when it was given. */

/** Numbers from 0 to below 1, the same for the same seed. */
function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const people = ['local:a', 'local:b'];

/** What of a row is there to be judged, and how it had come about. */
function judgedOf(row: AnnotatedRecord): unknown {
  const made = [row.generation_1, row.generation_2].map(({ seed, provider, prompt }) => [
    seed,
    provider,
    prompt,
  ]);
  return [
    [row.instruction, row.language, row.source, row.context],
    [row.response_model_1, row.response_model_2, row.model_1, row.model_2, made],
  ];
}

class Play {
  readonly #lot: () => number;
  readonly #store: Store;
  /** By the comments of the answer, which are one of a kind. */
  readonly given = new Map<string, unknown>();
  compared = 0;

  constructor(store: Store, seed: number) {
    this.#store = store;
    this.#lot = lots(seed);
  }

  one<T>(of: readonly T[]): T {
    const found = of[Math.floor(this.#lot() * of.length)];
    assert.ok(found !== undefined);
    return found;
  }

  task(): TaskInput {
    const n = (): string => this.one(['1', '2', '3']);
    return {
      id: this.one(['t0', 't1']),
      instruction: `Instruction ${n()}`,
      source: this.one(['one', 'two']),
      language: this.one(['python', 'rust']),
      tests: [`assert ${n()}`],
      context: { reference: n() },
      ...(this.#lot() < 0.5 && { generations: [`text ${n()}`, `text ${n()}`] }),
    };
  }

  async rows(): Promise<AnnotatedRecord[]> {
    const rows = await this.#store.exportPage(undefined, undefined, 100);
    return rows.map((row) => toRecord(row, { blind: false }));
  }

  async give(annotator: string): Promise<void> {
    const id = this.one(['t0', 't1']);
    const detail = await this.#store.taskDetail(id, annotator);
    // Scores of one kind as well: the same ones again in a draft would stay with what they were given for.
    const { size } = this.given;
    const comments = `answer ${size}`;
    const status = this.one(['draft', 'submitted', 'submitted', 'discarded'] as const);
    await this.#store.act(
      act(
        id,
        status,
        { score1: size, score2: size + 1, comments },
        { annotator, shown: textsOf(detail), entry: 'own' },
      ),
    );
    const row = (await this.rows()).find((one) => one.comments === comments);
    assert.ok(row);
    const { task, generations } = detail;
    assert.deepEqual(
      [row.instruction, row.context, row.response_model_1 ?? undefined],
      [task.instruction, task.context, generations.find(({ response }) => response === 1)?.text],
    );
    this.given.set(comments, judgedOf(row));
  }

  async step(): Promise<void> {
    const store = this.#store;
    const annotator = this.one(people);
    const id = this.one(['t0', 't1']);
    const bulk = { annotator, guidelinesVersion: 'g1', send: false };
    const now = (await store.taskDetail(id, annotator)).annotation;
    await this.one([
      () => store.upsertTasks([this.task()], ['model-one', 'model-two']),
      () => store.upsertTasks([this.task()], ['model-two', 'model-one']),
      () =>
        store.putGeneration({
          ...generation(id, this.one([1, 2] as const), `text ${this.one([1, 2, 3])}`),
          ...{ model: this.one(['model-one', 'model-two']), seed: this.one([1, 2, 3]) },
        }),
      () => this.give(annotator),
      () => this.give(annotator),
      () => store.undo(annotator, false),
      () => store.redo(annotator, false),
      () => store.actMany([id], { ...bulk, action: this.one(['discard', 'reopen'] as const) }),
      async () => {
        if (!now) return;
        const { comments, score1, score2 } = now;
        const answer = { comments, score1, score2, flag: this.one(['odd', 'wrong']) };
        await store.act(act(id, now.status, answer, { annotator, shown: 'former' }));
      },
      async () => {
        const own = (await store.history(id)).filter((one) => one.annotator === annotator);
        if (own.length > 0) await store.revert(id, annotator, this.one(own).seq, false);
      },
    ])();
  }

  async compare(): Promise<void> {
    for (const row of await this.rows()) {
      if (row.comments === null) continue;
      this.compared++;
      assert.deepEqual(judgedOf(row), this.given.get(row.comments), row.comments);
    }
  }
}

for (const seed of [1, 2, 3])
  test(`in an order drawn with seed ${seed}`, async () => {
    const store = await open();
    const play = new Play(store, seed);
    await store.upsertTasks(
      [
        { ...play.task(), id: 't0' },
        { ...play.task(), id: 't1' },
      ],
      ['model-one', 'model-two'],
    );
    for (let i = 0; i < 100; i++) {
      await play.step();
      await play.compare();
    }
    assert.ok(play.given.size > 10 && play.compared > 60);
  });
