import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asTouchstoneError } from '../../../../src/platform/errors.ts';
import {
  JsonSkimmer,
  type Choice,
  type JsonPath,
  type Picked,
} from '../../../../src/tasks/logs/reading/jsonSkim.ts';
import { each } from '../../../each.ts';
import {
  evalFile,
  humanEval,
  inspectHead,
  inspectSample,
  linesOf,
  lmEvalRow,
  loadLogs,
  problemOf,
  promptfooFile,
  promptfooRow,
  toldOf,
  zipOf,
} from './madeLogs.ts';

/** Logs that are damaged, hostile or unfinished: what can be read is kept, the rest is told with its place. */
interface Damaged {
  what: string;
  files: Record<string, string | Uint8Array>;
  tasks: Record<string, unknown>;
  /** Ids of the tasks that are kept; none: the file is refused. */
  kept?: string[];
  told: RegExp;
}

const three = ['a', 'b', 'c'].map((id) => inspectSample(id));
const whole = evalFile(three);
const head = { name: 'header.json', text: JSON.stringify(inspectHead()) };
const entry = (id: string, more: object = {}): { name: string; text: string } => ({
  name: `samples/${id}_epoch_1.json`,
  text: JSON.stringify(inspectSample(id)),
  ...more,
});
const inspectJson = JSON.stringify({ ...inspectHead(), samples: three }, null, 1);
const results = promptfooFile([0, 1, 2].map((n) => promptfooRow(n, 'p')));
const turned = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
};
const evalLog = (bytes: Uint8Array): Pick<Damaged, 'files' | 'tasks'> => ({
  files: { 'a.eval': bytes },
  tasks: { path: 'a.eval' },
});
const json = (text: string): Pick<Damaged, 'files' | 'tasks'> => ({
  files: { 'a.json': text },
  tasks: { path: 'a.json' },
});
const lines = (text: string): Pick<Damaged, 'files' | 'tasks'> => ({
  files: { 'a.jsonl': text },
  tasks: { path: 'a.jsonl' },
});
const samplesOf = (name: string, text: string): Pick<Damaged, 'files' | 'tasks'> => ({
  files: { 'HumanEval.jsonl': humanEval(3), [name]: text },
  tasks: { path: 'HumanEval.jsonl', samples: name },
});
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const damaged: Damaged[] = [
  {
    what: 'a zip without its list at the end',
    ...evalLog(whole.subarray(0, whole.indexOf('PK\x01\x02', 0, 'latin1'))),
    kept: ['a', 'b', 'c'],
    told: /cut off: its list of entries is missing/,
  },
  {
    what: 'a zip cut in its third sample',
    ...evalLog(whole.subarray(0, whole.indexOf('samples/c_epoch_1.json') + 60)),
    kept: ['a', 'b'],
    told: /cut off/,
  },
  {
    what: 'a bit turned in a packed sample',
    ...evalLog(turned(whole, whole.indexOf('samples/b_epoch_1.json') + 60)),
    kept: ['a', 'c'],
    told: /"samples\/b_epoch_1.json" cannot be read: it is damaged/,
  },
  {
    what: 'a wrong checksum',
    ...evalLog(zipOf([head, entry('a'), entry('b', { crc: 1 })])),
    kept: ['a'],
    told: /samples\/b_epoch_1.json" cannot be read: it is damaged/,
  },
  {
    what: 'an entry that unpacks to more than it says',
    ...evalLog(
      zipOf([head, entry('a'), { name: 'samples/b_epoch_1.json', text: ' '.repeat(50_000_000), size: 1000 }]),
    ),
    kept: ['a'],
    told: /it is damaged/,
  },
  {
    what: 'an entry that says it is larger than all that is read',
    ...evalLog(zipOf([head, entry('a'), entry('b', { size: 0xfffffff0 })])),
    kept: ['a'],
    told: /unpacks to more than \d+ MiB/,
  },
  {
    what: 'an encrypted entry',
    ...evalLog(zipOf([head, entry('a'), entry('b', { flags: 1 })])),
    kept: ['a'],
    told: /it is encrypted/,
  },
  {
    what: 'an entry packed in a way that nobody knows',
    ...evalLog(
      turned(
        zipOf([entry('a', { method: 0 }), head]),
        zipOf([entry('a', { method: 0 }), head]).indexOf('PK\x01\x02', 0, 'latin1') + 10,
      ),
    ),
    told: /packed in a way that is not known/,
  },
  {
    what: 'names that lead out of a folder',
    ...evalLog(
      zipOf([
        head,
        entry('a'),
        { name: '../../etc/passwd', text: 'x' },
        { name: 'samples/../../x_epoch_1.json', text: JSON.stringify(inspectSample('x')) },
      ]),
    ),
    kept: ['a', 'x'],
    told: /one model alone/,
  },
  {
    what: 'a sample that is no JSON, and one that is no object',
    ...evalLog(
      zipOf([head, entry('a'), entry('b', { text: '{"id": "b", "epoch": }' }), entry('c', { text: '[1]' })]),
    ),
    kept: ['a'],
    told: /"samples\/b_epoch_1.json": Not valid JSON[\s\S]*"samples\/c_epoch_1.json": Expected a sample/,
  },
  {
    what: 'a sample that is not UTF-8',
    ...evalLog(zipOf([head, entry('a'), entry('b', { text: Buffer.from('{"id": "\xff"}', 'latin1') })])),
    kept: ['a'],
    told: /its text is not UTF-8/,
  },
  {
    what: 'a head that is no JSON',
    ...evalLog(zipOf([{ ...head, text: '{"eval": {' }, entry('a')])),
    kept: ['a'],
    told: /"header.json": Not valid JSON/,
  },
  {
    what: 'a .json log cut in its third sample',
    ...json(inspectJson.slice(0, inspectJson.indexOf('"c"') + 10)),
    kept: ['a', 'b'],
    told: /\d+ {2}Not valid JSON: the text ends before it is closed: it is cut off/,
  },
  {
    what: 'a .json log with a quote too few in a sample',
    ...json(inspectJson.replace('"answer b"', '"answer b')),
    kept: ['a'],
    told: /\d+ {2}Not valid JSON/,
  },
  {
    what: 'a deep value, and keys of the prototype',
    ...json(
      JSON.stringify({ ...inspectHead(), samples: [inspectSample('a'), inspectSample('__proto__')] })
        .replace('"target":"', `"__proto__":{"polluted":1},"store":${deep(50_000)},"target":"`)
        .replace('"entry_point"', `"__proto__":{"polluted":1},"deep":${deep(20_000)},"entry_point"`),
    ),
    kept: ['a', '__proto__'],
    told: /nested too deeply/,
  },
  {
    what: 'results of promptfoo cut in the middle',
    ...json(results.slice(0, results.indexOf('Write test 2') + 5)),
    kept: ['test-0', 'test-1'],
    told: /cut off/,
  },
  {
    what: 'results of promptfoo that are no objects',
    ...json(results.replace('"results":[', '"results":[null,7,"x",')),
    kept: ['test-0', 'test-1', 'test-2'],
    told: /Expected a result as an object/,
  },
  {
    what: 'lines of lm-evaluation-harness, one damaged and one without an id',
    ...lines(
      `${linesOf([lmEvalRow(0)])}{"doc_id": 1, "doc": \n${linesOf([{ doc: {}, resps: [['x']] }, lmEvalRow(2)])}`,
    ),
    kept: ['HumanEval/0', 'HumanEval/2'],
    told: /2 {2}Not valid JSON[\s\S]*3 {2}The sample has no id/,
  },
  {
    what: 'samples, the last line of which is cut off',
    ...samplesOf(
      's.jsonl',
      `${linesOf([{ task_id: 'HumanEval/0', completion: 'x' }])}{"task_id": "HumanEval/1", "comp`,
    ),
    kept: ['HumanEval/0'],
    told: /2 {2}Not valid JSON/,
  },
  {
    what: 'samples whose completion is no text',
    ...samplesOf(
      's.jsonl',
      linesOf([
        { task_id: 'HumanEval/0', completion: 'x' },
        { task_id: 'HumanEval/1', completion: 7 },
      ]),
    ),
    kept: ['HumanEval/0'],
    told: /2 tasks have no response in the logs/,
  },
  {
    what: 'verdicts of EvalPlus with a task that is no list',
    ...samplesOf(
      'e.json',
      JSON.stringify({
        hash: 'h',
        eval: { 'HumanEval/0': [{ solution: 'x', base_status: 'pass' }], 'HumanEval/1': 'x' },
      }),
    ),
    kept: ['HumanEval/0'],
    told: /1 {2}Expected the results of a task as a list/,
  },
  {
    what: 'generations cut off within the second list',
    ...samplesOf('generations_x.json', '[["a", "b"],\n ["c", "'),
    kept: ['HumanEval/0'],
    told: /2 {2}Not valid JSON: .*cut off/,
  },
  {
    what: 'problems of LiveCodeBench, one without lists and one that is none',
    ...json(JSON.stringify([problemOf(1), { question_id: '2', question_content: 'x' }, 3])),
    kept: ['1'],
    told: /Expected a problem[\s\S]*there is no program in the list/,
  },
  {
    what: 'a file of samples that is none',
    ...samplesOf('s.jsonl', 'hello\n'),
    told: /s.jsonl is not the log of an evaluator that is known/,
  },
  {
    what: 'a zip that is no log',
    files: { 'a.eval': zipOf([{ name: 'word/document.xml', text: 'x' }]) },
    tasks: { path: 'a.eval' },
    told: /a.eval/,
  },
];

describe('damaged logs', () => {
  for (const { what, files, tasks, kept, told } of each(damaged))
    test(what, async (t) => {
      const loaded = await loadLogs(t, files, tasks).catch((error: unknown) => asTouchstoneError(error));
      if (loaded instanceof Error) {
        assert.equal(kept, undefined, loaded.stack);
        assert.notEqual(loaded.code, 'internal', loaded.stack);
        assert.match(loaded.message, told);
        return;
      }
      assert.deepEqual(loaded.tasks.map(({ id }) => id).toSorted(), kept?.toSorted(), toldOf(loaded));
      assert.match(toldOf(loaded), told);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });

  test('there are more than twenty', () => assert.ok(damaged.length >= 20));
});

describe('values out of a JSON text', () => {
  const text =
    '{"a": [1, {"b": "x\\"y]", "c": [[]], "d": null}, "z"], "e\\u0066": {"k": {"m": 1}}, "n": -1.5e3 }';
  const choose = (path: JsonPath): Choice =>
    path.length < 2 && path[0] !== 'n' ? 'enter' : path[0] === 'a' ? new Set(['c']) : 'take';
  const pick = (size: number): Picked[] => {
    const skimmer = new JsonSkimmer(choose);
    const found: Picked[] = [];
    for (let i = 0; i < text.length; i += size) found.push(...skimmer.push(text.slice(i, i + size)));
    assert.equal(skimmer.end(), undefined);
    return found;
  };

  test('whatever the pieces are', () => {
    const expected = [
      { path: ['a', '*'], line: 1, text: '1' },
      { path: ['a', '*'], line: 1, text: '{"b": "x\\"y]", "c": null, "d": null}' },
      { path: ['a', '*'], line: 1, text: '"z"' },
      { path: ['ef', 'k'], line: 1, text: '{"m": 1}' },
      { path: ['n'], line: 1, text: '-1.5e3' },
    ];
    const sizes = Array.from({ length: text.length }, (_, i) => i + 1);
    for (const size of each(sizes)) assert.deepEqual(pick(size), expected, String(size));
  });

  test('what is too long is told, not held', () => {
    const skimmer = new JsonSkimmer((path) => (path.length === 0 ? 'enter' : 'take'), 100);
    const found = [...skimmer.push(`["${'x'.repeat(1000)}", "y"]`)];
    assert.deepEqual(
      found.map((one) => one.text),
      [undefined, '"y"'],
    );
  });

  test('what is no JSON stops it at its line', () => {
    const bad = [
      '{"a": 1]',
      '[1 2]',
      '{"a" 1}',
      '[1,\n,2]',
      '{1: 2}',
      '[1]\n[2]',
      '{"a":}',
      '[[1}',
      '"x',
      '{"a"',
    ];
    for (const one of each(bad)) {
      const skimmer = new JsonSkimmer(() => 'enter');
      for (const _ of skimmer.push(one)) void _;
      assert.ok(skimmer.end(), one);
    }
  });
});
