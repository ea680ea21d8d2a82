import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { configSchema, defaultRubric } from '../../../src/project/config.ts';
import { each } from '../../each.ts';

/**
 * The bundled sample project promises answers of every quality. These tests run each recorded response with the
 * task's asserts, so that the mix which a newcomer meets (right, wrong, crashing, endless) is what is claimed here.
 */

const sampleFolder = new URL('../../../media/sample/', import.meta.url);

const rowSchema = z.strictObject({
  id: z.string().regex(/^sample\/\d\d-[a-z-]+$/),
  instruction: z.string().min(80),
  language: z.enum(['python', 'javascript']),
  concepts: z.array(z.string().min(1)).min(1),
  /** Each stands alone: what is usual, and what is easily forgotten. */
  test: z.tuple([z.string().min(20), z.string().min(20)]),
  entry_point: z.string().regex(/^\w+$/),
  response_model_1: z.string().min(20),
  response_model_2: z.string().min(20),
});
type Row = z.infer<typeof rowSchema>;

const columns = [
  'id',
  'instruction',
  'language',
  'concepts',
  'test',
  'entry_point',
  'response_model_1',
  'response_model_2',
];

type Outcome = 'passes' | 'fails' | 'crashes' | 'hangs';

interface Claim {
  outcome: Outcome;
  /** Fenced blocks of the answer that are no code, by their index. */
  outputBlocks?: number[];
  /** The total a careful annotator would give by the sample's guidelines. */
  score: number;
}

/** What is claimed of both responses, in the order of the file. */
const claims: Record<string, [Claim, Claim]> = {
  'sample/01-merge-intervals': [
    { outcome: 'passes', score: 7 },
    { outcome: 'passes', score: 3 },
  ],
  'sample/02-slugify': [
    { outcome: 'fails', score: 1 },
    { outcome: 'passes', score: 6 },
  ],
  'sample/03-parse-duration': [
    { outcome: 'crashes', score: 2 },
    { outcome: 'fails', score: 4 },
  ],
  'sample/04-lru-cache': [
    { outcome: 'passes', score: 5 },
    { outcome: 'fails', score: 4 },
  ],
  'sample/05-lower-bound': [
    { outcome: 'hangs', score: 3 },
    { outcome: 'passes', score: 5 },
  ],
  'sample/06-group-anagrams': [
    { outcome: 'passes', score: 7 },
    { outcome: 'crashes', score: 0 },
  ],
  'sample/07-top-words': [
    { outcome: 'crashes', score: 2 },
    { outcome: 'fails', score: 2 },
  ],
  'sample/08-deep-merge': [
    { outcome: 'fails', score: 4 },
    { outcome: 'passes', score: 4 },
  ],
  'sample/09-rotate-grid': [
    { outcome: 'crashes', score: 4 },
    { outcome: 'fails', outputBlocks: [1], score: 1 },
  ],
  'sample/10-parse-query': [
    { outcome: 'fails', score: 3 },
    { outcome: 'passes', outputBlocks: [2], score: 7 },
  ],
  'sample/11-csv-column-mean': [
    { outcome: 'fails', score: 4 },
    { outcome: 'crashes', score: 1 },
  ],
  'sample/12-build-order': [
    { outcome: 'passes', score: 6 },
    { outcome: 'crashes', score: 4 },
  ],
};

interface Block {
  tag: string;
  code: string;
}

/** The fenced blocks of an answer; the sample has no nested or tilde fences. */
function fencedBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map((m) => ({
    tag: m[1] ?? '',
    code: m[2] ?? '',
  }));
}

function responsesOf(row: Row): [string, string] {
  return [row.response_model_1, row.response_model_2];
}

function codeOf(markdown: string, claim: Claim): string {
  return fencedBlocks(markdown)
    .filter((_, index) => !claim.outputBlocks?.includes(index))
    .map((block) => block.code)
    .join('\n');
}

interface Run {
  outcome: Outcome;
  stdout: string;
  stderr: string;
}

/** Far more than any answer needs on a busy machine; the one known to be endless is stopped sooner. */
const timeLimitMs = { usual: 20_000, endless: 3_000 };
const interpreters = {
  python: { command: 'python3', args: ['-I', '-B', '-X', 'utf8'], ending: '.py' },
  javascript: { command: process.execPath, args: [], ending: '.cjs' },
} as const;

/** Runs `source` and classifies how it ended. Rejects when the interpreter cannot be started. */
async function run(
  file: string,
  language: Row['language'],
  source: string,
  { stdin = '', limitMs = timeLimitMs.usual } = {},
): Promise<Run> {
  const { command, args, ending } = interpreters[language];
  await writeFile(file + ending, source);
  const { promise, resolve, reject } = Promise.withResolvers<Run>();
  const child = spawn(command, [...args, file + ending], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, limitMs);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined); // the program may end without reading
  child.stdin.end(stdin);
  child.once('error', reject);
  child.once('close', (code) => {
    clearTimeout(timer);
    const failure: Outcome = /^AssertionError/m.test(stderr) ? 'fails' : 'crashes';
    resolve({ outcome: timedOut ? 'hangs' : code === 0 ? 'passes' : failure, stdout, stderr });
  });
  return promise;
}

async function readRows(): Promise<unknown[]> {
  const text = await readFile(new URL('tasks.jsonl', sampleFolder), 'utf8');
  assert.ok(text.endsWith('\n'), 'the last line is complete');
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('sample project: files', () => {
  test('has twelve rows with the columns in their order and unique ids', async () => {
    const raw = await readRows();
    const rows = raw.map((row) => rowSchema.parse(row));
    assert.equal(rows.length, 12);
    for (const row of each(raw)) assert.deepEqual(Object.keys(row as object), columns);
    assert.deepEqual(
      rows.map((row) => row.id),
      Object.keys(claims),
    );
    assert.equal(rows.filter((row) => row.language === 'javascript').length, 3);
    for (const row of rows)
      for (const text of [row.instruction, ...row.test, ...responsesOf(row)])
        assert.ok(text.includes(row.entry_point), row.id);
  });

  test('shows the shapes in which models write code', async () => {
    const rows = (await readRows()).map((row) => rowSchema.parse(row));
    const answers = rows.flatMap((row) => responsesOf(row).map(fencedBlocks));
    for (const blocks of each(answers)) assert.ok(blocks.length > 0, 'every answer has a fenced block');
    const untagged = answers.filter((blocks) => blocks.some((block) => block.tag === ''));
    const several = answers.filter((blocks) => blocks.length >= 2);
    assert.ok(untagged.length >= 4, `${untagged.length} answers with an untagged fence`);
    assert.ok(several.length >= 4, `${several.length} answers with several blocks`);
    assert.ok(answers.some((blocks) => blocks.length >= 3));
    assert.ok(rows.some((row) => responsesOf(row).some((answer) => /input\(/.test(answer))));
  });

  test('has a valid touchstone.json that maps columns of the file, and guidelines that fit into Argilla', async () => {
    const text = await readFile(new URL('touchstone.json', sampleFolder), 'utf8');
    const config = configSchema.parse(JSON.parse(text));
    assert.equal(config.tasks.source, 'sample');
    const { context, generations, ...single } = config.tasks.columns;
    for (const column of each([...Object.values(single), ...(context ?? []), ...(generations ?? [])]))
      assert.ok(columns.includes(String(column)), String(column));
    assert.equal(config.models.length, 2);
    assert.equal(config.blind, true);
    assert.equal(config.argilla, undefined);
    const shape = (rubric: typeof config.rubric) => [
      rubric.correctAtOrBelow,
      ...rubric.criteria.map((criterion) => [criterion.id, criterion.max]),
    ];
    assert.deepEqual(shape(config.rubric), shape(defaultRubric));
    const guidelines = await readFile(new URL('guidelines.md', sampleFolder), 'utf8');
    assert.ok(guidelines.length > 500 && guidelines.length <= 10_000, 'Argilla takes 10,000 characters');
  });

  test('claims scores from 0 to 7, neither model always ahead, and tasks that ask for a correction', () => {
    const pairs = Object.values(claims).map(([a, b]): [number, number] => [a.score, b.score]);
    assert.deepEqual([...new Set(pairs.flat())].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.ok(pairs.filter(([a, b]) => a > b).length >= 4);
    assert.ok(pairs.filter(([a, b]) => b > a).length >= 3);
    assert.ok(pairs.filter(([a, b]) => Math.max(a, b) <= 4).length >= 3);
  });
});

describe('sample project: what the recorded code does', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-sample-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('every response ends as claimed', async () => {
    const rows = (await readRows()).map((row) => rowSchema.parse(row));
    const counts: Record<Outcome, number> = { passes: 0, fails: 0, crashes: 0, hangs: 0 };
    for (const row of rows) {
      const expected = claims[row.id];
      assert.ok(expected, row.id);
      for (const [index, answer] of responsesOf(row).entries()) {
        const claim: Claim | undefined = expected[index];
        assert.ok(claim);
        const file = join(folder, `${row.id.replace('/', '-')}-${index + 1}`);
        const limitMs = claim.outcome === 'hangs' ? timeLimitMs.endless : timeLimitMs.usual;
        const result = await run(file, row.language, `${codeOf(answer, claim)}\n${row.test.join('\n')}`, {
          limitMs,
        });
        const what = `response ${index + 1} to ${row.id}`;
        assert.equal(result.outcome, claim.outcome, `${what}: ${result.stdout}${result.stderr}`);
        counts[result.outcome] += 1;
      }
    }
    assert.ok(
      counts.passes >= 6 && counts.fails >= 4 && counts.crashes >= 3 && counts.hangs === 1,
      JSON.stringify(counts),
    );
  });

  test('the program that asks for input works when it gets some', async () => {
    const row = (await readRows()).map((r) => rowSchema.parse(r)).find((r) => r.id === 'sample/07-top-words');
    assert.ok(row);
    const claim = claims[row.id]?.[0];
    assert.ok(claim);
    const source = `${codeOf(row.response_model_1, claim)}\n${row.test.join('\n')}`;
    const result = await run(join(folder, 'stdin'), row.language, source, {
      stdin: 'the cat and the dog\n1\n',
    });
    assert.equal(result.outcome, 'passes', result.stderr);
    assert.match(result.stdout, /the 2/);
  });

  test('a block with expected output is no code and says what the code would print, or should', async () => {
    const rows = (await readRows()).map((row) => rowSchema.parse(row));
    for (const [id, printed] of [
      ['sample/09-rotate-grid', false], // it turns the wrong way: the output that it promises never comes
      ['sample/10-parse-query', true],
    ] as const) {
      const row = rows.find((r) => r.id === id);
      const claim = claims[id]?.[1];
      assert.ok(row && claim);
      const block = fencedBlocks(row.response_model_2)[claim.outputBlocks?.[0] ?? -1];
      assert.ok(block);
      const file = join(folder, 'output');
      const alone = await run(file, row.language, block.code);
      assert.match(alone.stderr, /SyntaxError/);
      const result = await run(file, row.language, codeOf(row.response_model_2, claim));
      assert.equal(result.outcome, 'passes', result.stderr);
      assert.equal(result.stdout === block.code, printed, result.stdout);
    }
  });
});
