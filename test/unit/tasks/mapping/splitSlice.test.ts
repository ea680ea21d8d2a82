import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { needsLength, parseSplit, toRange } from '../../../../src/tasks/mapping/splitSlice.ts';
import { TouchstoneError } from '../../../../src/platform/errors.ts';

const rangesOf = (spec: string, length: number) =>
  parseSplit(spec).map((part) => {
    const { split, from, to } = toRange(part, length);
    return `${split} ${from}-${to}`;
  });

describe('slices', () => {
  const cases: [string, number, string[]][] = [
    ['train', 7, ['train 0-7']],
    ['train[:3]', 7, ['train 0-3']],
    ['train[:3]', 2, ['train 0-2']],
    ['train[10:20]', 100, ['train 10-20']],
    ['train[10:20]', 15, ['train 10-15']],
    ['train[10:20]', 5, ['train 5-5']],
    ['train[-5:]', 7, ['train 2-7']],
    ['train[-5:]', 3, ['train 0-3']],
    ['train[:-2]', 7, ['train 0-5']],
    ['train[-4:-2]', 7, ['train 3-5']],
    ['train[:]', 7, ['train 0-7']],
    ['train[1_000:2_000]', 5000, ['train 1000-2000']],
    ['train[:10%]', 164, ['train 0-16']],
    ['train[10%:20%]', 164, ['train 16-33']],
    // Halves go to the even neighbour, as Python's round does.
    ['train[:50%]', 5, ['train 0-2']],
    ['train[:50%]', 7, ['train 0-4']],
    ['train[:1%]', 50, ['train 0-0']],
    ['train[:1%]', 150, ['train 0-2']],
    ['train[-10%:]', 25, ['train 23-25']],
    ['train[:-5%]', 164, ['train 0-156']],
    // One percent sign makes both boundaries percentages.
    ['train[10:20%]', 200, ['train 20-40']],
    ['train[:7%](pct1_dropremainder)', 250, ['train 0-14']],
    ['train[:7%](closest)', 250, ['train 0-18']],
    ['train[:3]+test[:2]', 10, ['train 0-3', 'test 0-2']],
    ['train[:3] + test', 10, ['train 0-3', 'test 0-10']],
    ['train[5:2]', 10, ['train 5-2']],
    ['v1.0[:1]', 10, ['v1.0 0-1']],
    ['übung[:1]', 10, ['übung 0-1']],
  ];
  for (const [spec, length, expected] of cases)
    test(`${spec} of ${length}`, () => assert.deepEqual(rangesOf(spec, length), expected));

  test('tells when the length of the split is needed', () => {
    const needed = (spec: string) => parseSplit(spec).map(needsLength);
    assert.deepEqual(needed('train[:3]+train[2:5]'), [false, false]);
    assert.deepEqual(needed('train+train[3:]+train[-3:5]+train[:-1]'), [true, true, true, true]);
    assert.deepEqual(needed('train[:1%]'), [true]);
  });

  const refused = [
    '',
    'train[3]',
    'train[:3',
    'train:3',
    'train[a:b]',
    'train[:3.5]',
    'train[:101%]',
    'train[-101%:]',
    'train[:3](closest)',
    'train[:3%](up)',
    'train[:10%](pct1_dropremainder)+test[:10%]',
    'train[_1:]',
    'train[1__0:]',
    'train[:3]+',
    'tr ain',
    '../train',
    'train[0:1:2]',
  ];
  for (const spec of refused)
    test(`refuses ${JSON.stringify(spec)} with a hint`, () =>
      assert.throws(
        () => parseSplit(spec),
        (error: unknown) =>
          error instanceof TouchstoneError &&
          error.code === 'split-invalid' &&
          /train\[:3\]/.test(error.action ?? ''),
      ));

  test('refuses pct1_dropremainder of less than 100 rows', () =>
    assert.throws(() => rangesOf('train[:5%](pct1_dropremainder)', 99), { code: 'split-invalid' }));

  test('does not take long over a hostile slice', () => {
    // The processor's time, not the clock's: other programs may have the machine.
    const before = process.cpuUsage();
    assert.throws(() => parseSplit(`${'a.'.repeat(50_000)}!`), { code: 'split-invalid' });
    assert.throws(() => parseSplit(`a${' '.repeat(20_000)}x`), { code: 'split-invalid' });
    assert.ok(process.cpuUsage(before).user < 200_000);
  });
});
