import { block, fenced, given, openings, other, right, wrong, type Kind } from './kind.ts';
import { programOf } from './problem.ts';

/** The instruction with the code that an answer goes on from. */
const begun = (asks: string, code: string): string => `${asks}\n\n${code}`;

/** Thoughts, bodies alone, what only the instruction gives, and answers without a program. */
export const kindsOfText: Kind[] = [
  {
    name: 'a draft in thoughts',
    make: (p, ok) =>
      `<think>\nMaybe like this:\n\n${block(p, other(p, ok))}\nNo, that misses a case.\n</think>\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'thoughts without an opening tag',
    make: (p, ok) =>
      `Okay, let me think. First try:\n${block(p, other(p, ok))}Hmm, no.\n</think>\n\nThe answer:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'thoughts with another tag',
    make: (p, ok, pick) => {
      const tag = pick(['thinking', 'reasoning', 'thought', 'scratchpad']);
      return `<${tag}>\n${other(p, ok)}\n</${tag}>\n${block(p, given(p, ok))}`;
    },
  },
  {
    name: 'thoughts that never end',
    make: (p) => ({ text: `<think>\nI could write\n\n${block(p, right(p))}\nbut`, verdict: 'none' }),
  },
  {
    name: 'thoughts, then code without a fence',
    make: (p, ok) => `<think>\nOne pass is enough.\n</think>\n\n${given(p, ok)}`,
  },
  {
    name: 'thoughts in channels',
    make: (p, ok) =>
      `<|channel|>analysis<|message|>Perhaps ${block(p, other(p, ok))}<|end|><|start|>assistant<|channel|>final<|message|>${block(p, given(p, ok))}<|return|>`,
  },
  {
    name: 'reasoning in plain sentences',
    make: (p, ok) =>
      `Let me reason step by step. The input may be empty; then there is nothing to do. Otherwise I go over it (once), and keep what I need; that is all.\n\nSo:\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'the body alone in a block',
    make: (p, ok) => ({
      text: block(p, ok ? p.body : p.wrong),
      instruction: begun(p.asks, programOf(p, ok).slice(0, -(ok ? p.body : p.wrong).length - p.close.length)),
    }),
    languages: ['python', 'javascript', 'typescript', 'bash', 'go', 'rust', 'cpp', 'c'],
  },
  {
    name: 'the body alone without a fence',
    make: (p, ok) => ({
      text: ok ? p.body : p.wrong,
      instruction: programOf(p, ok).slice(0, -(ok ? p.body : p.wrong).length - p.close.length),
    }),
  },
  {
    name: 'the body with what closes it',
    make: (p, ok) =>
      p.close === ''
        ? undefined
        : {
            text: fenced((ok ? p.body : p.wrong) + p.close),
            instruction: begun(
              p.asks,
              block(p, programOf(p, ok).slice(0, -(ok ? p.body : p.wrong).length - p.close.length)),
            ),
          },
  },
  {
    name: 'the body, not indented',
    make: (p, ok) => ({
      text: (ok ? p.body : p.wrong).replace(/^(?: {4}|\t| {2})/gm, ''),
      instruction: programOf(p, ok).slice(0, -(ok ? p.body : p.wrong).length - p.close.length),
    }),
    languages: ['javascript', 'typescript', 'bash', 'go', 'rust', 'cpp', 'c'],
  },
  {
    name: 'imports that only the instruction has',
    make: (p, ok) =>
      p.imports === ''
        ? undefined
        : {
            text: block(p, programOf(p, ok, { imports: true })),
            instruction: begun(p.asks, block(p, `${p.imports}\n${p.head}`)),
          },
    languages: ['python', 'typescript', 'java', 'rust', 'cpp', 'c'],
  },
  {
    name: 'a helper that only the instruction has',
    make: (p, ok) =>
      p.helper
        ? {
            text: block(p, programOf(p, ok, { helper: true })),
            instruction: begun(p.asks, block(p, `${p.helper.code}\n${p.head}`)),
          }
        : undefined,
  },
  {
    name: 'the instruction said again before the code',
    make: (p, ok) => `> ${p.asks}\n\n${block(p, p.head)}\nbecomes\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'code in the middle of a sentence',
    make: (p, ok, pick) =>
      `${pick(openings)} Note that \`${p.name}\` is called with ordinary values, e.g. \`${p.name}(x)\`, and that \`x = 1;\` or \`return x\` never fail.\n\n${block(p, given(p, ok))}`,
  },
  {
    name: 'no code at all',
    make: (p) => ({
      text: `To write ${p.name}, go over the input and return what was asked for (see the examples). I would not use recursion here.\n`,
      verdict: 'none',
    }),
  },
  {
    name: 'an apology',
    make: (p) => ({ text: `I am sorry, but I cannot help with ${p.name}.`, verdict: 'none' }),
  },
  {
    name: 'the tests alone',
    make: (p) => ({ text: `Tests for it:\n\n${block(p, p.tests)}`, verdict: 'none' }),
  },
  {
    name: 'the signature alone',
    make: (p) => ({ text: block(p, `${p.imports}${p.head}${p.close}`), verdict: 'none' }),
  },
  {
    name: 'cut off in the middle',
    make: (p) => ({
      text: `\`\`\`${p.language}\n${right(p).slice(0, Math.floor(right(p).length / 2))}`,
      verdict: 'none',
    }),
  },
  {
    name: 'the right program under another name',
    make: (p) => ({
      text: block(p, right(p).replace(new RegExp(`\\b${p.name}\\b`, 'g'), `my_${p.name}`)),
      verdict: 'none',
    }),
  },
  {
    name: 'right in thoughts, wrong in the answer',
    make: (p) => ({
      text: `<think>\n${block(p, right(p))}</think>\n\n${block(p, wrong(p))}`,
      verdict: 'differs',
    }),
  },
  {
    name: 'right at first, wrong in the end',
    make: (p) => ({
      text: `${block(p, right(p))}\nThis can be made shorter. The final version:\n\n${block(p, wrong(p))}`,
      verdict: 'differs',
    }),
  },
];
