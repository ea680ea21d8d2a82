import type { Assembled, RunInput } from '../../domain/run.ts';
import { countedJavaScript } from '../checks/countedJavascript.ts';
import { withBuiltins } from '../checks/javascriptFrame.ts';
import { isWhole } from '../../code/text/definitions.ts';
import { childrenOf, isExpression, partsOf, type Part } from '../../code/text/parsers.ts';
import { javascriptString, programText, replaced, snippetText, wantedValue } from '../checks/sourceText.ts';

/**
 * The snippet runs behind the program in a function of its own, so that it sees the program's names, may declare any of its own
 * and may use `await`, in a CommonJS file as well as in a module: nothing in what is added decides which of the two it is.
 */
export function assembleJavaScript(
  language: 'javascript' | 'typescript',
  program: string,
  input: RunInput,
  windows: boolean,
  word?: string,
): Assembled {
  if (word !== undefined) {
    const text = demoGuarded(language, withoutMainBlock(language, programText(program)));
    return countedJavaScript(language, text, snippetText(input.code ?? ''), word, withoutStaticImport);
  }
  const parts = partsOf(language, snippetText(input.code ?? ''));
  const last = parts.at(-1);
  const value = last?.kind === 'ExpressionStatement' ? last : undefined;
  const body = parts.filter((part) => part !== value).map(withoutStaticImport);
  const expression = value?.text.replace(/;\s*$/, '');
  const silent = value !== undefined && /^\s*console\s*\./.test(value.text);

  const expected = wantedValue(input);
  const want =
    expected === undefined
      ? 'undefined'
      : `{ text: ${javascriptString(expected)}, value: ${isExpression(language, expected) ? `() => (${expected}\n)` : 'undefined'} }`;
  const output = input.expectedOutput === undefined ? 'undefined' : javascriptString(input.expectedOutput);

  const code = [
    withoutMainBlock(language, programText(program)),
    '\n\n// What follows runs the input.\n;(async (require, __touchstone) => {\n',
    '  const __touchstone_value = await __touchstone.run(async () => {\n',
    ...body.map((text) => `${text}\n`),
    expression === undefined ? '' : `return [await (${expression}\n)];\n`,
    `  }, ${output});\n`,
    `  await __touchstone.report(__touchstone_value, ${silent}, ${want}, ${output}, ${windows ? 'undefined' : '3'});\n`,
    '})(',
    "typeof require === 'function' ? require : process.getBuiltinModule?.('node:module').createRequire(process.argv[1]), ",
    withBuiltins(reporter),
    ');\n',
  ].join('');
  return { code, reportsValue: !windows };
}

/**
 * What a program shows at its top level may fail, and says nothing of what its functions return: each such statement is on its own. The
 * lines stay.
 */
function demoGuarded(language: 'javascript' | 'typescript', text: string): string {
  if (isWhole(language, text) !== true) return text;
  const shown = partsOf(language, text).filter(
    (part) => demoKinds.test(part.kind) && !/^['"`]|\bfunction\b|\bexports\b/.test(part.text),
  );
  return replaced(
    text,
    shown.map((part) => ({ from: part.from, to: part.to, by: `try { ${part.text} } catch {}` })),
  );
}

const demoKinds = /^(?:Expression|For|ForOf|ForIn|While|Do|Try|If)Statement$/;

/** `import` cannot stand in a function, and would make a module of the file. */
function withoutStaticImport({ kind, text, node }: Part): string {
  if (kind !== 'ImportDeclaration' || /^import\s+type\b/.test(text))
    return kind === 'ImportDeclaration' ? '' : text;
  const from = text.slice((node.getChild('String')?.from ?? node.to) - node.from).replace(/;\s*$/, '');
  const children = childrenOf(node);
  const names: string[] = [];
  let whole: string | undefined;
  for (const [i, child] of children.entries()) {
    const words = text.slice(child.from - node.from, child.to - node.from);
    if (child.name === 'ImportGroup') names.push(words.slice(1, -1).replace(/\bas\b/g, ':'));
    if (child.name !== 'VariableDefinition') continue;
    if (children[i - 1]?.name === 'as') whole = words;
    else names.push(`default: ${words}`);
  }
  const loaded = `await import(${from})`;
  if (whole !== undefined) return `const ${whole} = ${loaded};`;
  return names.length === 0 ? `${loaded};` : `const { ${names.join(', ')} } = ${loaded};`;
}

const mainModule = /\brequire\.main(?=\s*={2,3}\s*module\b)|(?<=\bmodule\s*={2,3}\s*)require\.main\b/;

/** `if (require.main === module)` is not taken: the snippet stands in its place. Columns and lines stay. */
function withoutMainBlock(language: string, program: string): string {
  if (!program.includes('require.main')) return program;
  const pieces: { from: number; to: number; by: string }[] = [];
  for (const { kind, node, from } of partsOf(language, program)) {
    if (kind !== 'IfStatement') continue;
    const condition = node.getChild('ParenthesizedExpression');
    const text = program.slice(condition?.from ?? from, condition?.to ?? from);
    const found = text.search(mainModule);
    if (found < 0 || !condition) continue;
    const at = condition.from + found;
    pieces.push({ from: at, to: at + 'require.main'.length, by: 'null        ' });
  }
  return replaced(program, pieces);
}

/** What a JavaScript program is judged with, as an expression. A failed `console.assert` counts as a failed assertion. */
const reporter = String.raw`(() => {
  const parts = [];
  const tidy = (text) => text.trim().split(/\r?\n/).map((line) => line.trimEnd()).join('\n');
  const fail = async (error) => {
    if (error?.code === 'ERR_ASSERTION') await send('', false);
    const { writeSync } = await import('node:fs');
    const { inspect } = await import('node:util');
    // Nobody wants to read of this file: the stack ends with the snippet.
    const lines = inspect(error).split('\n');
    const end = lines.findIndex((line) => line.includes('touchstoneInput'));
    const rest = end < 0 ? [] : lines.slice(end).filter((line) => !/^\s+at /.test(line));
    try { writeSync(2, 'Uncaught ' + [...lines.slice(0, end < 0 ? undefined : end), ...rest].join('\n') + '\n'); } catch {}
    process.exit(1);
  };
  let channel;
  const send = async (text, equal) => {
    if (channel === undefined) return;
    const { writeSync } = await import('node:fs');
    const value = text.length > 10000 ? text.slice(0, 9999) + '\u2026' : text;
    let line = Buffer.from(JSON.stringify({ value, equal }) + '\n');
    try { while (line.length > 0) line = line.subarray(writeSync(channel, line)); } catch {}
  };
  const close = (a, b) => typeof a === 'number' && typeof b === 'number' &&
    (a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));
  return {
    run: async function touchstoneInput(snippet, output) {
      const { assert } = console;
      console.assert = (holds, ...rest) => {
        if (!holds) throw Object.assign(new Error(['Assertion failed', ...rest].join(' ')), { name: 'AssertionError', code: 'ERR_ASSERTION' });
      };
      const { write } = process.stdout;
      if (output !== undefined) process.stdout.write = function (chunk, ...rest) {
        parts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
        return write.call(process.stdout, chunk, ...rest);
      };
      try { return { value: await snippet() }; } catch (error) { return { error, failed: true }; } finally {
        console.assert = assert;
        if (output !== undefined) process.stdout.write = write;
      }
    },
    report: async (ran, silent, want, output, descriptor) => {
      channel = descriptor;
      if (ran.failed) return fail(ran.error);
      const { inspect, isDeepStrictEqual } = await import('node:util');
      const show = (value) => inspect(value, { depth: 10, maxArrayLength: 1000, maxStringLength: 10000 });
      const [value] = ran.value ?? [];
      const text = ran.value && !(silent && value === undefined) ? show(value) : '';
      let equal;
      if (want) {
        equal = text === want.text || (ran.value !== undefined && String(value) === want.text && typeof value !== 'string');
        if (!equal && ran.value && want.value) {
          let wanted = {};
          try { wanted = await want.value(); } catch {}
          equal = isDeepStrictEqual(value, wanted) || close(value, wanted) || show(wanted) === text;
        }
      }
      if (output !== undefined) equal = equal !== false && tidy(parts.join('')) === tidy(output);
      if (channel === undefined && equal === false)
        return fail(Object.assign(new Error('expected ' + (want?.text ?? output) + ', found ' + text), { name: 'AssertionError' }));
      await send(text, equal);
    },
  };
})()`;
