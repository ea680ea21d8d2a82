import { Environment, Interpreter, Template } from '@huggingface/jinja';
import { serve } from '../../platform/workerServer.ts';

/** What is rendered, for one user message. */
export interface TemplateJob {
  template: string;
  tokens: Record<string, string>;
  instruction: string;
}

type Rendered = { text: string } | { fault: string };

/** The thread that renders chat templates: foreign programs, which may run for ever. */
export interface TemplateThread {
  /** Answered as soon as the thread has loaded what it needs. */
  ready(): void;
  /** What the template makes, or why it makes nothing. */
  render(job: TemplateJob): Rendered;
}

/** What Jinja's filters make of a value that is undefined: the library refuses them, `transformers` renders on. */
const ofUndefined = new Map<string, unknown>([
  ...[
    'capitalize',
    'center',
    'escape',
    'e',
    'forceescape',
    'indent',
    'join',
    'lower',
    'replace',
    'safe',
    'string',
  ].map((name) => [name, ''] as const),
  ...['striptags', 'title', 'trim', 'truncate', 'upper', 'urlencode', 'wordwrap'].map(
    (name) => [name, ''] as const,
  ),
  ...['count', 'float', 'int', 'length', 'sum', 'wordcount'].map((name) => [name, 0] as const),
  ...[
    'batch',
    'items',
    'list',
    'map',
    'reject',
    'rejectattr',
    'select',
    'selectattr',
    'slice',
    'sort',
    'unique',
  ].map((name) => [name, []] as const),
  ...['first', 'last', 'max', 'min', 'random'].map((name) => [name, undefined] as const),
]);

/** Filters that Jinja knows under two names, and the library under one. */
const sameFilter: Readonly<Record<string, string>> = { count: 'length', d: 'default' };

interface FilterNode {
  type: string;
  value?: string;
  callee?: FilterNode;
}

type Apply = (operand: { type: string }, filter: FilterNode, environment: Environment) => unknown;

const library = Interpreter.prototype as unknown as { applyFilter: Apply };
const { applyFilter } = library;
library.applyFilter = function (operand, filter, environment) {
  const named = filter.type === 'CallExpression' ? filter.callee : filter;
  const name = named?.value ?? '';
  if (operand.type === 'UndefinedValue' && ofUndefined.has(name))
    return new Environment().set('value', ofUndefined.get(name));
  const same = sameFilter[name];
  if (named && same !== undefined) named.value = same;
  return applyFilter.call(this, operand, filter, environment);
};

serve<TemplateThread>({
  ready: () => undefined,
  render(_, { template, tokens, instruction }) {
    // Jinja reads every line break of a template as one, as `transformers` does.
    const source = template.replaceAll(/\r\n?/g, '\n');
    const plain = rendered(source, tokens, instruction);
    if ('text' in plain && plain.text.includes(instruction.trim())) return plain;
    // A template of a model that also sees pictures may go through the content as a list of typed parts.
    const typed = rendered(source, tokens, [{ type: 'text', text: instruction }]);
    return 'text' in typed && typed.text.includes(instruction.trim()) ? typed : plain;
  },
});

function rendered(template: string, tokens: Record<string, string>, content: unknown): Rendered {
  try {
    const text: unknown = new Template(template).render({
      messages: [{ role: 'user', content }],
      add_generation_prompt: true,
      ...tokens,
    });
    return { text: typeof text === 'string' ? text : '' };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
