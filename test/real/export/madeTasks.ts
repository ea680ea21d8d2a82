import type { Answer } from '../../../src/domain/annotation.ts';
import type { JudgeQuestion, JudgeVerdict } from '../../../src/domain/judgement.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import { textsOf } from '../../../src/store/api/shownTexts.ts';
import { listPaged } from '../../../src/store/api/taskPages.ts';
import type { TaskInput } from '../../../src/domain/task.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { act, models } from '../../unit/store/support.ts';

/** What was given to the store for one task, from which a test works out by itself what must come back. */
export interface Made {
  task: TaskInput & { generations: [string, string] };
  /** By annotator. */
  answers: Record<string, { answer: Answer; status: 'submitted' | 'draft' | 'discarded' }>;
}

const languages = ['python', 'javascript', 'rust', undefined] as const;
const awkward = [
  'Ünïcödé 目录 🦊 \u202e',
  'line\r\nbreaks\rand\n\n',
  'tab\tand "quotes", commas',
  '\u2028\u2029\u0085',
  '\\n \\" \\u0041',
];
const nouns = [
  'lists',
  'trees',
  'dates',
  'files',
  'graphs',
  'words',
  'prices',
  'matrices',
  'users',
  'queues',
];
const verbs = [
  'sorts',
  'merges',
  'counts',
  'reverses',
  'parses',
  'filters',
  'prints',
  'compares',
  'groups',
  'draws',
];

/** `count` tasks: half of them scored by two people; ties, corrections, drafts, copies of instructions, one text of a megabyte. */
export function madeTasks(count: number): Made[] {
  return Array.from({ length: count }, (_, i): Made => {
    const text = awkward[i % awkward.length] ?? '';
    // Every 20th asks the same as the one before, in other letters.
    const n = i % 20 === 19 ? i - 1 : i;
    const [verb, noun, other] = [
      verbs[n % 10],
      nouns[Math.floor(n / 10) % 10],
      verbs[Math.floor(n / 100) % 10],
    ];
    const words = `Write a program number ${n} that ${verb} ${noun} ${n * 7}, then ${other} what is left ${n * 13} for case ${n * 17}`;
    const instruction = i % 20 === 19 ? `${words.toUpperCase()} !` : words;
    const scores = { score1: (i * 3) % 8, score2: (i * 5 + 1) % 8 };
    const answers: Made['answers'] = {};
    if (i % 11 !== 10)
      answers['local:me'] = {
        status: i % 13 === 12 ? 'draft' : i % 17 === 16 ? 'discarded' : 'submitted',
        answer: {
          ...scores,
          ...(i % 7 === 6 && { corrected: 'Response 1', correction: `right ${text}${i}` }),
        },
      };
    if (i % 2)
      answers['local:other'] = { status: 'submitted', answer: { score1: (i * 7) % 8, score2: (i * 2) % 8 } };
    return {
      task: {
        id: `made/${i}`,
        instruction: i % 100 === 3 ? `${instruction}\n${text}` : instruction,
        source: 'made',
        language: languages[n % languages.length],
        generations: [`one ${text} ${i}`, i === 5 ? `two ${'x'.repeat(1_000_000)}` : `two ${text} ${i}`],
      },
      answers,
    };
  });
}

export async function fill(store: Store, made: Made[]): Promise<void> {
  await store.upsertTasks(
    made.map(({ task }) => task),
    models,
  );
  for (const { task, answers } of made)
    for (const [annotator, { answer, status }] of Object.entries(answers))
      await store.act(act(task.id, status, answer, { annotator }));
}

/** Failure modes and what judges say, of tasks here and there, with texts that formats stumble over. */
export async function addOpinions(store: Store, judges: readonly string[]): Promise<void> {
  const tasks = (await listPaged(store, 'local:me')).filter((_, i) => i % 25 === 0);
  for (const [i, { id }] of tasks.entries()) {
    const { task, generations, annotation } = await store.taskDetail(id, 'local:me');
    const text = awkward[i % awkward.length] ?? '';
    const about = textsOf({ task, generations });
    const [one, two] = about.responses;
    const said = (question: JudgeQuestion, responses: [string, string], verdict: JudgeVerdict) =>
      judges.map((judge) => ({
        ...{ taskId: id, judge, question, prompt: 'p1', at: '2025-01-02T03:04:05.006Z' },
        about: { task: about.task, responses },
        verdict,
        provenance: {
          ...{ model: judge, provider: 'vscode-lm', structured: 'words' as const },
          ...{ sent: sha256(''), attempts: 1, durationMs: 1 },
        },
        answer: text,
      }));
    const points = { documentation: i % 3, example: 1, correctness: 3 };
    for (const judgement of [
      ...said('1', [one, ''], { points, reasons: { example: text, correctness: '=1+1' }, confidence: 0.25 }),
      ...(i % 2 ? said('2', ['', two], { points: { ...points, example: 9 } }) : []),
      ...said('1,2', [one, two], { winner: 1, reason: text }),
      ...(i % 3 ? said('2,1', [one, two], { winner: i % 3 === 1 ? 1 : 0 }) : []),
    ])
      await store.putJudgement(judgement, [...judges]);
    if (annotation?.status !== 'submitted') continue;
    const { score1, score2, corrected, correction } = annotation;
    const answer = { score1, score2, ...(corrected && { corrected, correction }) };
    const add = [{ response: 1 as const, name: `slow ${i % 7}`, lines: [1, 1] as [number, number] }];
    await store.act(act(id, 'submitted', answer, { annotator: 'local:me', tags: { add }, entry: 'step' }));
  }
}

export interface Expected {
  instruction: string;
  chosen: string;
  rejected: string;
  margin: number;
}

/** The pair that a task must make, by the rules of docs/export.md; undefined: none. */
export function expectedPair({ task, answers }: Made, max: number): Expected | undefined {
  const counted = Object.values(answers).flatMap(({ status, answer }) =>
    status === 'submitted' ? [answer] : [],
  );
  if (counted.length === 0) return undefined;
  const mean = (of: 'score1' | 'score2') =>
    counted.reduce((sum, answer) => sum + (answer[of] ?? 0), 0) / counted.length;
  const [one, two] = [mean('score1'), mean('score2')];
  const [first, second] = task.generations;
  const { instruction } = task;
  const correction = counted.find((answer) => answer.correction)?.correction;
  // Of equal ones it was Response 1 that was corrected.
  const [worse, score] = one < two || (one === two && correction) ? [first, one] : [second, two];
  if (correction !== undefined)
    return { instruction, chosen: correction, rejected: worse, margin: max - score };
  if (one === two) return undefined;
  return {
    instruction,
    chosen: worse === first ? second : first,
    rejected: worse,
    margin: Math.abs(one - two),
  };
}
