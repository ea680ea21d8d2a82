import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRubric } from '../../../src/project/config.ts';
import type { Rubric } from '../../../src/domain/rubric.ts';
import { guidelinesDocument, guidelinesVersion } from '../../../src/project/guidelinesVersion.ts';

const text = '# Guide\n\nScore both.\n';

test('another text or another scale is another version', () => {
  const [first, second, third] = defaultRubric.criteria;
  const edited = (change: object): Rubric => ({
    ...defaultRubric,
    criteria: [{ ...first!, ...change }, second!, third!],
  });
  const versions = [
    guidelinesVersion(text, defaultRubric),
    guidelinesVersion(`${text}!`, defaultRubric),
    guidelinesVersion(text, edited({ id: 'docs' })),
    guidelinesVersion(text, edited({ title: 'Docs' })),
    guidelinesVersion(text, edited({ max: 1, levels: undefined })),
    guidelinesVersion(text, edited({ levels: ['a', 'b', 'c'] })),
    guidelinesVersion(text, edited({ description: 'Look at comments.' })),
    guidelinesVersion(text, { criteria: [second!, first!, third!] }),
    guidelinesVersion(text, { criteria: [first!, second!] }),
  ];
  assert.equal(new Set(versions).size, versions.length);
  for (const version of versions) assert.match(version, /^[0-9a-f]{12}$/);
});

test('line ends, and when a correction is asked for, make no other version', () => {
  const version = guidelinesVersion(text, defaultRubric);
  assert.equal(guidelinesVersion(text.replaceAll('\n', '\r\n'), defaultRubric), version);
  assert.equal(guidelinesVersion(text, { ...defaultRubric, correctAtOrBelow: 1 }), version);
});

test('the document holds text and scale, for a diff', () => {
  const rubric: Rubric = {
    criteria: [
      { id: 'works', title: 'Works', max: 1, levels: ['no', 'yes'], description: 'Run it.' },
      { id: 'style', title: 'Style', max: 2 },
    ],
  };
  assert.equal(
    guidelinesDocument({ text: '# Guide\r\n', rubric }),
    '# Guide\n\n---\n\n## Works (works: 0–1)\n\nRun it.\n\n- 0: no\n- 1: yes\n\n## Style (style: 0–2)\n',
  );
});
