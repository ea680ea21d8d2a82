import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namesSides, withLegend, withoutLegend } from '../../../src/annotation/answerView.ts';
import { keptAsOwn, withoutLineComments } from '../../../src/annotation/commentsSection.ts';
import { codeBlocks } from '../../../src/code/fences.ts';
import { detectLanguage } from '../../../src/code/languages.ts';
import { namesIn } from '../../../src/code/namesInCode.ts';
import { programOf, replaceCode, type Program } from '../../../src/code/program.ts';
import {
  onlyInstalls,
  withoutInstallLines,
  withoutPythonPrompts,
  withoutShellPrompts,
} from '../../../src/code/prompts.ts';
import { doctests } from '../../../src/inputs/doctests.ts';
import { parseSuggestions, signatureIn } from '../../../src/inputs/suggestInputsPrompt.ts';
import { escapeBidi, escapeControls, plain, truncate } from '../../../src/platform/text.ts';
import { codeExamples } from '../../../src/inputs/codeExamples.ts';
import type { ShownOrder } from '../../../src/domain/annotation.ts';
import { attempt } from '../../../src/platform/errors.ts';
import { assemble } from '../../../src/runs/harness/assemble.ts';
import { missingPackage } from '../../../src/runs/missingPackage.ts';
import { verdictOf } from '../../../src/runs/verdict.ts';
import { wireText } from '../../../src/argilla/api/wire.ts';
import { taskTitle } from '../../../src/review/taskTitle.ts';
import { mainClass, publicClass } from '../../../src/runs/runners/programFile.ts';
import { neutralise } from '../../../src/runs/process/neutralise.ts';
import { cleanText } from '../../../src/tasks/mapping/cellText.ts';
import { each } from '../../each.ts';

const order: ShownOrder = [1, 2];

const functions: Record<string, (text: string) => unknown> = {
  namesSides,
  withLegend: (text) => withLegend(text, order),
  withoutLegend,
  keptAsOwn,
  withoutLineComments,
  codeBlocks,
  detectLanguage,
  programOf,
  replaceCode: (text) => replaceCode(text, 'x'),
  onlyInstalls,
  withoutInstallLines,
  withoutPythonPrompts,
  withoutShellPrompts,
  doctests: (text) => doctests(text, 20),
  parseSuggestions: (text) => attempt(() => parseSuggestions(text)),
  escapeBidi,
  escapeControls,
  plain,
  truncate: (text) => truncate(text, 100),
  wireText,
  taskTitle: (text) => taskTitle(text, 'id'),
  mainClass,
  publicClass,
  neutralise,
  cleanText,
};

const languages = ['python', 'javascript', 'typescript', 'java', 'c', 'cpp', 'go', 'rust', 'bash'];
for (const language of languages) {
  functions[`namesIn ${language}`] = (code) => namesIn({ language, code });
  functions[`codeExamples ${language}`] = (code) => codeExamples({ language, code } as Program, 20);
  functions[`assemble a program of ${language}`] = (code) =>
    attempt(() => assemble({ language, code } as Program, undefined));
  functions[`assemble a snippet of ${language}`] = (code) =>
    attempt(() =>
      assemble({ language, code: 'x' } as Program, {
        id: 'i',
        origin: 'annotator',
        code,
        expectedValue: '1',
      }),
    );
  functions[`a fenced block of ${language}`] = (code) => programOf(`\`\`\`${language}\n${code}\n\`\`\`\n`);
}
functions['verdictOf'] = (text) =>
  verdictOf(
    { exitCode: 0, stdout: text, stderr: text, timedOut: false, stopped: false },
    { id: 'i', origin: 'annotator', expectedOutput: `${text}x` },
    undefined,
  );
functions['missingPackage'] = (text) =>
  missingPackage(
    { language: 'python', stderr: text, stdout: text, verdict: 'crashed' } as never,
    { language: 'python', exe: 'python3' } as never,
    { text },
  );
functions['signatureIn'] = (text) => signatureIn(text, 'f');

const runs = [
  ...[
    '\n',
    ' ',
    '\t',
    '\r\n',
    'a',
    'A ',
    '(',
    '[',
    '{',
    ')',
    '`',
    '```\n',
    '~~~\n',
    '"',
    "'",
    '\\',
    '/',
    '*',
    '#',
    '>>> ',
    '$ ',
    '- ',
    '| ',
  ],
  ...[
    '<',
    '&',
    '1',
    '.',
    ',',
    ':',
    ';',
    '=',
    '_',
    'é',
    '😀',
    '\0',
    '\u001b[',
    '\u202e',
    '// ',
    '/*',
    '# a\n',
    '    ',
    'x = 1\n',
    'f(',
    'f(x)\n',
  ],
  ...[
    '=> ',
    'Response A ',
    'A. ',
    '\n\n`',
    'pip install x\n',
    '<think>',
    '{"a":',
    '0x',
    '...\n',
    '"""',
    "'''",
    '\n ',
    ' \n',
    '\u2028',
    '\ufeff',
  ],
  ...[
    'assert f(1) == 1\n',
    '>>> f(1)\n1\n',
    'import a\n',
    '#include <a>\n',
    'public class A ',
    'public ',
    'class A ',
    'class A{} ',
    '<!-- ',
    '[a](',
    '1. ',
    '> ',
    '\\\n',
    'if ',
  ],
];
/** What stands around a run of one kind. */
const frames: ((run: string) => string)[] = [
  (run) => run,
  (run) => `x${run}x`,
  (run) => `package${run}x`,
  (run) => `\`\`\`\n${run}\n\`\`\`\nx`,
  (run) => `A and B${run}(A = Response 1, B = Response 2)${run}x`,
];

const small = 16_000;
const times = 4;

/** The least of three tries, of one where that takes long, in milliseconds: what else the machine does only adds to it. */
function took(f: () => unknown): number {
  let least = Infinity;
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    f();
    least = Math.min(least, performance.now() - began);
    if (least > 1_000) break;
  }
  return least;
}

describe('texts of others take a time that grows with their length, not with its square', () => {
  for (const [name, f] of Object.entries(functions))
    test(name, () => {
      // A grammar takes its time with anything.
      const parsed = /^(?:namesIn|codeExamples|assemble)/.test(name);
      for (const run of each(parsed ? runs.filter((_, i) => i % 4 === 0) : runs))
        for (const frame of frames) {
          const text = (length: number): string => frame(run.repeat(Math.ceil(length / run.length)));
          const began = performance.now();
          f(text(small));
          // Too quick to be told from noise, or to be a trouble at four times the length.
          if (performance.now() - began < 100) continue;
          // What else the machine does may fall into one measurement, but not into each of several.
          let told = '';
          const isQuadratic = [1, 2, 3].every(() => {
            const [once, more] = [took(() => f(text(small))), took(() => f(text(small * times)))];
            told = `${once.toFixed()} ms, and ${more.toFixed()} ms for ${times} times as much`;
            return more > 1_000 && more / once > times * 2.5;
          });
          assert.ok(!isQuadratic, `${JSON.stringify(run)}: ${told}`);
        }
    });
});
