/** A stretch of a text, in UTF-16 offsets. */
export interface Stretch {
  from: number;
  to: number;
}

/** How models mark what they think before they answer: the opening mark, and the closing one. */
const marks: readonly (readonly [opening: RegExp, closing: RegExp])[] = [
  // DeepSeek-R1, Qwen3 and most others; EXAONE, Seed-OSS and Claude-like prompts with other words.
  ...['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'reflection', 'scratchpad', 'seed:think'].map(
    (word) => [new RegExp(`<${word}>`, 'gi'), new RegExp(`</${word}>`, 'gi')] as const,
  ),
  // Magistral
  [/\[THINK\]/g, /\[\/THINK\]/g],
  // Kimi
  [/◁think▷/g, /◁\/think▷/g],
  // Sky-T1, OpenThinker
  [/<\|begin_of_thought\|>/g, /<\|end_of_thought\|>/g],
  // gpt-oss, where the server does not take its channels apart
  [
    /(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)[^<]*<\|message\|>/g,
    /<\|end\|>(?:<\|start\|>assistant)?(?=<\|channel\|>)|(?=<\|channel\|>final)/g,
  ],
];

/** What frames an answer and is no part of it. */
const frames =
  /<\|(?:begin|end)_of_solution\|>|(?:<\|start\|>assistant)?<\|channel\|>final<\|message\|>|<\|(?:return|end)\|>$|<\/?answer>(?=[ \t]*$)|^[ \t]*<answer>/gm;

/**
 * Where a text thinks instead of answering. Marks count outside of quotation marks and code in a line. Thoughts that are never ended
 * reach to the end of the text: there is no answer. A closing mark alone ends thoughts that began with the text, as chat templates
 * write the opening one into the prompt.
 */
export function thoughtsIn(text: string): Stretch[] {
  const found: Stretch[] = [];
  for (const [opening, closing] of marks) {
    let at = 0;
    const first = nextMark(text, closing, 0);
    const begin = nextMark(text, opening, 0);
    if (first && (!begin || first.from < begin.from)) {
      found.push({ from: 0, to: first.to });
      at = first.to;
    }
    for (;;) {
      const start = nextMark(text, opening, at);
      if (!start) break;
      // Only what begins a line thinks; elsewhere it is spoken of.
      if (
        text.slice(text.lastIndexOf('\n', start.from - 1) + 1, start.from).trim() !== '' &&
        start.from !== at
      ) {
        at = start.to;
        continue;
      }
      const end = nextMark(text, closing, start.to);
      found.push({ from: start.from, to: end?.to ?? text.length });
      if (!end) break;
      at = end.to;
    }
  }
  return found.sort((one, other) => one.from - other.from);
}

function nextMark(text: string, mark: RegExp, from: number): Stretch | undefined {
  mark.lastIndex = from;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    const before = text.charAt(match.index - 1);
    const after = text.charAt(match.index + match[0].length);
    if (!/["'`\\(]/.test(before) && !/["'`\\)]/.test(after)) {
      const to = match.index + match[0].length;
      mark.lastIndex = 0;
      return { from: match.index, to };
    }
    if (match[0] === '') mark.lastIndex++;
  }
  return undefined;
}

/** The text with blanks in place of what is thought: every place in it is where it was. */
export function withoutThoughts(text: string): string {
  // Nearly all texts have none.
  if (!/[<[◁]/.test(text)) return text;
  let answer = text;
  for (const { from, to } of thoughtsIn(text))
    answer = answer.slice(0, from) + blank(answer.slice(from, to)) + answer.slice(to);
  return answer.replace(frames, blank);
}

/** What follows begins a line: a fence may stand right behind a mark. */
const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ').replace(/ $/, '\n');

/** Closing marks that end thoughts also where the opening one stood in the prompt: what else ends so may be any element of an answer. */
const closedAlone = /<\/(?:think|thinking|seed:think)>|\[\/THINK\]|◁\/think▷|<\|end_of_thought\|>/gi;

/**
 * A response taken apart into what the model thought first and what it answered. Only what begins the text thinks here (or ends without
 * having begun): elsewhere a mark may be a part of the answer, of which nothing may be lost. Thoughts that never end are left in it.
 * Without `thoughts` the answer is the text as it was.
 */
export function splitThoughts(text: string): { answer: string; thoughts?: string } {
  if (!/[<[◁]/.test(text)) return { answer: text };
  const thoughts: string[] = [];
  let at = 0;
  for (;;) {
    const thought = thoughtAt(text, at) ?? (at === 0 ? thoughtWithoutBegin(text) : undefined);
    if (!thought) break;
    thoughts.push(text.slice(thought.from, thought.end).trim());
    at = thought.to;
  }
  if (at === 0) return { answer: text };
  const answer = text
    .slice(at)
    .replace(frames, '')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .replace(/^[^\S\n]+(?=\S)/, (blanks) => (text.slice(at, at + 1) === '\n' ? blanks : ''));
  return { answer, thoughts: thoughts.filter((one) => one !== '').join('\n\n') };
}

/** The thought that begins at a place, blanks aside: from behind its mark to before the closing one, and where the text goes on. */
function thoughtAt(text: string, at: number): { from: number; end: number; to: number } | undefined {
  const start = at + (/^\s*/.exec(text.slice(at, at + longestGap))?.[0].length ?? 0);
  for (const [opening, closing] of marks) {
    const mark = new RegExp(opening.source, 'iy');
    mark.lastIndex = start;
    const opened = mark.exec(text);
    if (!opened) continue;
    const from = start + opened[0].length;
    const end = nextMark(text, closing, from);
    // gpt-oss: the channel goes over into the final one without an end of its own.
    return end && { from, end: end.from, to: end.to };
  }
  return undefined;
}

const longestGap = 10_000;

/** Whether a text begins with thoughts that never end. */
export function opensThought(text: string): boolean {
  const start = text.length - text.trimStart().length;
  return marks.some(([opening]) => {
    const mark = new RegExp(opening.source, 'iy');
    mark.lastIndex = start;
    return mark.test(text);
  });
}

function thoughtWithoutBegin(text: string): { from: number; end: number; to: number } | undefined {
  const closed = nextMark(text, closedAlone, 0);
  if (!closed) return undefined;
  const before = text.slice(0, closed.from);
  // Within a sentence or a block of code it is spoken of.
  const standsApart =
    /(?:^|\n)[^\S\n]*$/.test(before.slice(-80)) ||
    /^[^\S\n]*(?:\n|$)/.test(text.slice(closed.to, closed.to + 80));
  const fences = before.match(/^[^\S\n]{0,12}(?:```|~~~)/gm)?.length ?? 0;
  return standsApart && fences % 2 === 0 ? { from: 0, end: closed.from, to: closed.to } : undefined;
}
