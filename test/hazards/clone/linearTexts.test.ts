import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namesSides, withLegend, withoutLegend } from '../../../src/annotation/answerView.ts';
import { keptAsOwn, withoutLineComments } from '../../../src/annotation/commentsSection.ts';
import { joinedPieces } from '../../../src/code/answer/heads.ts';
import { withoutLineNumbers } from '../../../src/code/answer/pieces.ts';
import { patched } from '../../../src/code/answer/repairs.ts';
import { siteImports } from '../../../src/code/answer/siteImports.ts';
import { splitThoughts, thoughtsIn, withoutThoughts } from '../../../src/code/answer/thoughts.ts';
import { bashIsSound } from '../../../src/code/text/bashLines.ts';
import { chunksOf } from '../../../src/code/text/chunks.ts';
import { codeBlocks } from '../../../src/code/text/fences.ts';
import { detectLanguage } from '../../../src/code/text/languages.ts';
import { namesIn } from '../../../src/code/namesInCode.ts';
import { programOf, type Program } from '../../../src/code/program.ts';
import { replaceCode } from '../../../src/code/replaceCode.ts';
import {
  onlyInstalls,
  withoutInstallLines,
  withoutPythonPrompts,
  withoutShellPrompts,
} from '../../../src/code/text/prompts.ts';
import { examplesBeside } from '../../../src/code/examplesBeside.ts';
import { comparedIn } from '../../../src/inputs/codeExamples.ts';
import { foundProgram } from '../../../src/inputs/programCache.ts';
import { exampleInputs } from '../../../src/inputs/examples.ts';
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
import { sha256 } from '../../../src/platform/hash.ts';
import { linesOfDocument } from '../../../src/review/documentLines.ts';
import { linesOfProgram } from '../../../src/review/programLines.ts';
import { blockChoices, takenLines } from '../../../src/review/takenLines.ts';
import { taskTitle } from '../../../src/code/text/taskTitle.ts';
import { readTags } from '../../../src/judge/prompt/proposedTags.ts';
import { mainClass, publicClass } from '../../../src/runs/runners/programFile.ts';
import { neutralise } from '../../../src/runs/process/neutralise.ts';
import { comparedWith, errorOf } from '../../../src/oracle/compareRuns.ts';
import { dialectLength, dialectOf } from '../../../src/tasks/file/csvDialect.ts';
import { parseJsonText } from '../../../src/tasks/file/jsonText.ts';
import { cleanText } from '../../../src/tasks/mapping/cellText.ts';
import { turnsOf } from '../../../src/tasks/mapping/chatMessages.ts';
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
functions['bashIsSound'] = bashIsSound;
functions['chunksOf bash'] = (text) => chunksOf('bash', text);
functions['withoutLineNumbers'] = (text) => withoutLineNumbers(`1 x\n${text}`);
functions['patched'] = patched;
for (const language of ['go', 'python', 'cpp'])
  functions[`joinedPieces ${language}`] = (text) => joinedPieces(language, [text, `import "a"\n${text}`]);
functions['takenLines'] = (text) => takenLines(text, { language: 'python' });
functions['takenLines of many blocks'] = (text) =>
  takenLines('```python\nx = 1\n```\n\n'.repeat(text.length / 20), { language: 'python' });
functions['linesOfProgram'] = (text) => {
  const program = foundProgram(text, { language: 'python' });
  if (program) linesOfProgram(text, program);
};
functions['linesOfDocument'] = (text) =>
  linesOfDocument(`${text.slice(text.length / 2)}b`, text, { language: 'python' });
functions['linesOfProgram of many blocks'] = (text) => {
  const markdown = '```python\nx = 1\n```\n\n'.repeat(text.length / 20);
  const program = foundProgram(markdown, { language: 'python' });
  if (program) linesOfProgram(markdown, program);
};
functions['blockChoices'] = (text) =>
  blockChoices(`\`\`\`python\n${text}\n\`\`\`\n${text}`, { language: 'python' });
functions['a chosen block'] = (text) => {
  const markdown = `\`\`\`python\nx = 1\n\`\`\`\n\n\`\`\`python\n${text}\n\`\`\`\n`;
  const chosenBlocks = { [sha256(markdown)]: 1 };
  programOf(markdown, { task: { language: 'python', instruction: text, tests: text, chosenBlocks } });
};
functions['examplesBeside'] = (text) =>
  examplesBeside(text, { language: 'python', code: 'def f(x):\n    return x\n', taken: [] });
functions['exampleInputs'] = (text) => exampleInputs(text, { 1: text }, { language: 'python' });
functions['comparedIn'] = (text) => comparedIn('python', `f(1) == ${text}`);
functions['thoughtsIn'] = thoughtsIn;
functions['withoutThoughts'] = withoutThoughts;
functions['splitThoughts'] = splitThoughts;
functions['splitThoughts behind a thought'] = (text) => splitThoughts(`<think>a</think>${text}`);
functions['splitThoughts before its end'] = (text) => splitThoughts(`${text}\n</think>\n`);
functions['readTags'] = (text) => readTags([{ name: text }, text, { name: 'x', lines: text }], 3);
functions['siteImports'] = (text) => siteImports('python', `class Solution:\n${text}`, '');
for (const language of ['python', 'typescript', 'java', 'bash'])
  functions[`a task of ${language}`] = (text) =>
    programOf(text, { task: { language, instruction: text, entryPoint: 'f', tests: text } });
functions['verdictOf'] = (text) =>
  verdictOf(
    { exitCode: 0, stdout: text, stderr: text, timedOut: false, stopped: false, truncatedBytes: 0 },
    { id: 'i', origin: 'annotator', expectedOutput: `${text}x` },
    undefined,
  );
functions['missingPackage'] = (text) =>
  missingPackage(
    { language: 'python', stderr: text, stdout: text, verdict: 'crashed' } as never,
    { language: 'python', exe: 'python3' } as never,
    { text },
  );
functions['dialectOf'] = (text) => dialectOf(text.slice(0, dialectLength), ['x']);
functions['parseJsonText'] = (text) => attempt(() => parseJsonText(`NaN${text}`));
functions['turnsOf'] = turnsOf;
functions['errorOf'] = (text) => errorOf({ verdict: 'crashed', stderr: text });
functions['comparedWith'] = (text) =>
  comparedWith(
    { verdict: 'ran', value: text, stdout: text, stderr: text, truncatedBytes: 0 },
    { code: 'f()' },
    { subject: 'reference', inputId: 'i', codeHash: '', verdict: 'ran', value: `${text} `, stdout: text },
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
    '<pre>\n',
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
