import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { each } from '../../each.ts';
import { dataSet } from './dataSets.ts';
import { type Figures, ourFigures } from './ourFigures.ts';

/** How many data sets of every kind. */
const count = 200;

/** How far apart figures may be, for those that both sides reach by steps; 1e-9 for all others. */
const loose: Record<string, number> = {
  strengths: 1e-6,
  'strength of the first': 1e-6,
  ppi: 1e-6,
  tuned: 1e-6,
};

const tableSchema = z.array(z.record(z.string(), z.array(z.number().nullable())));

describe('src/stats beside SciPy, scikit-learn, statsmodels, krippendorff, choix and ppi_py', () => {
  let folder: string;
  let theirs: Figures[];
  const sets = Array.from({ length: count }, (_, i) => dataSet(i + 1));

  before(async () => {
    const python = process.env['TOUCHSTONE_STATISTICS_PYTHON'];
    assert.ok(
      python,
      'TOUCHSTONE_STATISTICS_PYTHON must name a Python with test/servers/statistics/requirements.txt',
    );
    folder = await mkdtemp(join(tmpdir(), 'touchstone-statistics-'));
    const file = join(folder, 'sets.json');
    await writeFile(file, JSON.stringify(sets));
    const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, 'figures.py'), file], {
      maxBuffer: 2 ** 28,
    });
    theirs = tableSchema.parse(JSON.parse(stdout));
    assert.equal(theirs.length, count);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const ours = sets.map(ourFigures);

  for (const name of Object.keys(ours[0] ?? {}))
    test(name, (t) => {
      let compared = 0;
      let furthest = 0;
      for (const [i, figures] of each(ours.entries())) {
        const [mine, other] = [figures[name] ?? [], theirs[i]?.[name] ?? []];
        assert.equal(mine.length, other.length, `data set ${i + 1}`);
        for (const [place, value] of mine.entries()) {
          const expected = other[place] ?? null;
          // The value lacks on both sides or on none; of a constant an interval has no width there and lacks here.
          if (place === 0 || expected === null)
            assert.equal(value === null, expected === null, `data set ${i + 1}: ${value}, ${expected}`);
          if (value === null || expected === null) continue;
          furthest = Math.max(furthest, Math.abs(value - expected) / Math.max(1, Math.abs(expected)));
          compared++;
        }
      }
      t.diagnostic(`${compared} figures, at most ${furthest.toExponential(1)} apart`);
      assert.ok(compared > count * 0.9, `${compared} were compared`);
      assert.ok(furthest <= (loose[name] ?? 1e-9), `${furthest} apart`);
    });
});
