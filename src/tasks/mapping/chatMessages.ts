import { parseJson } from '../../platform/errors.ts';
import { cleanText } from './cellText.ts';
import { pythonValue } from './pythonLiteral.ts';

/**
 * Conversations in a cell: a list of turns as chat models are given them (`role` and `content`, OpenAI; content also in parts), as ShareGPT
 * has them (`from` and `value`), or such a list as text of JSON or Python. Pure.
 */

type Speaker = 'system' | 'user' | 'assistant' | 'other';

interface Turn {
  speaker: Speaker;
  text: string;
}

const speakers: Record<string, Speaker> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  prompter: 'user',
  instruction: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  model: 'assistant',
  bot: 'assistant',
  chatbot: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  ai: 'assistant',
};

/** The turns, or `undefined` where the cell is no conversation. */
export function turnsOf(value: unknown): Turn[] | undefined {
  const list = typeof value === 'string' ? listInText(value) : value;
  const turns = asRecord(list)?.['messages'] ?? asRecord(list)?.['conversations'] ?? list;
  if (!Array.isArray(turns) || turns.length === 0) return undefined;
  const found = turns.map(turnOf);
  return found.every((turn) => turn !== undefined) ? found : undefined;
}

/**
 * What was asked: everything up to the last turn of the user, the system's first. Several turns are told apart by who speaks; an answer at
 * the end is no part of it. `undefined` where nobody asks.
 */
export function questionOf(turns: readonly Turn[]): string | undefined {
  const last = turns.findLastIndex(({ speaker }) => speaker === 'user');
  if (last === -1) return undefined;
  const system = turns.filter(({ speaker }) => speaker === 'system').map(({ text }) => text);
  const said = turns
    .slice(0, last + 1)
    .filter(({ speaker, text }) => (speaker === 'user' || speaker === 'assistant') && text.trim() !== '');
  const names = { user: 'User', assistant: 'Assistant', system: 'System', other: '' };
  const several = said.length > 1;
  const spoken = said.map(({ speaker, text }) => (several ? `${names[speaker]}: ${text}` : text));
  if (said.length === 0) return undefined;
  return cleanText([...system.filter((text) => text.trim() !== ''), ...spoken].join('\n\n'));
}

/** What was answered last, where the conversation ends with an answer. */
export function answerOf(turns: readonly Turn[]): string | undefined {
  const last = turns.at(-1);
  return last?.speaker === 'assistant' ? cleanText(last.text) : undefined;
}

function listInText(text: string): unknown {
  const trimmed = text.trim();
  return /^[[{]\s*[{"']/.test(trimmed) ? (parseJson(trimmed) ?? pythonValue(trimmed)) : undefined;
}

function turnOf(value: unknown): Turn | undefined {
  const turn = asRecord(value);
  const name = turn?.['role'] ?? turn?.['from'] ?? turn?.['speaker'];
  if (!turn || typeof name !== 'string') return undefined;
  const text = textOf(turn['content'] ?? turn['value'] ?? turn['text']);
  if (text === undefined) return undefined;
  const known = name.trim().toLowerCase();
  return { speaker: Object.hasOwn(speakers, known) ? (speakers[known] ?? 'other') : 'other', text };
}

/** Content as text, or as parts of which those of text count; none (a call of a tool) is empty. */
function textOf(content: unknown): string | undefined {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const parts = content.map((part: unknown) => {
    const text = typeof part === 'string' ? part : asRecord(part)?.['text'];
    return typeof text === 'string' ? text : '';
  });
  return parts.join('');
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
