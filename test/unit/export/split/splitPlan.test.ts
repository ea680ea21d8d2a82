import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Signatures } from '../../../../src/export/split/minHash.ts';
import { bucketKeys, joinNearCopies } from '../../../../src/export/split/nearCopies.ts';
import {
  SplitPlan,
  splitNames,
  type SplitName,
  type TaskToSplit,
} from '../../../../src/export/split/splitPlan.ts';
import { UnionFind } from '../../../../src/export/split/unionFind.ts';
import { differInBlanksOnly, withoutBlanks, wordsOf } from '../../../../src/export/split/words.ts';
import { each } from '../../../each.ts';

/** Numbers in [0, 1) that are the same each time (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sentence(draw: () => number, length: number): string[] {
  return Array.from({ length }, () => `w${Math.floor(draw() * 5000)}`);
}

/** As it is defined, over shingles of three words. */
function jaccard(a: string[], b: string[]): number {
  const shingles = (words: string[]): Set<string> =>
    new Set(Array.from({ length: Math.max(1, words.length - 2) }, (_, i) => words.slice(i, i + 3).join(' ')));
  const [one, other] = [shingles(a), shingles(b)];
  const common = [...one].filter((shingle) => other.has(shingle)).length;
  return common / (one.size + other.size - common);
}

const shares = { train: 0.8, validation: 0.1, test: 0.1, seed: 7 };

async function divided(tasks: TaskToSplit[], wanted = shares): Promise<SplitName[]> {
  const plan = new SplitPlan();
  for (const task of tasks) plan.add(task);
  return (await plan.divide(wanted)).of;
}

describe('words', () => {
  test('case, blanks and punctuation do not count', () => {
    assert.deepEqual(wordsOf('Sort  the LIST,\n`in place`!'), ['sort', 'the', 'list', 'in', 'place']);
    assert.deepEqual(wordsOf('ｆｕｌｌ Ünïcode'), ['full', 'ünïcode']);
    assert.deepEqual(wordsOf('排序列表 now'), ['排', '序', '列', '表', 'now']);
    assert.deepEqual(wordsOf(' ?! '), ['?!']);
    assert.deepEqual(wordsOf(''), ['']);
  });

  test('blanks are one blank', () => {
    assert.equal(withoutBlanks(' a\r\n\tb\u00a0 c '), 'a b c');
    const same: [string, string][] = [
      [' a\r\n\tb\u00a0 c ', 'a b c'],
      ['', ' \n'],
    ];
    const other: [string, string][] = [
      ['ab', 'a b'],
      ['a b', 'a b c'],
      ['a b c', 'a b'],
      ['a', 'A'],
    ];
    for (const [a, b] of each([...same, ...other])) {
      assert.equal(differInBlanksOnly(a, b), withoutBlanks(a) === withoutBlanks(b), `${a}|${b}`);
      assert.equal(
        differInBlanksOnly(a, b),
        same.some(([one]) => one === a),
        `${a}|${b}`,
      );
    }
  });
});

test('the estimate of a signature is near the true share of common shingles', () => {
  const draw = drawing(1);
  for (const changed of [0, 1, 3, 6, 20]) {
    const a = sentence(draw, 60);
    const b = a.map((word, i) => (i % 60 < changed * 3 && i % 3 === 0 ? `x${i}` : word));
    const signatures = new Signatures();
    const [one, other] = [signatures.add(a), signatures.add(b)];
    const exact = jaccard(a, b);
    assert.ok(signatures.areAlike(one, other, exact - 0.13), `at least ${exact} - 0.13`);
    if (exact < 0.86) assert.ok(!signatures.areAlike(one, other, exact + 0.13), `at most ${exact} + 0.13`);
  }
});

test('pairs with 70 % in common are found, unlike ones are left alone', async () => {
  const draw = drawing(2);
  const signatures = new Signatures();
  const texts: string[][] = [];
  const add = (words: string[]): number => {
    texts.push(words);
    return signatures.add(words);
  };
  const pairs = Array.from({ length: 300 }, () => {
    const words = sentence(draw, 30);
    // Of 28 shingles each changed word at the ends takes one, one in the middle three.
    const changed = words.with(0, 'other').with(15, 'again');
    return [add(words), add(changed)] as const;
  });
  for (let i = 0; i < 2000; i++) add(sentence(draw, 30));
  const groups = new UnionFind(signatures.length);
  const joins = await joinNearCopies(signatures, groups);
  for (const [a, b] of each(pairs)) {
    assert.ok(jaccard(texts[a] ?? [], texts[b] ?? []) >= 0.7);
    assert.equal(groups.groupOf(a), groups.groupOf(b));
  }
  assert.equal(joins, pairs.length, 'and nothing else was joined');
});

describe('a flood of instructions of one template', () => {
  /** Notes how often it was asked: what the work is, whatever machine does it. */
  class Counting extends UnionFind {
    asked = 0;
    override groupOf(n: number): number {
      this.asked++;
      return super.groupOf(n);
    }
  }
  const template = sentence(drawing(4), 60);
  const flood = (count: number): Signatures => {
    const signatures = new Signatures();
    for (let i = 0; i < count; i++) signatures.add([`number${i}`, ...template, `case${i * 7919}`]);
    return signatures;
  };

  test('takes each a few comparisons, not one with every other', async () => {
    const count = 1500;
    const groups = new Counting(count);
    assert.equal(await joinNearCopies(flood(count), groups), count - 1);
    assert.ok(groups.asked < 32 * count * 8, String(groups.asked));
    assert.equal(groups.groupOf(count - 1), 0);
  });

  test('is stopped within a band', async () => {
    const count = 5000;
    const groups = new Counting(count);
    const stopping = new AbortController();
    const reason = new Error('stopped');
    const joining = joinNearCopies(flood(count), groups, stopping.signal);
    stopping.abort(reason);
    await assert.rejects(joining, reason);
    assert.equal(groups.asked, 0);
    const later = new AbortController();
    const begun = joinNearCopies(flood(count), groups, later.signal);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (groups.asked === 0) return void setImmediate(look);
        later.abort(reason);
        resolve();
      };
      look();
    });
    await assert.rejects(begun, reason);
    assert.ok(groups.asked < count * 8, String(groups.asked));
  });

  test('a plan passes the signal on', async () => {
    const plan = new SplitPlan();
    for (let i = 0; i < 10; i++) plan.add({ id: `t${i}`, instruction: `do ${i}`, language: '', rows: 1 });
    const reason = new Error('stopped');
    await assert.rejects(plan.divide(shares, AbortSignal.abort(reason)), reason);
  });
});

test('groups are called by their least member', () => {
  const groups = new UnionFind(6);
  assert.deepEqual(
    [groups.join(5, 3), groups.join(3, 1), groups.join(1, 5), groups.join(4, 0)],
    [true, true, false, true],
  );
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((n) => groups.groupOf(n)),
    [0, 1, 2, 1, 0, 1],
  );
});

describe('the parts', () => {
  const draw = drawing(3);
  const languages = ['python', 'python', 'python', 'go', 'rust', ''];
  const tasks = Array.from({ length: 3000 }, (_, i): TaskToSplit => {
    const words = sentence(draw, 25);
    return {
      id: `t${i}`,
      instruction: words.join(' '),
      language: languages[i % languages.length] ?? '',
      rows: 1,
    };
  });
  // Every tenth says the same as an earlier one, or nearly.
  tasks.forEach((task, i) => {
    const former = tasks[i - 7];
    if (i % 10 === 9 && former) task.instruction = former.instruction.toUpperCase().replaceAll(' ', ',  ');
    if (i % 10 === 8 && former) task.instruction = `${former.instruction} please`;
  });

  test('no instruction and no near copy is in two of them', async () => {
    const of = await divided(tasks);
    const copies = tasks.flatMap((_, i) => (i % 10 >= 8 && i >= 7 ? [i] : []));
    for (const i of each(copies)) assert.equal(of[i], of[i - 7], String(i));
  });

  test('each language is spread by the shares', async () => {
    const of = await divided(tasks);
    for (const language of new Set(languages)) {
      const mine = of.filter((_, i) => tasks[i]?.language === language);
      for (const name of splitNames) {
        const wanted = mine.length * shares[name];
        const found = mine.filter((one) => one === name).length;
        assert.ok(
          Math.abs(found - wanted) <= 0.03 * mine.length,
          `${language} ${name}: ${found} of ${wanted}`,
        );
      }
    }
  });

  test('the same seed gives the same parts, another one others', async () => {
    const of = await divided(tasks);
    assert.deepEqual(await divided(tasks), of);
    const other = await divided(tasks, { ...shares, seed: 8 });
    assert.notDeepEqual(other, of);
    const counts = (list: SplitName[]) => splitNames.map((name) => list.filter((one) => one === name).length);
    assert.deepEqual(
      counts(of).map((n) => Math.round(n / 60)),
      counts(other).map((n) => Math.round(n / 60)),
    );
  });

  test('many languages with few tasks do not all go to one part', async () => {
    const few = Array.from({ length: 100 }, (_, i): TaskToSplit => {
      return { id: `f${i}`, instruction: sentence(draw, 20).join(' '), language: `l${i % 50}`, rows: 1 };
    });
    const of = await divided(few);
    for (const name of splitNames) {
      const found = of.filter((one) => one === name).length;
      assert.ok(Math.abs(found - 100 * shares[name]) <= 3, `${name}: ${found}`);
    }
  });

  test('a part without a share gets nothing, shares need not sum up to 1', async () => {
    const of = await divided(tasks.slice(0, 200), { train: 3, validation: 0, test: 1, seed: 1 });
    const test = of.filter((one) => one === 'test').length;
    assert.ok(!of.includes('validation') && Math.abs(test - 50) <= 4, String(test));
  });
});

test('keys of buckets hold hash and number, however many texts there are', () => {
  const hashes = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];
  for (const count of each([1, 2, 3, 1_048_576, 1_048_577, 2_097_153, 40_000_000])) {
    const { keyOf, hashOf, numberOf } = bucketKeys(count);
    const exact = count <= 2 ** 21;
    for (const hash of each(hashes))
      for (const n of each([0, Math.floor(count / 2), count - 1])) {
        const key = keyOf(hash, n);
        assert.ok(Number.isSafeInteger(key));
        assert.equal(numberOf(key), n);
        if (exact) assert.equal(hashOf(key), hash);
        assert.equal(hashOf(key), hashOf(keyOf(hash, 0)), 'the same bucket');
      }
    assert.ok(keyOf(hashes[1] ?? 0, count - 1) <= keyOf(0xffffffff, 0), 'sorted by hash');
  }
});
