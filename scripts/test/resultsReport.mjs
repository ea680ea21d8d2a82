// A reporter of Node's test runner: each test that failed, by its file and name, with what it said, then `# passed N` and the other counts.
// Written to a file: the closing report shows the failures last, since a log of half an hour is often kept by its end alone.
import path from 'node:path';

const LINES = 14;

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* resultsReport(events) {
  for await (const { type, data } of events) {
    // Those of the whole run name no file.
    if (type === 'test:summary' && data.file === undefined)
      for (const [word, count] of Object.entries(data.counts)) yield `# ${word} ${count}\n`;
    if (type !== 'test:fail' && !(type === 'test:pass' && data.skip !== undefined)) continue;
    const error = data.details?.error;
    // A suite fails with its tests, which were told.
    if (error?.failureType === 'subtestsFailed') continue;
    const file = data.file ? `${path.relative(process.cwd(), data.file)}:${data.line} ` : '';
    const cause = error?.cause ?? error;
    const text = type === 'test:pass' ? 'skipped' : String(cause?.stack ?? cause?.message ?? cause);
    yield failure(`${file}${data.name}`, text);
  }
}

/** One failure as the closing report shows it: what failed, and the first lines of what it said. */
export function failure(title, text) {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s+at .*node:internal/.test(line))
    .slice(0, LINES);
  return `${title}\n${lines.map((line) => `    ${line.slice(0, 300)}`).join('\n')}\n`;
}

/**
 * What such a file holds; nothing is counted where the run was ended before its own end.
 * @returns {{ failures: string, count: (word: 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo') => number }}
 */
export function readResults(text) {
  const lines = text.split('\n');
  const counts = new Map(
    lines.flatMap((line) => {
      const [, word, count] = /^# (\w+) (\d+)$/.exec(line) ?? [];
      return word ? [[word, Number(count)]] : [];
    }),
  );
  const failures = lines.filter((line) => !/^# \w+ \d+$/.test(line)).join('\n');
  return { failures: failures.trimEnd(), count: (word) => counts.get(word) ?? 0 };
}
