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
  '9ec1149b5979a7f3fcba0b7be48a1692630e8de52f72ca1176ce6c836053a36e',
  '48b86700d5b355f8fb0c3169c02919a176fd14736d93cded626142488b06dc5a',
  '0a0d318fef542cdbacfa085e411dd20703f4e0794ee1dae4f671a70536279212',
  'cc9ffe547a4b01b70b929dc26596902ce03e78f99c10b82273387a31aae5cc29',
  'f95cf6dca0a3b9aacb4f1671b997d6d95bf5e1aafe731b651984651d45d909e4',
  '56cc7f2aca193ef0f55bbd3ad7dc4b4d1d19a44a00b2ceb162700a7be1c72f7a',
  '525f2ae0e017dbced749ace674ba9b9ebf8ce4c2bc182b36cafc45562146875e',
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
