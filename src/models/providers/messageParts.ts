import { isFields } from '../api/serverWords.ts';

/** What one message, or a piece of one, says. */
export interface Said {
  text: string;
  reasoning: string;
  refusal: string;
}

/** Parts within parts: Mistral's thinking is a list of text parts. */
const deepest = 4;

/**
 * The parts of a message or delta. Its content is a text or a list of typed parts; what the model thinks stands in parts of such a kind, or
 * beside it: `reasoning_content` (DeepSeek, vLLM, SGLang, llama.cpp, LM Studio), `reasoning` (OpenRouter, Ollama, newer vLLM, Groq),
 * `reasoning_details` (OpenRouter), `thinking`. Where it is there twice it is read once.
 */
export function partsOf(message: Readonly<Record<string, unknown>>): Said {
  const said: Said = { text: '', reasoning: '', refusal: '' };
  addContent(message['content'], 'text', said, 0);
  if (typeof message['refusal'] === 'string') said.refusal += message['refusal'];
  if (said.reasoning === '') said.reasoning = thoughtBeside(message);
  return said;
}

function thoughtBeside(message: Readonly<Record<string, unknown>>): string {
  for (const name of [
    'reasoning_content',
    'reasoning',
    'thinking',
    'thinking_content',
    'reasoning_details',
  ]) {
    const inside: Said = { text: '', reasoning: '', refusal: '' };
    addContent(message[name], 'reasoning', inside, 0);
    if (inside.reasoning !== '') return inside.reasoning;
  }
  return '';
}

function addContent(content: unknown, into: 'text' | 'reasoning', said: Said, depth: number): void {
  if (typeof content === 'string') said[into] += content;
  else if (Array.isArray(content) && depth < deepest)
    for (const part of content) addContent(part, into, said, depth + 1);
  else if (isFields(content) && depth < deepest) addPart(content, into, said, depth);
}

function addPart(
  part: Readonly<Record<string, unknown>>,
  into: 'text' | 'reasoning',
  said: Said,
  depth: number,
): void {
  const type = typeof part['type'] === 'string' ? part['type'] : '';
  if (/refusal/i.test(type)) {
    if (typeof part['refusal'] === 'string') said.refusal += part['refusal'];
    return;
  }
  const target = /think|reason|summary/i.test(type) ? 'reasoning' : into;
  // The first that is there: an encrypted or repeated form may stand beside it.
  const names =
    target === 'reasoning'
      ? ['thinking', 'text', 'summary', 'reasoning', 'reasoning_content', 'content']
      : ['text', 'value', 'content'];
  const name = names.find((one) => part[one] !== undefined && part[one] !== null);
  if (name !== undefined) addContent(part[name], target, said, depth + 1);
}
