import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema, type ProjectConfig } from '../../../src/project/config.ts';
import type { TaskInput } from '../../../src/domain/task.ts';

/** The bundled sample's first ten tasks, and what a person who judges them thinks and types. */

export interface Judgement {
  /** Points for documentation, example and correctness of response 1 and 2. */
  points: [number[], number[]];
  /** Two inputs: expressions in the task's language, without single quotes. */
  inputs: [string, string];
  /** Blocks of code that make the program, where it is not the first one alone: by response. */
  blocks?: Partial<Record<1 | 2, number[]>>;
  /** A program that asks for its input: what is given to stdin instead, as `printf` takes it. */
  stdin?: Partial<Record<1 | 2, [string, string]>>;
}

export interface Case extends Judgement {
  task: TaskInput;
}

const judgements: Record<string, Judgement> = {
  'sample/01-merge-intervals': {
    points: [
      [2, 2, 3],
      [0, 0, 3],
    ],
    inputs: ['merge_intervals([(9, 11), (1, 3), (2, 6)])', 'merge_intervals([])'],
  },
  'sample/02-slugify': {
    points: [
      [0, 0, 1],
      [2, 1, 3],
    ],
    inputs: ['slugify("Hello, World!")', 'slugify("alpha beta gamma", 12)'],
  },
  'sample/03-parse-duration': {
    points: [
      [1, 1, 0],
      [1, 1, 1],
    ],
    inputs: ['parse_duration("1h30m")', 'parse_duration("3w")'],
  },
  'sample/04-lru-cache': {
    points: [
      [2, 0, 3],
      [1, 2, 1],
    ],
    inputs: [
      '(lambda c: (c.put("a", 1), c.put("b", None), c.get("b", 7)))(LRUCache(2))',
      '(lambda c: (c.put("a", 1), c.get("a"), c.put("b", 2), c.put("c", 3), c.get("a")))(LRUCache(2))',
    ],
    blocks: { 1: [0, 1] },
  },
  'sample/05-lower-bound': {
    points: [
      [2, 1, 0],
      [0, 2, 3],
    ],
    inputs: ['lower_bound([1, 3, 3, 3, 8], 3)', 'lower_bound([], 5)'],
  },
  'sample/06-group-anagrams': {
    points: [
      [2, 2, 3],
      [0, 0, 0],
    ],
    inputs: ['groupAnagrams(["Tea", "tan", "eat", "Nat", "bat"])', 'groupAnagrams([])'],
  },
  'sample/07-top-words': {
    points: [
      [1, 0, 1],
      [0, 1, 1],
    ],
    inputs: ['top_words("the cat and the dog", 1)', 'top_words("", 3)'],
    stdin: { 1: ['the cat and the dog\\n1\\n', '\\n3\\n'] },
  },
  'sample/08-deep-merge': {
    points: [
      [2, 1, 1],
      [2, 0, 3],
    ],
    inputs: ['deepMerge({ a: 1 }, { b: 2 })', 'deepMerge({ list: [1, 2] }, { list: [9], a: undefined })'],
  },
  'sample/09-rotate-grid': {
    points: [
      [2, 1, 1],
      [0, 0, 0],
    ],
    inputs: ['rotate_grid([[1, 2], [3, 4]])', 'rotate_grid([[1, 2, 3], [4, 5, 6]])'],
  },
  'sample/10-parse-query': {
    points: [
      [1, 1, 1],
      [2, 2, 3],
    ],
    inputs: ['parseQuery("?q=code+review&lang=d%C3%A9")', 'parseQuery("flag&&expr=x=y")'],
  },
};

const sample = join(import.meta.dirname, '..', '..', '..', 'media', 'sample');
const read = (name: string): string => readFileSync(join(sample, name), 'utf8');
export const guidelines = read('guidelines.md');

/** Tasks and judgements, in the sample's order. */
export function tenCases(): Case[] {
  const rows = read('tasks.jsonl').split('\n').slice(0, 10);
  return rows.map((line) => {
    const row = JSON.parse(line) as Record<string, string>;
    const judgement = judgements[row['id'] ?? ''];
    if (!judgement) throw new Error(`the bench has no judgement of the sample's task ${row['id']}`);
    const task: TaskInput = {
      id: row['id'] ?? '',
      instruction: row['instruction'] ?? '',
      language: row['language'],
      entryPoint: row['entry_point'],
      source: 'touchstone-sample',
      generations: [row['response_model_1'] ?? '', row['response_model_2'] ?? ''],
    };
    return { ...judgement, task };
  });
}

/** The sample's project over the ten tasks alone: its files, and its configuration. `tests`: whether their column is mapped. */
export function tenTasksProject(tests: boolean): { files: Record<string, string>; config: ProjectConfig } {
  const config = JSON.parse(read('touchstone.json')) as { tasks: { columns: Record<string, unknown> } };
  const columns = { ...config.tasks.columns };
  if (!tests) delete columns['tests'];
  const own = { ...config, tasks: { source: 'file', path: 'tasks.jsonl', columns } };
  const tasks = read('tasks.jsonl').split('\n').slice(0, 10).join('\n');
  return {
    files: {
      'touchstone.json': JSON.stringify(own, null, 2),
      'guidelines.md': guidelines,
      'tasks.jsonl': `${tasks}\n`,
    },
    config: configSchema.parse(own),
  };
}

export function total(points: number[]): number {
  return points.reduce((sum, n) => sum + n, 0);
}
