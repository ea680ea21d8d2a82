import type { ExportRow } from '../../store/api/store.ts';
import type { Column, Message } from '../table/column.ts';
import type { ExampleOptions, TrainingShape } from './datasetOptions.ts';
import { bestOf, labelledOf, pairOf, type ExampleRules } from './pickExamples.ts';
import { judgedTask, type JudgedTask } from './judgedTask.ts';

/** The rows of a task's annotators become rows of the file. */
export interface TaskShape<T extends object> {
  columns: Column<T>[];
  /** A record has exactly the columns, in JSON, too. */
  isFlat: boolean;
  records(rows: readonly ExportRow[]): Records<T>;
}

export interface Records<T> {
  instruction: string;
  records: T[];
  /** The rows that they are made of. */
  from: readonly ExportRow[];
}

/** A row of a training file: the columns' names and values. */
export type Example = Record<string, string | number | boolean | Message[]>;

interface Layout {
  columns: Pick<Column<Example>, 'name' | 'type'>[];
  examples: (task: JudgedTask, rules: ExampleRules) => Example[];
}

/**
 * The columns that TRL documents for each type of dataset, none more (huggingface.co/docs/trl/dataset_formats): language modeling, prompt-completion,
 * preference with an explicit prompt, unpaired preference, and for reward models preference with the prompt inside and a margin.
 */
export function trainingShape(shape: TrainingShape, rules: ExampleRules): TaskShape<Example> {
  const { columns, examples } = layouts[shape];
  return {
    columns: columns.map(({ name, type }) => ({ name, type, value: (example) => example[name] ?? null })),
    isFlat: true,
    records(rows) {
      const task = judgedTask(rows, rules);
      return {
        instruction: task?.row.task.instruction ?? '',
        records: task ? examples(task, rules) : [],
        from: task?.answers ?? [],
      };
    },
  };
}

/** The columns of a shape. */
export function layoutOf(shape: TrainingShape): Layout['columns'] {
  return layouts[shape].columns;
}

export function isTraining(shape: string): shape is TrainingShape {
  return shape in layouts;
}

type Form = 'messages' | 'string';

const layouts: Record<TrainingShape, Layout> = {
  sft: {
    columns: [{ name: 'messages', type: 'messages' }],
    examples: (task, rules) =>
      listOf(bestOf(task, rules), (best) => ({ messages: whole(task, best, rules.options) })),
  },
  'sft-prompt-completion': completions('messages'),
  'sft-standard': completions('string'),
  dpo: preferences('messages'),
  'dpo-standard': preferences('string'),
  kto: unpaired('messages'),
  'kto-standard': unpaired('string'),
  reward: rewards('messages'),
  'reward-standard': rewards('string'),
};

function completions(type: Form): Layout {
  return {
    columns: columnsOf(type, 'prompt', 'completion'),
    examples: (task, rules) =>
      listOf(bestOf(task, rules), (best) => ({
        prompt: prompt(type, task, rules),
        completion: reply(type, best),
      })),
  };
}

function preferences(type: Form): Layout {
  return {
    columns: columnsOf(type, 'prompt', 'chosen', 'rejected'),
    examples: (task, rules) =>
      listOf(pairOf(task, rules), ({ chosen, rejected }) => ({
        prompt: prompt(type, task, rules),
        chosen: reply(type, chosen),
        rejected: reply(type, rejected),
      })),
  };
}

function unpaired(type: Form): Layout {
  return {
    columns: [...columnsOf(type, 'prompt', 'completion'), { name: 'label', type: 'bool' }],
    examples: (task, rules) =>
      labelledOf(task, rules).map(({ text, isGood }) => ({
        prompt: prompt(type, task, rules),
        completion: reply(type, text),
        label: isGood,
      })),
  };
}

function rewards(type: Form): Layout {
  const told = (task: JudgedTask, text: string, { options }: ExampleRules): string | Message[] =>
    type === 'messages' ? whole(task, text, options) : plainPrompt(task, options) + text;
  return {
    columns: [...columnsOf(type, 'chosen', 'rejected'), { name: 'margin', type: 'double' }],
    examples: (task, rules) =>
      listOf(pairOf(task, rules), ({ chosen, rejected, margin }) => ({
        chosen: told(task, chosen, rules),
        rejected: told(task, rejected, rules),
        margin,
      })),
  };
}

function columnsOf(type: Form, ...names: string[]): Layout['columns'] {
  return names.map((name) => ({ name, type }));
}

function listOf<T>(made: T | undefined, example: (made: T) => Example): Example[] {
  return made === undefined ? [] : [example(made)];
}

function prompt(type: Form, task: JudgedTask, { options }: ExampleRules): string | Message[] {
  return type === 'messages' ? asked(task, options) : plainPrompt(task, options);
}

function reply(type: Form, text: string): string | Message[] {
  return type === 'messages' ? [{ role: 'assistant', content: text }] : text;
}

function whole(task: JudgedTask, text: string, options: ExampleOptions): Message[] {
  return [...asked(task, options), { role: 'assistant', content: text }];
}

/** What models are asked with (src/models): the instruction alone, behind the system prompt where there is one. */
function asked({ row }: JudgedTask, { systemPrompt }: ExampleOptions): Message[] {
  const user: Message = { role: 'user', content: row.task.instruction };
  return systemPrompt === undefined ? [user] : [{ role: 'system', content: systemPrompt }, user];
}

/** Trainers set prompt and completion one behind the other as they are. */
function plainPrompt({ row }: JudgedTask, { systemPrompt, separator }: ExampleOptions): string {
  const texts = [...(systemPrompt === undefined ? [] : [systemPrompt]), row.task.instruction];
  return texts.map((text) => text + separator).join('');
}
