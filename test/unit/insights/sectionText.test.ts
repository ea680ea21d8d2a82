import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresHash, insightsReport } from '../../../src/insights/insightsReport.ts';
import { sectionCsv, sectionMarkdown } from '../../../src/insights/sectionText.ts';
import type { InsightsState } from '../../../src/protocol/insightsMessages.ts';
import { each } from '../../each.ts';
import { answer, insightsOf, sectionOf } from './sections/support.ts';

const hostile = '<img src=x onerror=alert(1)>|=1+1';

async function state(): Promise<InsightsState> {
  const rows = Array.from({ length: 9 }, (_, n) =>
    answer(n, [5, n % 4], { language: n % 2 ? hostile : 'python' }),
  );
  const { insights } = await insightsOf(rows);
  return { title: 'Insights: p', models: ['One', hostile], busy: false, ...insights };
}

const facts = { project: hostile, at: '2026-03-14T12:00:00.000Z', guidelinesVersion: 'v1', language: 'en' };

test('a section as Markdown has every table, and no label breaks it', async () => {
  const text = sectionMarkdown(sectionOf(await state(), 'wins'));
  assert.match(text, /^## How often is each better\?\n\n\*\*/);
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  assert.ok(rows.some((row) => row.includes('\\<img src=x onerror=alert(1)\\>\\|=1+1')));
  assert.ok(
    each(rows).every((row) => row.replaceAll('\\|', '').split('|').length === 5),
    'three columns each',
  );
});

test('a section as CSV keeps cells apart and starts no formula', async () => {
  const section = sectionOf(await state(), 'wins');
  const [first] = section.charts;
  assert.ok(first);
  first.table.rows.push(['=cmd', '-x', '+1.0 (0.2 to 1.4)']);
  assert.match(sectionCsv(section), /'=cmd,'-x,\+1\.0 \(0\.2 to 1\.4\)\n/);
});

test('the report loads and runs nothing, and escapes what others wrote', async () => {
  const shown = await state();
  const html = insightsReport(shown, facts);
  assert.match(
    html,
    /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^"']+'"/,
  );
  assert.doesNotMatch(html, /<img|<script|javascript:|https?:\/\//);
  assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
  assert.ok(html.includes(figuresHash(shown)));
  for (const { title } of each(shown.sections)) assert.ok(html.includes(`<h2>${title}</h2>`), title);
});

test('the hash is of the figures alone', async () => {
  const [one, two] = [await state(), await state()];
  assert.equal(figuresHash(one), figuresHash({ ...two, models: ['Model 1', 'Model 2'], title: 'x' }));
  two.sections[0]?.charts[0]?.table.rows[0]?.splice(1, 1, '9.9');
  assert.notEqual(figuresHash(one), figuresHash(two));
});
