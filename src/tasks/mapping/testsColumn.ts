import * as l10n from '@vscode/l10n';
import type { TaskInput } from '../../domain/task.ts';
import { cleanText, isBlank, kindOf } from './cellText.ts';
import { pythonValue } from './pythonLiteral.ts';
import { parseJson } from '../../platform/errors.ts';

/** What a column of tests may hold, brought to the two forms that a task has: one text, or checks that each stand alone. Pure. */

/** The tests, or what is wrong with the cell; neither for an empty one. */
export interface FoundTests {
  tests?: TaskInput['tests'];
  problem?: string;
}

/**
 * Accepts test code as text (HumanEval), a list of checks (MBPP), or inputs with outputs (APPS: `inputs`, `outputs`, `fn_name`;
 * CodeContests: `input`, `output`; or a list of objects with these two), all but the first also as JSON text. Inputs with outputs become JSON text with the keys of APPS; text
 * that has them already stays as it is, so that no large number is rounded.
 */
export function testsOf(value: unknown): FoundTests {
  if (isBlank(value)) return {};
  if (typeof value !== 'string') return structured(value);
  const text = value.trim();
  if (text.startsWith('[') || text.startsWith('{')) {
    const json = parseJson(text);
    if (json !== undefined) {
      const found = structured(json);
      const asWritten = typeof found.tests === 'string' && hasKeys(json, 'inputs', 'outputs');
      return asWritten ? { tests: cleanText(text) } : found;
    }
    // As pandas writes a list into CSV.
    const list = /^[[{]\s*['"]/.test(text) ? pythonValue(text) : undefined;
    if (list !== undefined && (!Array.isArray(list) || list.length > 0)) {
      const found = structured(list);
      if (found.tests !== undefined) return found;
    }
    // As code it would be a list of texts that checks nothing: every program would pass.
    if (/^\[\s*(?:['"]|\])/.test(text))
      return { problem: l10n.t('Expected tests, found a list that is not JSON: write it as JSON.') };
  }
  return { tests: cleanText(value) };
}

function structured(value: unknown): FoundTests {
  if (Array.isArray(value)) {
    const each = value.map((one) => hasKeys(one, 'input', 'output'));
    // One object for each pair says what two lists say.
    if (value.length > 0 && each.every((pair) => pair !== undefined))
      return structured({ inputs: each.map(([input]) => input), outputs: each.map(([, output]) => output) });
    if (!value.every((check) => typeof check === 'string'))
      return { problem: l10n.t('Expected a list of checks as texts, found other values in it.') };
    const checks = value.filter((check) => !isBlank(check)).map(cleanText);
    return checks.length > 0 ? { tests: checks } : {};
  }
  const pairs = hasKeys(value, 'inputs', 'outputs') ?? hasKeys(value, 'input', 'output');
  if (!pairs)
    return {
      problem: l10n.t(
        'Expected tests as text, a list of texts, or inputs with outputs, found {0}.',
        kindOf(value),
      ),
    };
  const [inputs, outputs, name] = pairs;
  if (!Array.isArray(inputs) || !Array.isArray(outputs))
    return { problem: l10n.t('Expected inputs and outputs as lists.') };
  if (inputs.length !== outputs.length)
    return {
      problem: l10n.t('Expected an output for each input, found {0} and {1}.', inputs.length, outputs.length),
    };
  if (inputs.length === 0) return {};
  const fnName = typeof name === 'string' && !isBlank(name) ? { fn_name: name } : {};
  try {
    const json = JSON.stringify({ ...fnName, inputs, outputs }, exact);
    return { tests: cleanText(json.replaceAll(/"\uE5A7(-?[A-Za-z]+)"/g, '$1')) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problem: l10n.t('The tests hold a number too large or are nested too deeply to be kept.') };
  }
}

/** 64-bit integers of Parquet as numbers, and marks for what JSON has no number for. Throws a RangeError for one that would be rounded. */
function exact(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return `\uE5A7${value}`;
  if (typeof value !== 'bigint') return value;
  if (!Number.isSafeInteger(Number(value))) throw new RangeError('too large');
  return Number(value);
}

/** The values under both keys and APPS's name of the function, where the value is an object that has both keys. */
function hasKeys(value: unknown, inputs: string, outputs: string): [unknown, unknown, unknown] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const of = (key: string): unknown =>
    Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const pair = [of(inputs), of(outputs)];
  return pair.includes(undefined) ? undefined : [pair[0], pair[1], of('fn_name')];
}
