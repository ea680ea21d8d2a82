import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsedDatasets, type Memory } from '../../../../src/ui/argilla/usedDatasets.ts';
import { each } from '../../../each.ts';

test('a dataset is used by one project, and no other that names the server', async () => {
  const items = new Map<string, string[]>();
  const memory: Memory = {
    get: (key, otherwise) => items.get(key) ?? otherwise,
    update: async (key, value) => void items.set(key, value),
  };
  const argilla = { url: 'https://argilla.example/', workspace: 'team', dataset: 'code', minSubmitted: 1 };
  const used = new UsedDatasets(memory);
  assert.equal(used.has('/mine', argilla), false);
  await used.add('/mine', argilla);
  await used.add('/mine', argilla);
  await used.add('/other', { ...argilla, dataset: 'else' });
  const later = new UsedDatasets(memory);
  assert.equal(later.has('/mine', argilla), true);
  assert.equal(later.has('/mine', { ...argilla, url: 'https://ARGILLA.example' }), true);
  for (const [folder, place] of each([
    ['/clone', argilla],
    ['/mine', { ...argilla, dataset: 'else' }],
    ['/mine', { ...argilla, workspace: 'else' }],
    ['/mine', { ...argilla, url: 'https://argilla.example/else' }],
  ] as const))
    assert.equal(later.has(folder, place), false);
});
