import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../src/platform/hash.ts';
import { runInput1 } from '../../src/store/sqlite/migration2.ts';
import { taskShuffle } from '../../src/store/sqlite/migration3.ts';
import { migrations } from '../../src/store/sqlite/migrations.ts';

/**
 * SHA-256 of the text of each migration, by version. Projects were made by them: a line is added for a new one, none is ever changed. That
 * they import nothing that may change is one of the rules in `scripts/house/importRules.ts`.
 */
const published = [
  '702203d453f3f342bd44bb86ffe18502a931704617c0a8d687fa2eaca0d959f6',
  'e8918f038f0ae2f0bef44db59e7dd8d44f0638a70672ecc16b560d54aaec9cc6',
  'ac6d22872a70ff3f9304de72cbe4a80381ce60d2d8cdf21443845fa413245252',
  'a14a264382496975bddd685272a327085415ba9a2fca780b69fafb6da25cb6f5',
  '3279a89c416c39cd40bf05e560a2a376ea754d1bd8bf7e9c1114dcfdd6409883',
  '08aa09ec1dbc7cfa6eb4f19cdbb6672e4d81b0e952562cb86eed9a16f25b9654',
  '7f1a050aeeae92af84f0602ccb567b254aab0b91f48425538b7354106f01e7ae',
  'b020a583ab39f9b72f36b1c1d32b39268baed6ed0ea653074f0263fe17110ca8',
];

test('migrations are only ever added', () => {
  assert.deepEqual(
    migrations.map((migration) => sha256(migration)),
    published,
  );
});

test('the functions that migrations call give what they have always given', () => {
  assert.equal(runInput1('print(“ü”)'), '{"id":"427a0283ef58b55d","origin":"annotator","code":"print(“ü”)"}');
  assert.deepEqual([runInput1(null), runInput1(' \n')], [null, null]);
  assert.equal(taskShuffle('HumanEval/0'), 3999214407012303158n);
});
