// The forms of tests of each language, with a right and a wrong program each: what passes has been counted.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { judge } from '../harness/judged.ts';
import { warmToolChains } from '../toolChains.ts';
import { bashForms } from './bashForms.ts';
import { cForms } from './cForms.ts';
import { goForms } from './goForms.ts';
import { javaForms } from './javaForms.ts';
import { javascriptForms } from './javascriptForms.ts';
import { rustForms } from './rustForms.ts';

before(warmToolChains);

const only = process.env.TOUCHSTONE_LANGUAGE;
const all = [...rustForms, ...cForms, ...goForms, ...javascriptForms, ...bashForms, ...javaForms].filter(
  ({ language }) => only === undefined || language === only,
);

describe('forms of tests', { concurrency: 2 }, () => {
  for (const { language, name, tests, right, wrong, failed } of all)
    test(`${language}: ${name}`, async () => {
      const input = { code: tests };
      const good = await judge(language, right, input, true);
      assert.equal(good.verdict, 'passed', JSON.stringify(good));
      const { evidence } = good.outcome.report ?? {};
      assert.ok(evidence?.complete && evidence.checks > 0 && evidence.passed === evidence.checks);
      assert.deepEqual(evidence.marks, ['in-process']);
      const other = wrong.reduce((text, [from, to]) => text.replace(from, to), right);
      assert.notEqual(other, right);
      const bad = await judge(language, other, input, true);
      assert.equal(bad.verdict, 'differs', JSON.stringify(bad));
      const first = bad.outcome.report?.evidence?.failed[0];
      assert.ok(first, JSON.stringify(bad.outcome.report));
      if (failed) assert.deepEqual(first, failed);
    });
});
