import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { escapeHtml } from '../platform/text.ts';
import type { InsightsSection, InsightsState } from '../protocol/insightsMessages.ts';

export interface ReportFacts {
  project: string;
  /** ISO 8601, UTC. */
  at: string;
  guidelinesVersion: string;
  /** BCP 47. */
  language: string;
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;background:#fff}
h2{margin-top:2.5rem;border-top:1px solid #d0d7de;padding-top:1rem}table{border-collapse:collapse;margin:1rem 0;width:100%}
caption{text-align:left;font-weight:600;margin-bottom:.3rem}th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:top}
.verdict{font-weight:600}.method,.facts{color:#57606a;font-size:13px}.warning{border-left:3px solid #9a6700;padding-left:.6rem}
code{overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td,h2{border-color:#30363d}.method,.facts{color:#9198a1}}`;

/**
 * What is shown, as one page that loads nothing and runs nothing: verdicts, tables, what they rest on, and the SHA-256 of the figures, by
 * which two reports can be told to say the same.
 */
export function insightsReport(state: InsightsState, facts: ReportFacts): string {
  const { title, counts, warnings, filters, sections, blind, models } = state;
  const chosen = filters
    .filter(({ value }) => value !== '')
    .map(
      ({ label, options, value }) => `${label}: ${options.find((one) => one.value === value)?.text ?? value}`,
    );
  const rows: [string, string][] = [
    [l10n.t('Project'), facts.project],
    [l10n.t('Models'), models.join(', ')],
    [l10n.t('Made at'), facts.at],
    [l10n.t('Counted'), counts],
    [l10n.t('Chosen'), chosen.join(' · ') || l10n.t('all submitted answers')],
    [l10n.t('Guidelines, version now'), facts.guidelinesVersion],
    ...(blind ? [[l10n.t('Blind'), blind.text] as [string, string]] : []),
    [l10n.t('SHA-256 of the figures'), figuresHash(state)],
  ];
  return `<!DOCTYPE html>
<html lang="${escapeHtml(facts.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash(style, 'base64')}'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<table class="facts"><tbody>${rows.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</tbody></table>
${[...(state.empty === undefined ? [] : [state.empty]), ...warnings].map((text) => `<p class="warning">${escapeHtml(text)}</p>`).join('\n')}
${sections.map(sectionHtml).join('\n')}
</body>
</html>
`;
}

function sectionHtml({ title, verdict, sentence, advice, method, charts }: InsightsSection): string {
  const tables = charts.map(
    ({ chart, table }) => `<table><caption>${escapeHtml(chart.title)}</caption>
<thead><tr>${table.columns.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('')}</tr></thead>
<tbody>${table.rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('\n')}</tbody></table>`,
  );
  return `<section><h2>${escapeHtml(title)}</h2>
<p class="verdict">${escapeHtml(verdict.text)}</p>
<p>${escapeHtml([sentence, advice].filter(Boolean).join(' '))}</p>
${tables.join('\n')}
<p class="method">${escapeHtml(method)}</p></section>`;
}

/** Of what was counted, whatever else stands in the report. Hex. */
export function figuresHash({ counts, filters, sections }: InsightsState): string {
  const chosen = filters.map(({ id, value }) => [id, value]);
  const figures = sections.map(({ id, charts }) => [id, charts.map(({ table }) => table)]);
  return hash(JSON.stringify([counts, chosen, figures]), 'hex');
}

function hash(text: string, as: 'hex' | 'base64'): string {
  return createHash('sha256').update(text, 'utf8').digest(as);
}
