import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  coverageOfDrawn,
  coverageOfMeans,
  coverageOfPredictions,
  everWrong,
  fixedPlan,
  medianUntilDecided,
} from './simulations.ts';

// Few projects from fixed seeds; `npm run soak -- statistics` plays many.

function between(value: number, low: number, high: number): void {
  assert.ok(value >= low && value <= high, `${value} is not from ${low} to ${high}`);
}

describe('on made projects', () => {
  test('the sequence excludes the truth in at most one of twenty', () => {
    between(everWrong({ projects: 200, seed: 1 }, 0, 100), 0.001, 0.05);
    between(everWrong({ projects: 100, seed: 2 }, 1.5, 100), 0, 0.05);
  });

  test('it decides soon beside a fixed plan', () => {
    between(medianUntilDecided({ projects: 200, seed: 3 }, 1), 20, 1.3 * fixedPlan);
    between(medianUntilDecided({ projects: 200, seed: 4 }, 2), 5, 0.6 * fixedPlan);
  });

  test('bootstrap intervals of means hold the truth', () => {
    between(coverageOfMeans({ projects: 300, seed: 5 }, 60), 0.9, 0.985);
  });

  test('prediction-powered intervals hold it, and a good judge makes them narrower', () => {
    const judged = { labelled: 100, unlabelled: 300, error: 1 };
    const few = { projects: 1000, seed: 6 };
    const [tuned, ppi] = [
      coverageOfPredictions(few, judged, 'tuned'),
      coverageOfPredictions(few, judged, 'ppi'),
    ];
    between(tuned.held, 0.93, 0.97);
    between(ppi.held, 0.93, 0.97);
    const bad = coverageOfPredictions(few, { ...judged, error: 10 }, 'tuned');
    between(bad.held, 0.93, 0.97);
    // Labels alone: 2 · 1.96 · 2.16/√100.
    between(tuned.width, 0.4, 0.7 * 0.847);
    between(bad.width, 0.8, 1.03 * 0.847);
  });

  test('intervals over tasks drawn by known chances hold it', () => {
    const { independent, active } = coverageOfDrawn({ projects: 500, seed: 7 }, 100);
    between(independent, 0.92, 0.98);
    between(active, 0.92, 0.98);
  });
});
